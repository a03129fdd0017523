package io.rafthold.log;

import java.util.ArrayList;
import java.util.List;

/** Works out what a cut before damage would move aside, and where the log would go on. */
final class CutPlanner {
  private final SegmentStore store;
  private final FoundSegments found;
  private final EntryCheck check;

  /**
   * @param store of the segments
   * @param found what is there, opened
   * @param check stands at the log's last sound entry
   */
  CutPlanner(SegmentStore store, FoundSegments found, EntryCheck check) {
    this.store = store;
    this.found = found;
    this.check = check;
  }

  /**
   * Keeps all that was made out: the damage is that more is missing.
   *
   * @param firstOrdinal of what cannot be made out, with all that follows
   */
  LogCut behindAll(LogDamageException damage, long firstOrdinal) {
    final SegmentDescriptor end = end();
    return new LogCut(damage, 0, toSetAside(firstOrdinal), end, end, found.flushedIndexHint());
  }

  /** Gives up a damaged segment and all that follows; its sound head can be kept. */
  LogCut before(SegmentDescriptor damaged, LogDamageException damage) {
    final SegmentDescriptor end = end();
    final SegmentDescriptor start =
        damaged.baseIndex() > end.baseIndex()
            ? end
            : new SegmentDescriptor(
                end.ordinal(),
                damaged.baseIndex(),
                damaged.baseOffset(),
                damaged.previousTerm(),
                damaged.previousOrdinal());
    return new LogCut(
        damage,
        damaged.ordinal(),
        toSetAside(damaged.ordinal()),
        start,
        end,
        found.flushedIndexHint());
  }

  private SegmentDescriptor end() {
    final FlushMark mark = found.mark();
    long ordinal = mark == null ? 0 : mark.ordinal();
    for (final long each : store.ordinals()) {
      ordinal = Math.max(ordinal, each);
    }
    return new SegmentDescriptor(
        ordinal + 1,
        check.lastIndex() + 1,
        check.endOffset(),
        check.lastTerm(),
        found.lastLiveOrdinal());
  }

  private List<Long> toSetAside(long firstOrdinal) {
    final List<Long> ordinals = new ArrayList<>();
    for (final long ordinal : store.ordinals()) {
      if (ordinal >= firstOrdinal || found.unfinished().contains(ordinal)) {
        ordinals.add(ordinal);
      }
      if (ordinal > found.lastOrdinal()) {
        refuseNewerFormat(ordinal);
      }
    }
    return ordinals;
  }

  /** What could not be opened hides those behind it; one of a newer format is not to be touched. */
  private void refuseNewerFormat(long ordinal) {
    try {
      final Segment segment = store.open(ordinal);
      if (segment != null) {
        segment.close();
      }
    } catch (NewerFormatException newer) {
      throw newer;
    } catch (LogDamageException alsoDamaged) {
      // It goes with the others.
    }
  }
}
