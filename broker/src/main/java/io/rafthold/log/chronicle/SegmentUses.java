package io.rafthold.log.chronicle;

import java.util.HashMap;
import java.util.Map;

/** Which segments' files somebody holds on to, by ordinal. For any thread. */
final class SegmentUses {
  private final Map<Long, Integer> counts = new HashMap<>();

  /** Notes one more use; returns what ends it, to be run once. */
  Runnable begin(long ordinal) {
    synchronized (this) {
      counts.merge(ordinal, 1, Integer::sum);
    }
    return () -> end(ordinal);
  }

  private synchronized void end(long ordinal) {
    counts.computeIfPresent(ordinal, (key, count) -> count == 1 ? null : count - 1);
  }

  synchronized boolean isUsed(long ordinal) {
    return counts.containsKey(ordinal);
  }
}
