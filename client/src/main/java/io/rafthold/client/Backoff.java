package io.rafthold.client;

import java.util.SplittableRandom;

/** Growing pauses between attempts, spread so that many clients do not return in step. */
final class Backoff {
  private final long firstNs;
  private final long longestNs;
  private final SplittableRandom random;
  private long currentNs;

  Backoff(long firstNs, long longestNs, SplittableRandom random) {
    this.firstNs = firstNs;
    this.longestNs = longestNs;
    this.random = random;
    this.currentNs = firstNs;
  }

  /** Returns the next pause: up to a quarter less than the step, which doubles each time. */
  long nextNs() {
    final long step = currentNs;
    currentNs = Math.min(longestNs, currentNs * 2);
    return step - random.nextLong(step / 4 + 1);
  }

  void reset() {
    currentNs = firstNs;
  }
}
