package io.rafthold.log;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The housekeeping side of a log: makes the next segment ahead of its use, and closes and deletes
 * what a truncation or the retention removed. Work is found by the append thread, and done by the
 * one that calls {@link #step}.
 *
 * <p>A removed segment rests until the append thread's next cycle, since that may still look at
 * bytes of it, and until no flush of it is under way.
 */
public final class LogUpkeep {
  /** Stands for the work of deleting a file, by which the next step is paced. */
  private static final long DELETION_BYTES = 64 * 1024;

  private final SegmentStore store;
  private final LogFlusher flusher;
  private final SegmentChain chain;
  private final long segmentBytes;

  /** Removed in the append thread's present cycle. */
  private final ArrayList<Segment> fading = new ArrayList<>();

  private final ConcurrentLinkedQueue<Segment> dropped = new ConcurrentLinkedQueue<>();
  private volatile boolean isNextWanted;
  private volatile boolean isUrgent;

  LogUpkeep(SegmentStore store, LogFlusher flusher, SegmentChain chain, long segmentBytes) {
    this.store = store;
    this.flusher = flusher;
    this.chain = chain;
    this.segmentBytes = segmentBytes;
  }

  /** Takes on segments that are no part of the log any more: append thread. */
  void dropped(List<Segment> dead) {
    fading.addAll(dead);
  }

  /**
   * Tells whether there is anything to do: the next segment is wanted soon, or files wait to be
   * deleted. Only a log that is used gets a spare segment: half of the open one is full.
   *
   * <p>Called once in each duty cycle, at its end, by the append thread: what any cursor pointed at
   * before an entry was removed is not looked at any more when the next cycle begins.
   *
   * @param mayGrow whether there is room on the disk for the next segment
   * @return whether to call {@link #step}
   */
  public boolean isDue(boolean mayGrow) {
    final long usedBytes = chain.last().usedBytes();
    if (!fading.isEmpty()) {
      dropped.addAll(fading);
      fading.clear();
    }
    final boolean isWanted = mayGrow && usedBytes >= segmentBytes / 2 && !store.isPrepared();
    final boolean presses = isWanted && usedBytes >= segmentBytes / 4 * 3;
    if (isWanted != isNextWanted) {
      isNextWanted = isWanted;
    }
    if (presses != isUrgent) {
      isUrgent = presses;
    }
    return isWanted || !dropped.isEmpty();
  }

  /**
   * Tells whether appends will have to wait for housekeeping soon. For any thread.
   *
   * @return as of the last {@link #isDue}
   */
  public boolean isUrgent() {
    return isUrgent;
  }

  /**
   * Does a step of housekeeping, of a few milliseconds. Called by one thread, which may be one of
   * its own; it may overlap anything but the log's being closed.
   *
   * @return bytes that it wrote, 0 where nothing is left to do for now
   * @throws UncheckedIOException where the disk refused; to be tried again
   */
  public long step() {
    final long bytes = isNextWanted ? store.prepare() : 0;
    if (bytes > 0) {
      return bytes;
    }
    final Segment segment = dropped.peek();
    if (segment == null || !flusher.isDoneWith(segment)) {
      return 0;
    }
    dispose(segment);
    dropped.remove();
    return DELETION_BYTES;
  }

  /**
   * Where the disk refuses, the segment stays in line: of segments that made up the log's start the
   * first goes first, since one that is missing between two others is taken for damage.
   */
  private void dispose(Segment segment) {
    segment.close();
    store.delete(segment.descriptor().ordinal());
  }

  /** Disposes of what is left; nothing else runs any more. */
  void close() {
    dropped.addAll(fading);
    fading.clear();
    isNextWanted = false;
    try {
      for (Segment segment = dropped.peek(); segment != null; segment = dropped.peek()) {
        dispose(segment);
        dropped.remove();
      }
    } catch (FlushFailedException fatal) {
      throw fatal;
    } catch (UncheckedIOException refused) {
      // The next opening of the log deletes what is left.
      dropped.forEach(Segment::close);
    }
  }
}
