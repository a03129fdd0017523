package io.rafthold.raft;

/** The core's only source of randomness, so that a seed decides a whole run. */
@FunctionalInterface
public interface RandomSource {
  /**
   * Returns the next number.
   *
   * @param bound above 0
   * @return uniform in {@code [0, bound)}
   */
  long nextLong(long bound);
}
