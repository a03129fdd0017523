/**
 * Systems that the rig measures: Rafthold, what messages alone take, and a peer.
 *
 * <p>Those of other modules or Maven profiles join as services: {@link
 * io.rafthold.bench.system.SystemProvider}.
 */
package io.rafthold.bench.system;
