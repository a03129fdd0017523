/**
 * What goes wrong in a run: drawn from its seed before it begins, so that each run is rough in its
 * own way, and carried out while it goes on. Start reading at {@link
 * io.rafthold.sim.fault.FaultPlan}.
 */
package io.rafthold.sim.fault;
