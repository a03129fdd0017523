package io.rafthold.log;

import io.rafthold.protocol.Batch;

/**
 * Tells which segments, from the first one on, hold nothing that must be kept. The last one always
 * stays. Append thread only.
 */
final class LogExpiry {
  private final SegmentChain chain;
  private final Excerpt excerpt = new Excerpt();

  LogExpiry(SegmentChain chain) {
    this.chain = chain;
  }

  /** Returns where the log starts without the segments that are older throughout. */
  long startAfterExpiring(long timestampNs, long lastTimestampNs) {
    int place = 0;
    while (place + 1 < chain.size()
        && notYoungerThan(chain.at(place + 1), lastTimestampNs) < timestampNs) {
      place++;
    }
    return chain.at(place).descriptor().baseIndex();
  }

  /**
   * No entry before a segment is younger than its first one, which is quickly found; behind an
   * empty one, which is the last, none is younger than the log's last.
   */
  private long notYoungerThan(Segment segment, long lastTimestampNs) {
    return segment.liveCount() == 0 ? lastTimestampNs : firstTimestampNs(segment);
  }

  /** Tells whether the last segment has an entry that is older. */
  boolean isLastOlder(long timestampNs) {
    return chain.last().liveCount() > 0 && firstTimestampNs(chain.last()) < timestampNs;
  }

  /** A scan finds the first entry without an index over all of them. */
  private long firstTimestampNs(Segment segment) {
    if (!segment.scan().next(excerpt)) {
      throw new LogDamageException(
          segment.name(), segment.descriptor().baseIndex(), 0, "its first entry is missing");
    }
    SegmentedLogCursor.check(
        segment, excerpt, segment.descriptor().baseIndex(), segment == chain.last());
    return Batch.timestampNs(excerpt.buffer(), excerpt.position());
  }
}
