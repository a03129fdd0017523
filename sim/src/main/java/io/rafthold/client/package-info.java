/**
 * What the simulator needs of the client's inside: {@link io.rafthold.client.SimulatedClient} makes
 * its core over a simulated network and clock.
 */
package io.rafthold.client;
