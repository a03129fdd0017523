package io.rafthold.log;

import io.rafthold.protocol.Batch;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes out, when a log is opened, which entries it has.
 *
 * <p>Segments are taken by ordinal; one that starts at an index ends all older ones there, so what
 * lies behind is dead. Entries at or below the flushed hint are taken as they are (they are checked
 * against their index when they are read), unless they share a segment with later ones. Everything
 * behind the hint is verified, byte for byte, and the log ends at the last good entry. Nothing is
 * mended: the log rolls, and a damaged file is never written to.
 */
final class LogRecovery {
  private final SegmentStore store;

  /** Entries up to here were flushed, as far as anyone remembers. */
  private long flushedIndexHint;

  private final ArrayList<Segment> live = new ArrayList<>();
  private final ArrayList<Segment> dead = new ArrayList<>();
  private final ArrayList<Long> unfinished = new ArrayList<>();
  private final EntryCheck check = new EntryCheck();
  private TermRuns verifiedTerms = new TermRuns(0);

  /** Why the log ends where it does; null where it ends with its last segment's creation. */
  private LogDamageException damage;

  private long lastOrdinal;

  LogRecovery(SegmentStore store, long flushedIndexHint) {
    this.store = store;
    this.flushedIndexHint = flushedIndexHint;
  }

  /** Opens the segments and finds the log's end; {@link #close} is due where it fails. */
  void run() {
    openSegments();
    verify();
    refuseBelowHint();
  }

  private void openSegments() {
    final FlushMark mark = store.flushMark();
    if (mark != null) {
      flushedIndexHint = mark.flushedIndex();
    }
    for (final long ordinal : store.ordinals()) {
      lastOrdinal = ordinal;
      final Segment segment = store.open(ordinal);
      if (segment == null) {
        unfinished.add(ordinal);
        continue;
      }
      if (mark != null) {
        flushedIndexHint = mark.flushedIndexWith(segment.descriptor(), flushedIndexHint);
      }
      while (!live.isEmpty()
          && (segment.descriptor().isStart()
              || last().descriptor().baseIndex() >= segment.descriptor().baseIndex())) {
        dead.add(live.remove(live.size() - 1));
      }
      live.add(segment);
    }
  }

  private void verify() {
    check.startAt(live.isEmpty() ? SegmentDescriptor.FIRST : live.get(0).descriptor());
    boolean ended = false;
    for (int i = 0; i < live.size(); i++) {
      final Segment segment = live.get(i);
      final Segment next = i + 1 < live.size() ? live.get(i + 1) : null;
      if (ended || !isContinuedBy(segment)) {
        ended = true;
        segment.limit(0);
      } else if (next != null && next.descriptor().baseIndex() - 1 <= flushedIndexHint) {
        trust(segment, next.descriptor());
      } else {
        ended = !verify(segment, next == null ? Long.MAX_VALUE : next.descriptor().baseIndex());
      }
    }
    while (!live.isEmpty() && last().liveCount() == 0 && !isEmptyStart()) {
      dead.add(live.remove(live.size() - 1));
    }
  }

  /** Where a log that was begun anew has no entry yet, that segment stays, for what it says. */
  private boolean isEmptyStart() {
    return live.size() == 1 && last().liveCount() == 0 && last().descriptor().isStart();
  }

  private boolean isContinuedBy(Segment segment) {
    final SegmentDescriptor descriptor = segment.descriptor();
    if (descriptor.baseIndex() == check.lastIndex() + 1
        && descriptor.baseOffset() == check.endOffset()
        && descriptor.previousTerm() == check.lastTerm()) {
      return true;
    }
    noteDamage(
        segment,
        0,
        descriptor
            + " does not carry on from offset "
            + check.endOffset()
            + ", term "
            + check.lastTerm());
    return false;
  }

  private void trust(Segment segment, SegmentDescriptor next) {
    SegmentChain.sealAt(segment, next.baseIndex());
    check.startAt(next);
    verifiedTerms = new TermRuns(next.baseIndex());
  }

  /** Takes on a segment's good entries; false where they end before {@code endIndex}. */
  private boolean verify(Segment segment, long endIndex) {
    final ExcerptScanner scanner = segment.scan();
    final Excerpt excerpt = new Excerpt();
    String error = null;
    while (error == null && check.lastIndex() + 1 < endIndex && scanner.next(excerpt)) {
      error = check.advance(excerpt);
      if (error == null) {
        verifiedTerms.append(check.lastIndex(), check.lastTerm());
      }
    }
    SegmentChain.sealAt(segment, check.lastIndex() + 1);
    if (check.lastIndex() + 1 == endIndex) {
      return true;
    }
    if (error != null) {
      noteDamage(segment, excerpt.position(), error);
    } else {
      final String reason = scanner.stopReason();
      noteDamage(segment, scanner.position(), reason == null ? "nothing is written here" : reason);
    }
    return false;
  }

  private void noteDamage(Segment segment, long position, String problem) {
    if (damage == null) {
      damage = new LogDamageException(segment.name(), check.lastIndex() + 1, position, problem);
    }
  }

  private void refuseBelowHint() {
    if (check.lastIndex() >= flushedIndexHint) {
      return;
    }
    final String remedy =
        "entries up to "
            + flushedIndexHint
            + " had been flushed: repair this replica from its peers";
    if (damage == null) {
      throw new LogDamageException(
          "(none)", check.lastIndex() + 1, 0, "no segment holds the entry, though " + remedy);
    }
    throw new LogDamageException(
        damage.segment(), damage.index(), damage.position(), damage.problem() + ", but " + remedy);
  }

  /**
   * Removes what is not part of the log, when the segment that carries on from its end is there. A
   * dead one may be what a truncation made, and all that keeps the tail behind it from coming back:
   * its successor is on the disk first.
   */
  void removeDead(Segment successor) {
    if (!dead.isEmpty()) {
      successor.flush();
    }
    for (final Segment segment : dead) {
      segment.close();
      store.delete(segment.descriptor().ordinal());
    }
    dead.clear();
    for (final long ordinal : unfinished) {
      store.delete(ordinal);
    }
  }

  /** Closes what was opened, after a failure. */
  void close() {
    live.forEach(Segment::close);
    dead.forEach(Segment::close);
  }

  private Segment last() {
    return live.get(live.size() - 1);
  }

  /** Returns up to where entries are taken as flushed; never above the log's end. */
  long flushedIndex() {
    return flushedIndexHint;
  }

  /** Returns the live segments, all sealed, none of them empty but for {@link #isEmptyStart}. */
  List<Segment> live() {
    return live;
  }

  /** Returns the terms of what was verified, which reaches to the end. */
  TermRuns terms() {
    return verifiedTerms;
  }

  /** Returns what a segment that carries on from the end is made with. */
  SegmentDescriptor next() {
    return new SegmentDescriptor(
        lastOrdinal + 1,
        check.lastIndex() + 1,
        check.endOffset(),
        check.lastTerm(),
        isEmptyStart());
  }

  /** Returns the timestamp of the last entry, 0 where there is none. */
  long lastTimestampNs() {
    if (live.isEmpty() || last().liveCount() == 0) {
      return 0;
    }
    final Excerpt excerpt = new Excerpt();
    final Segment segment = last();
    segment.read(segment.liveCount() - 1, excerpt);
    return Batch.timestampNs(excerpt.buffer(), excerpt.position());
  }
}
