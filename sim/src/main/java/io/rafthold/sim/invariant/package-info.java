/**
 * What must hold at every moment, one class each, and what the checker knows to judge it by: each
 * replica's log and state as watched from outside, and what was committed.
 *
 * <p>Start reading at {@link io.rafthold.sim.invariant.Checker}, which is told of everything.
 */
package io.rafthold.sim.invariant;
