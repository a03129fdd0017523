/**
 * The deterministic simulator: whole clusters of the production classes in one thread under one
 * seed, over a clock, a network and disks that misbehave as the seed says.
 *
 * <p>Arrows point at {@code broker} and {@code client}; nobody points here. Start reading at {@link
 * io.rafthold.sim.Simulation}, a single run, then {@link io.rafthold.sim.Plan}, what its seed
 * decides.
 */
package io.rafthold.sim;
