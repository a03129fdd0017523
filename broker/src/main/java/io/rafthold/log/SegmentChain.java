package io.rafthold.log;

import java.util.ArrayList;
import java.util.List;

/**
 * The segments that make up the log, in order, the open one last. Each is alive up to where the
 * next one starts. Append thread only.
 */
final class SegmentChain {
  private final ArrayList<Segment> segments;

  SegmentChain(List<Segment> segments) {
    this.segments = new ArrayList<>(segments);
  }

  int size() {
    return segments.size();
  }

  Segment at(int place) {
    return segments.get(place);
  }

  Segment first() {
    return segments.get(0);
  }

  Segment last() {
    return segments.get(segments.size() - 1);
  }

  List<SegmentDescriptor> descriptors() {
    return segments.stream().map(Segment::descriptor).toList();
  }

  /** Adds the next open segment; the one before is sealed where that one starts. */
  void add(Segment segment) {
    if (!segments.isEmpty()) {
      sealAt(last(), segment.descriptor().baseIndex());
    }
    segments.add(segment);
  }

  /** Takes out the segments that start at the index or behind it, newest first. */
  List<Segment> removeFrom(long index) {
    final List<Segment> removed = new ArrayList<>();
    while (!segments.isEmpty() && last().descriptor().baseIndex() >= index) {
      removed.add(segments.remove(segments.size() - 1));
    }
    return removed;
  }

  /** Takes out all segments. */
  List<Segment> removeAll() {
    final List<Segment> removed = new ArrayList<>(segments);
    segments.clear();
    return removed;
  }

  /** Returns what is flushed of the first segment behind an ordinal; null where nothing is. */
  SegmentSpan spanAfter(long ordinal, long flushedIndex) {
    for (int i = 0; i < segments.size(); i++) {
      final SegmentDescriptor each = segments.get(i).descriptor();
      if (each.ordinal() > ordinal) {
        final long end = Math.min(flushedIndex + 1, each.baseIndex() + segments.get(i).liveCount());
        if (end > each.baseIndex()) {
          return new SegmentSpan(each.ordinal(), each.baseIndex(), end);
        }
      }
    }
    return null;
  }

  /** Returns how many segments, from the first one on, have nothing at an index or behind it. */
  int countBefore(long index) {
    int count = 0;
    while (count + 1 < segments.size()
        && segments.get(count + 1).descriptor().baseIndex() <= index) {
      count++;
    }
    return count;
  }

  /** Takes out the first segments. */
  List<Segment> removeFirst(int count) {
    final List<Segment> first = segments.subList(0, count);
    final List<Segment> removed = new ArrayList<>(first);
    first.clear();
    return removed;
  }

  /** Returns the segment that holds an index, or the last where it is behind the end. */
  Segment holding(long index) {
    final Segment last = last();
    if (index >= last.descriptor().baseIndex()) {
      return last;
    }
    int low = 0;
    int high = segments.size() - 2;
    while (low < high) {
      final int middle = (low + high + 1) >>> 1;
      if (segments.get(middle).descriptor().baseIndex() <= index) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return segments.get(low);
  }

  static void sealAt(Segment segment, long endIndex) {
    segment.limit((int) (endIndex - segment.descriptor().baseIndex()));
  }
}
