package io.rafthold.process;

/** The longest time between two sounds. Thread-safe. */
final class Silence {
  private long lastNs;
  private long longestNs;

  synchronized void begin(long nowNs) {
    lastNs = nowNs;
    longestNs = 0;
  }

  synchronized void onSound(long nowNs) {
    longestNs = Math.max(longestNs, nowNs - lastNs);
    lastNs = nowNs;
  }

  synchronized long longestNs(long nowNs) {
    return Math.max(longestNs, nowNs - lastNs);
  }
}
