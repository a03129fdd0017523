package io.rafthold.log;

import java.util.ArrayList;
import java.util.List;

/**
 * The segments that a log has on the disk, told apart by their descriptors alone: one that starts
 * at an index ends all older ones there. What their entries are worth, {@link LogRecovery} says.
 */
final class FoundSegments {
  private final SegmentStore store;
  private final ArrayList<Segment> live = new ArrayList<>();
  private final ArrayList<Segment> dead = new ArrayList<>();
  private final ArrayList<Long> unfinished = new ArrayList<>();
  private final boolean isMarkLost;
  private FlushMark mark;
  private long flushedIndexHint;
  private long lastOrdinal;

  /**
   * @param store of the segments
   * @param known of the log from elsewhere
   */
  FoundSegments(SegmentStore store, KnownLog known) {
    this.store = store;
    isMarkLost = known.isMarkLost();
    flushedIndexHint = known.flushedIndexHint();
  }

  /** Opens the segments up to one that cannot be made out; says why, null where there is none. */
  LogDamageException open() {
    mark = isMarkLost ? null : store.flushMark();
    if (mark != null) {
      flushedIndexHint = mark.flushedIndex();
    }
    for (final long ordinal : store.ordinals()) {
      lastOrdinal = ordinal;
      final Segment segment;
      try {
        segment = store.open(ordinal);
      } catch (NewerFormatException newer) {
        throw newer;
      } catch (LogDamageException unreadable) {
        return unreadable;
      }
      if (segment == null) {
        unfinished.add(ordinal);
        continue;
      }
      if (mark != null || (!isMarkLost && !live.isEmpty())) {
        flushedIndexHint = FlushMark.with(mark, segment.descriptor(), flushedIndexHint);
      }
      add(segment);
    }
    return null;
  }

  private void add(Segment segment) {
    while (!live.isEmpty() && isReplacedBy(live.get(live.size() - 1), segment.descriptor())) {
      dead.add(live.remove(live.size() - 1));
    }
    live.add(segment);
  }

  private static boolean isReplacedBy(Segment older, SegmentDescriptor newer) {
    return newer.isStart() || older.descriptor().baseIndex() >= newer.baseIndex();
  }

  /** Returns those whose entries count as far as the next one's start; may be taken from. */
  List<Segment> live() {
    return live;
  }

  /** Returns those that later ones replaced; may be added to. */
  List<Segment> dead() {
    return dead;
  }

  /** Returns the ordinals of those whose creation was not finished. */
  List<Long> unfinished() {
    return unfinished;
  }

  /** Returns the store's flush mark, null where there is none that counts. */
  FlushMark mark() {
    return mark;
  }

  /** Returns up to which entry all were flushed, as far as anyone remembers. */
  long flushedIndexHint() {
    return flushedIndexHint;
  }

  /** Returns the newest that was looked at, 0 where there is none. */
  long lastOrdinal() {
    return lastOrdinal;
  }

  /** Returns the newest whose entries count, 0 where there is none. */
  long lastLiveOrdinal() {
    return live.isEmpty() ? 0 : live.get(live.size() - 1).descriptor().ordinal();
  }

  /** Closes what was opened. */
  void close() {
    live.forEach(Segment::close);
    dead.forEach(Segment::close);
  }
}
