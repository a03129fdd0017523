package io.rafthold.process;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** How long partitions stood still: nobody processed a record of them. */
final class GroupGaps {
  private final Map<Integer, TreeSet<Long>> processedAtMs = new TreeMap<>();

  void add(List<GroupLine> lines) {
    for (final GroupLine line : lines) {
      if (line.is(GroupLine.Kind.PROCESSED)) {
        processedAtMs.computeIfAbsent(line.partition(), any -> new TreeSet<>()).add(line.atMs());
      }
    }
  }

  /** Returns how long at most any partition stood still within a span of the wall clock. */
  long longestMs(long fromMs, long untilMs) {
    long longestMs = 0;
    for (final TreeSet<Long> all : processedAtMs.values()) {
      long beforeMs = fromMs;
      for (final long atMs : all.subSet(fromMs, true, untilMs, true)) {
        longestMs = Math.max(longestMs, atMs - beforeMs);
        beforeMs = atMs;
      }
      longestMs = Math.max(longestMs, untilMs - beforeMs);
    }
    return longestMs;
  }
}
