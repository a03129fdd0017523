package io.rafthold.bench.rig;

import java.util.Optional;

/**
 * An aim, and what a comparison found of it: a ratio of two figures of one round, over all rounds.
 *
 * @param measure what it is about
 * @param aim in words
 * @param found the ratio; empty where a part of it was not measured
 * @param limit of the ratio
 * @param isUpperLimit whether the ratio must not be above it, or else not below
 */
public record Target(
    String measure, String aim, Optional<Spread> found, double limit, boolean isUpperLimit) {
  /** Returns the verdict on the median: pass, falls short, or not measured. */
  public String verdict() {
    return found
        .map(spread -> isUpperLimit ? spread.median() <= limit : spread.median() >= limit)
        .map(isReached -> isReached ? "pass" : "falls short")
        .orElse("not measured");
  }

  /** Returns it as a row of a table in Markdown. */
  public String row() {
    return String.format(
        "| %s | %s | %s | %s |", measure, aim, found.map(Spread::toString).orElse(""), verdict());
  }
}
