package io.rafthold.spec;

import java.util.ArrayList;
import java.util.List;

/**
 * What one group did, step by step; each text is an expression of TLA+.
 *
 * @param voters the set of those who voted at the beginning
 * @param learners the set of those who learned at the beginning
 * @param level the commit level, as a string
 * @param brokerCount how many brokers there are, numbered from 1
 * @param maxTerm no term is above this one
 * @param steps one tuple a step: replica, input, its message's term, its message, state, log, hard
 *     state, number, messages that left. See {@code docs/spec/Trace.tla}
 */
public record Trace(
    String voters,
    String learners,
    String level,
    int brokerCount,
    long maxTerm,
    List<String> steps) {
  /** Takes an unmodifiable copy of the steps. */
  public Trace {
    steps = List.copyOf(steps);
  }

  /** Returns the same trace with one step replaced; for traces that must be refused. */
  public Trace withStep(int position, String step) {
    List<String> changed = new ArrayList<>(steps);
    changed.set(position, step);
    return new Trace(voters, learners, level, brokerCount, maxTerm, changed);
  }
}
