/**
 * Campaigns of many seeds, what they reached, and the command {@code bin/rafthold sim}. The one
 * package of the simulator with threads and a clock. Start reading at {@link
 * io.rafthold.sim.report.SimCommand}.
 */
package io.rafthold.sim.report;
