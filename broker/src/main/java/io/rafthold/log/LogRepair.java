package io.rafthold.log;

import java.util.List;

/**
 * Cuts a damaged log before its damage. What is cut off is moved aside, never deleted, and the log
 * goes on in a new segment from there: it is shorter, and as dense as ever.
 *
 * <p><b>Whoever cuts a replica's log starts a new life of it first</b>, on the disk (the rejoin
 * rule, docs/architecture.md): the replica has forgotten what it answered for. Then each step
 * leaves what opens right, or is found damaged again and cut again: segments go newest first, so
 * that what is left of the log is always its head; the new segment comes last, and takes back the
 * flush mark.
 */
public final class LogRepair {
  private LogRepair() {}

  /**
   * Finds out what opening a log would refuse. Writes nothing.
   *
   * @param store stays open, and the caller's
   * @param known about the log from elsewhere
   * @return what to do; null where the log is sound
   * @throws NewerFormatException where anything is of a later format: it is not to be touched
   * @throws java.io.UncheckedIOException where the disk refused
   */
  public static LogCut survey(SegmentStore store, KnownLog known) {
    final LogRecovery recovery = new LogRecovery(store, known);
    try {
      return recovery.survey();
    } finally {
      recovery.close();
    }
  }

  /**
   * Moves the damaged segment and all later ones aside; the log ends before the damaged one.
   *
   * @param store nothing else uses it
   * @param cut as {@link #survey} found it
   * @param label for the names of what is moved aside
   * @throws java.io.UncheckedIOException where the disk refused
   */
  public static void cut(SegmentStore store, LogCut cut, String label) {
    setAside(store, cut.ordinals(), 0, label);
    goOn(store, cut.start());
  }

  /**
   * Moves all segments behind the damaged one aside, and a copy of that; the log ends behind its
   * last sound entry. For where nobody else has those.
   *
   * @param store nothing else uses it
   * @param cut as {@link #survey} found it
   * @param label for the names of what is moved aside
   * @throws java.io.UncheckedIOException where the disk refused
   */
  public static void cutBehindLastSound(SegmentStore store, LogCut cut, String label) {
    if (!cut.hasSoundHead()) {
      cut(store, cut, label);
      return;
    }
    store.copyAside(cut.damagedOrdinal(), label);
    setAside(store, cut.ordinals(), cut.damagedOrdinal(), label);
    goOn(store, cut.end());
  }

  private static void setAside(SegmentStore store, List<Long> ordinals, long kept, String label) {
    for (int i = ordinals.size() - 1; i >= 0; i--) {
      if (ordinals.get(i) != kept) {
        store.setAside(ordinals.get(i), label);
      }
    }
  }

  private static void goOn(SegmentStore store, SegmentDescriptor next) {
    try (Segment segment = store.create(next)) {
      segment.flush();
    }
  }
}
