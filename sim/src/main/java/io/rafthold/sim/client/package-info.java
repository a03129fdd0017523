/**
 * What clients do in a simulated cluster, and what they saw. Start reading at {@link
 * io.rafthold.sim.client.Workload}.
 */
package io.rafthold.sim.client;
