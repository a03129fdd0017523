package io.rafthold.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The flush side of a log. It forces segments in order and publishes how far that has come, while
 * the append thread goes on.
 *
 * <p>Two monitors, neither on the append path. {@code this} is held for a whole flush, and by
 * close. {@code lists} is held for moments: by a flush at its start and end, and by the append
 * thread when it rolls or truncates. Who closes a segment asks {@link #isDoneWith} first, so that
 * no file is closed while it is being forced.
 */
final class LogFlusher {
  private final SegmentStore store;
  private final LongSupplier lastIndex;

  private final Object lists = new Object();
  private final ArrayList<Segment> unflushed = new ArrayList<>();

  /** What the flush under way forces, and what it found done with. */
  private final ArrayList<Segment> underWay = new ArrayList<>();

  private final ArrayList<Segment> finished = new ArrayList<>();

  /** Lowest index that stayed in any truncation since the flush under way began. */
  private long keptIndex;

  private volatile long flushedIndex;
  private UncheckedIOException failure;
  private boolean isClosed;

  LogFlusher(SegmentStore store, LongSupplier lastIndex, long flushedIndex) {
    this.store = store;
    this.lastIndex = lastIndex;
    this.flushedIndex = flushedIndex;
  }

  /** Takes on a segment behind all others: append thread. */
  void add(Segment segment) {
    synchronized (lists) {
      unflushed.add(segment);
    }
  }

  /**
   * Takes on what an earlier process left unflushed, or failed to flush: written once more, since
   * the system may take for clean what is nowhere but in its cache.
   */
  void addUnflushed(List<Segment> found) {
    for (final Segment segment : found) {
      final long baseIndex = segment.descriptor().baseIndex();
      if (baseIndex + segment.liveCount() - 1 > flushedIndex) {
        segment.rewrite((int) Math.max(0, flushedIndex + 1 - baseIndex));
        add(segment);
      }
    }
  }

  /** Takes note of a truncation that is in force from now on: append thread. */
  void truncated(long newLastIndex, List<Segment> dead, Segment next, Runnable publish) {
    synchronized (lists) {
      publish.run();
      keptIndex = Math.min(keptIndex, newLastIndex);
      flushedIndex = Math.min(flushedIndex, newLastIndex);
      unflushed.removeAll(dead);
      unflushed.add(next);
    }
  }

  /** Takes note that the log was begun anew behind an index, up to which it counts as durable. */
  void restarted(long newLastIndex, List<Segment> dead, Segment next, Runnable publish) {
    synchronized (lists) {
      truncated(newLastIndex, dead, next, publish);
      flushedIndex = newLastIndex;
    }
  }

  /** Takes note of segments that are no part of the log any more; they are flushed. */
  void discarded(List<Segment> dead) {
    synchronized (lists) {
      unflushed.removeAll(dead);
    }
  }

  /** Tells whether a segment that was removed is in no flush that is under way: any thread. */
  boolean isDoneWith(Segment segment) {
    synchronized (lists) {
      return !underWay.contains(segment);
    }
  }

  long flushedIndex() {
    return flushedIndex;
  }

  /** See {@link ReplicaLog#flush}. */
  synchronized void flush(Runnable before) {
    if (isClosed) {
      throw new IllegalStateException("the log is closed");
    }
    if (failure != null) {
      throw new UncheckedIOException(
          "the log is broken since an earlier flush failed; restart the replica",
          new IOException(failure));
    }
    final long target = begin();
    try {
      before.run();
      for (int i = 0; i < underWay.size(); i++) {
        underWay.get(i).flush();
      }
      end(target);
    } catch (UncheckedIOException e) {
      failure = e;
      throw e;
    }
  }

  private long begin() {
    synchronized (lists) {
      keptIndex = Long.MAX_VALUE;
      underWay.clear();
      underWay.addAll(unflushed);
      return lastIndex.getAsLong();
    }
  }

  private void end(long target) {
    finished.clear();
    final long markedIndex;
    final long markedOrdinal;
    synchronized (lists) {
      final long index = Math.min(target, keptIndex);
      if (index > flushedIndex) {
        flushedIndex = index;
      }
      markedIndex = flushedIndex;
      markedOrdinal = underWay.get(underWay.size() - 1).descriptor().ordinal();
      // A segment that has a follower is sealed, and ends where that one starts.
      while (unflushed.size() > 1
          && unflushed.get(1).descriptor().baseIndex() - 1 <= index
          && underWay.contains(unflushed.get(0))) {
        finished.add(unflushed.remove(0));
      }
    }
    for (int i = 0; i < finished.size(); i++) {
      finished.get(i).finish();
    }
    synchronized (lists) {
      underWay.clear();
    }
    store.writeFlushMark(markedIndex, markedOrdinal);
  }

  /** Flushes nothing any more; waits for a flush that is under way. */
  synchronized void close() {
    isClosed = true;
    synchronized (lists) {
      unflushed.clear();
      underWay.clear();
    }
  }
}
