package io.rafthold.partition;

import io.rafthold.log.LogDamageException;
import io.rafthold.log.ReplicaLog;
import io.rafthold.log.SegmentDescriptor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows how many bytes of entries lie before each segment, from the states that are kept beside
 * them: a sealed segment's file does not tell how much of it is used. What is not known yet is not
 * let go, and a segment without a state cannot be let go anyway. States of before a restart are
 * looked into, one in a step and at their numbers alone; of others it is told.
 *
 * <p>States are read on the housekeeping thread; the rest is the partition agent's.
 */
final class SegmentStarts extends ReplicaTask {
  private final ReplicaLog log;

  /** By the segments' ordinals. */
  private final Map<Long, Long> bytesBefore = new ConcurrentHashMap<>();

  private volatile List<SegmentDescriptor> wanted = List.of();
  private volatile List<SegmentDescriptor> done = wanted;

  /** What the last step worked at, and how far it came; the housekeeping thread's. */
  private List<SegmentDescriptor> current = wanted;

  private int place;

  SegmentStarts(ReplicaLog log) {
    this.log = log;
  }

  /** Notes what was counted when a segment's state was made: nobody has to read that then. */
  void made(SegmentDescriptor segment, long logBytes) {
    bytesBefore.put(segment.ordinal(), logBytes);
  }

  /**
   * Finds where the log would start if it lost all whole segments that it can and keep so much, as
   * far as is known; asks for what is not. It allocates.
   *
   * @param bytes that shall be left of what is applied
   * @param appliedBytes of all applied entries since the log began
   * @return the log's first index or above
   */
  long startKeeping(long bytes, long appliedBytes) {
    final List<SegmentDescriptor> segments = log.segments();
    final List<SegmentDescriptor> behindFirst = segments.subList(1, segments.size());
    bytesBefore.keySet().retainAll(behindFirst.stream().map(SegmentDescriptor::ordinal).toList());
    wanted = behindFirst.stream().filter(each -> !bytesBefore.containsKey(each.ordinal())).toList();
    for (int i = behindFirst.size() - 1; i >= 0; i--) {
      final Long before = bytesBefore.get(behindFirst.get(i).ordinal());
      if (before != null && appliedBytes - before >= bytes) {
        return behindFirst.get(i).baseIndex();
      }
    }
    return log.firstIndex();
  }

  @Override
  boolean isWanted(long nowNs) {
    return wanted != done && !wanted.isEmpty();
  }

  @Override
  long work(long nowNs) {
    final List<SegmentDescriptor> asked = wanted;
    if (asked != current) {
      current = asked;
      place = 0;
    }
    if (place == asked.size()) {
      done = asked;
      return 0;
    }
    final SegmentDescriptor segment = asked.get(place++);
    try {
      final StartState state = KeptStates.readHead(log.files(), segment);
      if (state != null) {
        bytesBefore.put(segment.ordinal(), state.logBytes());
      }
    } catch (LogDamageException unusable) {
      // Whoever wants to go on from it says so; a sound one follows in its place.
    }
    return 1;
  }
}
