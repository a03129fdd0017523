package io.rafthold.log;

import io.rafthold.protocol.Batch;

/**
 * Finds entries by offset and time, both of which rise with the index: first the segment, by what
 * its first entry or its descriptor says, then the entry, by bisection. Append thread only.
 */
final class LogSearch {
  private final SegmentChain chain;
  private final Excerpt excerpt = new Excerpt();

  LogSearch(SegmentChain chain) {
    this.chain = chain;
  }

  /** Returns the index of the entry with the offset, which some entry has. */
  long indexOfOffset(long offset) {
    int low = 0;
    int high = chain.size() - 1;
    while (low < high) {
      final int middle = (low + high + 1) >>> 1;
      if (chain.at(middle).descriptor().baseOffset() <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    final Segment segment = chain.at(low);
    int first = 0;
    int last = segment.liveCount() - 1;
    while (first < last) {
      final int middle = (first + last) >>> 1;
      readHeader(segment, middle);
      if (Batch.nextOffset(excerpt.buffer(), excerpt.position()) > offset) {
        last = middle;
      } else {
        first = middle + 1;
      }
    }
    return segment.descriptor().baseIndex() + first;
  }

  /**
   * Returns the first index up to {@code endIndex} that is not older, {@code endIndex + 1} if none.
   */
  long indexOfTimestamp(long timestampNs, long endIndex) {
    int low = 0;
    int high = chain.size() - 1;
    while (low < high) {
      final int middle = (low + high + 1) >>> 1;
      if (startsBefore(chain.at(middle), timestampNs, endIndex)) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    final Segment segment = chain.at(low);
    final long baseIndex = segment.descriptor().baseIndex();
    int first = 0;
    int behind = (int) Math.min(segment.liveCount(), Math.max(0, endIndex + 1 - baseIndex));
    while (first < behind) {
      final int middle = (first + behind) >>> 1;
      if (timestampNs(segment, middle) >= timestampNs) {
        behind = middle;
      } else {
        first = middle + 1;
      }
    }
    return Math.min(baseIndex + first, endIndex + 1);
  }

  private boolean startsBefore(Segment segment, long timestampNs, long endIndex) {
    return segment.descriptor().baseIndex() <= endIndex
        && segment.liveCount() > 0
        && timestampNs(segment, 0) < timestampNs;
  }

  private long timestampNs(Segment segment, int number) {
    readHeader(segment, number);
    return Batch.timestampNs(excerpt.buffer(), excerpt.position());
  }

  /** Points at an entry that exists. */
  Excerpt read(long index) {
    final Segment segment = chain.holding(index);
    readHeader(segment, (int) (index - segment.descriptor().baseIndex()));
    return excerpt;
  }

  private void readHeader(Segment segment, int number) {
    segment.read(number, excerpt);
    final long index = segment.descriptor().baseIndex() + number;
    SegmentedLogCursor.check(segment, excerpt, index, segment == chain.last());
  }
}
