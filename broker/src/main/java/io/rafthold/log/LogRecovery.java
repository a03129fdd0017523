package io.rafthold.log;

import io.rafthold.protocol.Batch;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes out, when a log is opened, which entries it has.
 *
 * <p>Segments are taken by ordinal; one that starts at an index ends all older ones there, so what
 * lies behind is dead. Entries at or below the flushed hint are taken as they are (they are checked
 * when they are read, and by the scrubber), unless they share a segment with later ones, or damage
 * was met there. Everything behind the hint is verified, byte for byte, and the log ends at the
 * last good entry. Nothing is mended here: the log rolls, and a damaged file is never written to.
 */
final class LogRecovery {
  /** Stands for an end that the missing segment behind it knew. */
  private static final long A_GAP = Long.MAX_VALUE - 1;

  /** Begins the names of segments that go to quarantine when a log is opened. */
  private static final String CUT_OFF = "cut-off";

  private final SegmentStore store;
  private final KnownLog known;

  private final FoundSegments found;
  private final EntryCheck check = new EntryCheck();
  private TermRuns verifiedTerms = new TermRuns(0);

  /** Dead ones that may have been flushed for all that is known: there is no mark. */
  private final List<Segment> cutOff = new ArrayList<>();

  /** Why the log ends where it does; null where it ends with its last segment's creation. */
  private LogDamageException damage;

  /** The live segment that is damaged, or does not carry on from the one before; null for none. */
  private Segment damaged;

  /** Whether the damage is one whatever the flush mark says. */
  private boolean isCertain;

  /** Whether simply nothing is written behind the last live segment's last entry. */
  private boolean endsByItself;

  LogRecovery(SegmentStore store, KnownLog known) {
    this.store = store;
    this.known = known;
    found = new FoundSegments(store, known);
  }

  /** Opens the segments and finds the log's end; {@link #close} is due where it fails. */
  void run() {
    final LogDamageException unreadable = found.open();
    if (unreadable != null) {
      throw unreadable;
    }
    verify();
    final LogDamageException refusal = refusal();
    if (refusal != null) {
      throw refusal;
    }
  }

  /**
   * Opens the segments and finds the log's end, damaged or not; {@link #close} is due.
   *
   * @return what to do about the damage; null where {@link #run} would find none
   */
  LogCut survey() {
    final LogDamageException unreadable = found.open();
    final long unreadableOrdinal = found.lastOrdinal();
    verify();
    final LogDamageException refusal = unreadable == null ? refusal() : unreadable;
    if (refusal == null) {
      return null;
    }
    final CutPlanner planner = new CutPlanner(store, found, check);
    if (damaged == null || !isBelowHint() || isWhole(damaged, unreadable != null)) {
      return planner.behindAll(
          refusal, unreadable == null ? found.lastOrdinal() + 1 : unreadableOrdinal);
    }
    return planner.before(damaged.descriptor(), refusal);
  }

  /** Where nothing is written behind the last segment's end, what is missing was in later ones. */
  private boolean isWhole(Segment segment, boolean hasLaterOnes) {
    final FlushMark mark = found.mark();
    return endsByItself
        && (hasLaterOnes || (mark != null && mark.ordinal() > segment.descriptor().ordinal()));
  }

  private void verify() {
    boolean ended = !hasStart();
    for (int i = 0; i < found.live().size(); i++) {
      final Segment segment = found.live().get(i);
      final Segment next = i + 1 < found.live().size() ? found.live().get(i + 1) : null;
      if (ended || !isContinuedBy(segment, i == 0 ? null : found.live().get(i - 1))) {
        ended = true;
        segment.limit(0);
      } else if (next != null
          && next.descriptor().baseIndex() - 1 <= found.flushedIndexHint()
          && !known.isSuspect(segment)
          && !isBeforeGap(segment, next.descriptor())) {
        trust(segment, next.descriptor());
      } else {
        ended = !verify(segment, next == null ? Long.MAX_VALUE : endBefore(segment, next));
      }
    }
    while (!found.live().isEmpty() && last().liveCount() == 0 && !isEmptyStart()) {
      if (found.mark() == null && last().scan().next(new Excerpt())) {
        cutOff.add(last());
      }
      found.dead().add(found.live().remove(found.live().size() - 1));
    }
  }

  /** Expects the log's first entry; false where that is missing, with everything before another. */
  private boolean hasStart() {
    if (found.live().isEmpty()) {
      check.startAt(SegmentDescriptor.FIRST);
      return true;
    }
    final Segment first = found.live().get(0);
    if (first.descriptor().baseIndex() - 1 <= known.startIndex()) {
      check.startAt(first.descriptor());
      return true;
    }
    // Where none of it was flushed, a loss of power may have taken the first segment and left this
    // one; then it is a tail like any other.
    check.startAt(SegmentDescriptor.FIRST);
    noteDamage(
        first,
        0,
        "the log starts here with entry "
            + first.descriptor().baseIndex()
            + ", but what is known of its start ends at entry "
            + known.startIndex());
    return false;
  }

  /** Where a log that was begun anew has no entry yet, that segment stays, for what it says. */
  private boolean isEmptyStart() {
    return found.live().size() == 1
        && last().liveCount() == 0
        && last().descriptor().isStart()
        && last().descriptor().baseIndex() == check.lastIndex() + 1;
  }

  private static long endBefore(Segment segment, Segment next) {
    return isBeforeGap(segment, next.descriptor()) ? A_GAP : next.descriptor().baseIndex();
  }

  private static boolean isBeforeGap(Segment segment, SegmentDescriptor next) {
    return next.previousOrdinal() != 0 && next.previousOrdinal() != segment.descriptor().ordinal();
  }

  private boolean isContinuedBy(Segment segment, Segment previous) {
    final SegmentDescriptor descriptor = segment.descriptor();
    if (previous != null && isBeforeGap(previous, descriptor)) {
      noteDamage(segment, 0, "segment " + descriptor.previousOrdinal() + " is missing before it");
      return false;
    }
    if (check.isContinuedBy(descriptor)) {
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
    final long stopIndex = Math.min(endIndex, metIndexIn(segment));
    final ExcerptScanner scanner = segment.scan();
    final Excerpt excerpt = new Excerpt();
    String error = null;
    while (error == null && check.lastIndex() + 1 < stopIndex && scanner.next(excerpt)) {
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
      EntryCheck.refuseNewerFormat(segment, excerpt);
      noteDamage(segment, excerpt.position(), error);
    } else if (check.lastIndex() + 1 == stopIndex) {
      isCertain = true;
      endsByItself =
          segment.liveCount() > 0 && endIndex == Long.MAX_VALUE && isEnd(scanner, excerpt);
      noteDamage(segment, known.met().position(), known.met().problem());
    } else {
      final String reason = scanner.stopReason();
      if (reason == null && endIndex == A_GAP) {
        return true;
      }
      final int position = scanner.position();
      endsByItself = endIndex == Long.MAX_VALUE && isEnd(scanner, excerpt);
      noteDamage(segment, position, reason == null ? "nothing is written here" : reason);
    }
    return false;
  }

  /**
   * Tells whether simply nothing is written from here on. Where all that is written counts as
   * flushed, what lies behind a hole does too.
   */
  private boolean isEnd(ExcerptScanner scanner, Excerpt excerpt) {
    return !scanner.next(excerpt)
        && scanner.stopReason() == null
        && !(known.isMarkLost() && scanner.resume(scanner.position()));
  }

  private long metIndexIn(Segment segment) {
    final long index = known.hasMetDamageIn(segment) ? known.met().index() : Long.MAX_VALUE;
    return index < segment.descriptor().baseIndex() ? Long.MAX_VALUE : index;
  }

  private void noteDamage(Segment segment, long position, String problem) {
    if (damage == null) {
      damaged = segment;
      damage = new LogDamageException(segment.name(), check.lastIndex() + 1, position, problem);
    }
  }

  private boolean isBelowHint() {
    return isCertain
        || check.lastIndex() < found.flushedIndexHint()
        || (known.isMarkLost() && damage != null && !endsByItself);
  }

  /** Says what is missing or damaged that must not be; null where nothing is. */
  private LogDamageException refusal() {
    if (!isBelowHint()) {
      return null;
    }
    final String remedy =
        check.lastIndex() < found.flushedIndexHint() || !known.isMarkLost()
            ? "entries up to "
                + found.flushedIndexHint()
                + " had been flushed: repair this replica from its peers"
            : "how far it had been flushed is not known: repair this replica from its peers";
    if (damage == null) {
      return new LogDamageException(
          "(none)", check.lastIndex() + 1, 0, "no segment holds the entry, though " + remedy);
    }
    if (damage.problem().endsWith(remedy)) {
      // What was met is what an earlier opening had refused.
      return damage;
    }
    return new LogDamageException(
        damage.segment(), damage.index(), damage.position(), damage.problem() + ", but " + remedy);
  }

  /**
   * Removes what is not part of the log, when the segment that carries on from its end is there. A
   * dead one may be what a truncation made, and all that keeps the tail behind it from coming back:
   * its successor is on the disk first, and takes the state over from an empty one that stood in
   * its place. Where no mark says that it was never flushed, what is only cut off is kept aside.
   */
  void removeDead(Segment successor) {
    if (!found.dead().isEmpty()) {
      successor.flush();
    }
    for (final Segment segment : found.dead()) {
      segment.close();
      if (cutOff.contains(segment)) {
        store.setAside(segment.descriptor().ordinal(), CUT_OFF);
        continue;
      }
      if (segment.descriptor().baseIndex() == successor.descriptor().baseIndex()) {
        store.moveState(segment.descriptor().ordinal(), successor.descriptor().ordinal());
      }
      store.delete(segment.descriptor().ordinal());
    }
    found.dead().clear();
    for (final long ordinal : found.unfinished()) {
      store.delete(ordinal);
    }
  }

  /** Closes what was opened, after a failure. */
  void close() {
    found.close();
  }

  private Segment last() {
    return found.live().get(found.live().size() - 1);
  }

  /** Returns up to where entries are taken as flushed; never above the log's end. */
  long flushedIndex() {
    return found.flushedIndexHint();
  }

  /** Returns the live segments, all sealed, none of them empty but for {@link #isEmptyStart}. */
  List<Segment> live() {
    return found.live();
  }

  /** Returns the terms of what was verified, which reaches to the end. */
  TermRuns terms() {
    return verifiedTerms;
  }

  /** Returns what a segment that carries on from the end is made with. */
  SegmentDescriptor next() {
    return new SegmentDescriptor(
        found.lastOrdinal() + 1,
        check.lastIndex() + 1,
        check.endOffset(),
        check.lastTerm(),
        isEmptyStart(),
        isEmptyStart() ? 0 : found.lastLiveOrdinal());
  }

  /** Returns the timestamp of the last entry, 0 where there is none. */
  long lastTimestampNs() {
    if (found.live().isEmpty() || last().liveCount() == 0) {
      return 0;
    }
    final Excerpt excerpt = new Excerpt();
    final Segment segment = last();
    segment.read(segment.liveCount() - 1, excerpt);
    return Batch.timestampNs(excerpt.buffer(), excerpt.position());
  }
}
