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
 * @param steps in the order in which they were made; docs/spec/Trace.tla follows them
 */
public record Trace(
    String voters,
    String learners,
    String level,
    int brokerCount,
    long maxTerm,
    List<TraceStep> steps) {
  /** Takes an unmodifiable copy of the steps. */
  public Trace {
    steps = List.copyOf(steps);
  }

  /** Returns the first steps of this trace, and another one behind them. */
  public Trace upTo(int stepCount, TraceStep last) {
    List<TraceStep> changed = new ArrayList<>(steps.subList(0, stepCount));
    changed.add(last);
    return new Trace(voters, learners, level, brokerCount, maxTerm, changed);
  }
}
