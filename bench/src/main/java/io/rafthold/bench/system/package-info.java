/**
 * Systems that the rig measures: Rafthold, what messages alone take, and a peer.
 *
 * <p>Those of other modules join as services: {@link io.rafthold.bench.system.SystemProvider}.
 * Kafka is in the builds of one Maven profile and known by name.
 */
package io.rafthold.bench.system;
