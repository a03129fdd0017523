package io.rafthold.log;

import io.rafthold.protocol.Batch;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * A log made of segments. Appending goes to the last one, the only open one; everything else that
 * changes the log is a roll to a new segment: reaching the size limit, truncating, opening.
 *
 * <p>Thread rules are those of {@link ReplicaLog}. Fields belong to the append thread, but for
 * {@code lastIndex}, which the flush thread reads, and the flusher.
 */
public final class SegmentedLog implements ReplicaLog {
  private static final VarHandle LAST_INDEX;

  static {
    try {
      LAST_INDEX =
          MethodHandles.lookup().findVarHandle(SegmentedLog.class, "lastIndex", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final SegmentStore store;
  private final LogSettings settings;
  private final SegmentChain chain;
  private final LogSearch search;
  private final LogExpiry expiry;
  private final ForcedSegments forced;
  private final TermRuns terms;
  private final LogFlusher flusher;
  private final SegmentFiles files;
  private final LogUpkeep upkeep;

  /** Written with release after the entry's bytes, so that who reads it may read the entry. */
  private long lastIndex;

  private Segment active;
  private long lastTerm;
  private long endOffset;
  private long lastTimestampNs;
  private long previousTimestampNs;
  private long truncations;
  private boolean isClosed;

  private SegmentedLog(SegmentStore store, LogSettings settings, LogRecovery recovery) {
    final SegmentDescriptor next = recovery.next();
    this.store = store;
    this.settings = settings;
    files = new SegmentFiles(store);
    chain = new SegmentChain(recovery.live());
    search = new LogSearch(chain);
    expiry = new LogExpiry(chain);
    forced = new ForcedSegments(store);
    terms = recovery.terms();
    lastIndex = next.baseIndex() - 1;
    lastTerm = next.previousTerm();
    endOffset = next.baseOffset();
    lastTimestampNs = recovery.lastTimestampNs();
    flusher = new LogFlusher(store, this::publishedLastIndex, recovery.flushedIndex());
    upkeep = new LogUpkeep(store, flusher, chain, settings.segmentBytes());
    flusher.addUnflushed(recovery.live());
    active = store.create(next);
    chain.add(active);
    flusher.add(active);
    recovery.removeDead(active);
  }

  /**
   * Opens a log, verifies what may not have been flushed, and rolls to a new segment.
   *
   * <p>Entries up to the flush mark that the store remembers must be there and sound; behind it,
   * the log ends at the last sound entry.
   *
   * @param store the log's own: closed with the log, or when opening it fails
   * @param settings sizes
   * @param flushedIndexHint stands in for the mark of a store that has none; 0 where nothing is
   *     known
   * @return the log; the caller closes it
   * @throws LogDamageException where an entry up to the hint is missing or damaged
   * @throws java.io.UncheckedIOException where the disk refused
   */
  public static SegmentedLog open(SegmentStore store, LogSettings settings, long flushedIndexHint) {
    return open(store, settings, KnownLog.of(flushedIndexHint));
  }

  /** Opens a log like {@link #open(SegmentStore, LogSettings, long)}, with all that is known. */
  public static SegmentedLog open(SegmentStore store, LogSettings settings, KnownLog known) {
    final LogRecovery recovery = new LogRecovery(store, known);
    boolean done = false;
    try {
      recovery.run();
      final SegmentedLog log = new SegmentedLog(store, settings, recovery);
      done = true;
      return log;
    } finally {
      if (!done) {
        recovery.close();
        store.close();
      }
    }
  }

  @Override
  public long firstIndex() {
    return chain.first().descriptor().baseIndex();
  }

  @Override
  public long lastIndex() {
    return lastIndex;
  }

  @Override
  public long lastTerm() {
    return lastTerm;
  }

  @Override
  public long termAt(long index) {
    checkIndex(index);
    if (index == lastIndex) {
      return lastTerm;
    }
    if (index == firstIndex() - 1) {
      return chain.first().descriptor().previousTerm();
    }
    if (index >= terms.firstIndex()) {
      return terms.termAt(index);
    }
    final Excerpt entry = search.read(index);
    return Batch.term(entry.buffer(), entry.position());
  }

  @Override
  public long startOffset() {
    return chain.first().descriptor().baseOffset();
  }

  @Override
  public long endOffset() {
    return endOffset;
  }

  @Override
  public long lastTimestampNs() {
    return lastTimestampNs;
  }

  @Override
  public void previousTimestampNs(long timestampNs) {
    previousTimestampNs = timestampNs;
    lastTimestampNs = Math.max(lastTimestampNs, timestampNs);
  }

  @Override
  public void append(
      DirectBuffer header, int headerPosition, DirectBuffer batch, int batchPosition, int length) {
    AppendCheck.check(header, headerPosition, length, this, settings.maxBatchBytes());
    batch.boundsCheck(batchPosition, length);
    final long index = lastIndex + 1;
    if (needsSegmentFor(length)) {
      roll();
    }
    active.append(header, headerPosition, batch, batchPosition, length);
    lastTerm = Batch.term(header, headerPosition);
    endOffset += Batch.recordCount(header, headerPosition);
    lastTimestampNs = Batch.timestampNs(header, headerPosition);
    terms.append(index, lastTerm);
    LAST_INDEX.setRelease(this, index);
  }

  @Override
  public boolean needsSegmentFor(int length) {
    return active.usedBytes() + length > settings.segmentBytes() && active.liveCount() > 0;
  }

  private void roll() {
    goOnIn(store.create(active.descriptor().next(lastIndex + 1, endOffset, lastTerm, active)));
  }

  private void goOnIn(Segment next) {
    chain.add(next);
    active = next;
    flusher.add(next);
  }

  @Override
  public void truncateFrom(long index) {
    if (index < firstIndex() || index > lastIndex + 1) {
      throw new IllegalArgumentException(
          "cannot truncate from " + index + ": not within " + firstIndex() + " and " + lastIndex);
    }
    if (index == lastIndex + 1) {
      return;
    }
    final long newLastTerm = termAt(index - 1);
    final long newEndOffset = nextOffsetAt(index - 1);
    final long newLastTimestampNs =
        index == firstIndex() ? previousTimestampNs : timestampNsAt(index - 1);
    final Segment previous = index == firstIndex() ? null : chain.holding(index - 1);
    final Segment next =
        forced.create(active.descriptor().next(index, newEndOffset, newLastTerm, previous));

    final List<Segment> dead = chain.removeFrom(index);
    chain.add(next);
    active = next;
    terms.truncateFrom(index);
    lastTerm = newLastTerm;
    endOffset = newEndOffset;
    lastTimestampNs = newLastTimestampNs;
    truncations++;
    flusher.truncated(index - 1, dead, next, () -> LAST_INDEX.setRelease(this, index - 1));
    upkeep.dropped(dead);
  }

  @Override
  public void restartBehind(long index, long term, long offset, long timestampNs) {
    final Segment next =
        forced.create(
            new SegmentDescriptor(
                active.descriptor().ordinal() + 1, index + 1, offset, term, true, 0));
    final List<Segment> dead = chain.removeAll();
    chain.add(next);
    active = next;
    terms.restart(index + 1);
    lastTerm = term;
    endOffset = offset;
    lastTimestampNs = timestampNs;
    previousTimestampNs = timestampNs;
    truncations++;
    flusher.restarted(index, dead, next, () -> LAST_INDEX.setRelease(this, index));
    upkeep.dropped(dead);
  }

  @Override
  public long startAfterDropping(long index) {
    final long flushedIndex = flushedIndex();
    int place = chain.countBefore(Math.min(index, flushedIndex + 1));
    while (place > 0 && !forced.isDurable(chain.at(place).descriptor(), flushedIndex)) {
      place--;
    }
    return chain.at(place).descriptor().baseIndex();
  }

  @Override
  public long startAfterExpiring(long timestampNs) {
    return expiry.startAfterExpiring(timestampNs, lastTimestampNs);
  }

  @Override
  public void rollOlder(long timestampNs) {
    final boolean isHeldBack =
        active.liveCount() == 0
            && !forced.isDurable(active.descriptor(), flushedIndex())
            && startAfterExpiring(timestampNs) > startAfterDropping(lastIndex + 1);
    if (isHeldBack || expiry.isLastOlder(timestampNs)) {
      final Segment previous = lastIndex < firstIndex() ? null : chain.holding(lastIndex);
      goOnIn(forced.create(active.descriptor().next(lastIndex + 1, endOffset, lastTerm, previous)));
    }
  }

  @Override
  public void dropBefore(long index) {
    if (index <= firstIndex()) {
      // An empty start may be all that is on the disk: the one behind it begins there too.
      return;
    }
    final List<Segment> dead = chain.removeFirst(chain.countBefore(index));
    flusher.discarded(dead);
    upkeep.dropped(dead);
    truncations++;
  }

  private long timestampNsAt(long index) {
    final Excerpt entry = search.read(index);
    return Batch.timestampNs(entry.buffer(), entry.position());
  }

  @Override
  public List<SegmentDescriptor> segments() {
    return chain.descriptors();
  }

  @Override
  public long openSegmentIndex() {
    return active.descriptor().baseIndex();
  }

  @Override
  public long openSegmentOrdinal() {
    return active.descriptor().ordinal();
  }

  @Override
  public SegmentFiles files() {
    return files;
  }

  @Override
  public SegmentSpan spanAfter(long ordinal) {
    return chain.spanAfter(ordinal, flushedIndex());
  }

  @Override
  public LogCursor newCursor() {
    return new SegmentedLogCursor(this);
  }

  @Override
  public long indexOfOffset(long offset) {
    if (offset < startOffset() || offset > endOffset) {
      throw new IllegalArgumentException(
          "offset " + offset + " is not within " + startOffset() + " and " + endOffset);
    }
    return offset == endOffset ? lastIndex + 1 : search.indexOfOffset(offset);
  }

  @Override
  public long offsetAtTimestamp(long timestampNs, long endIndex) {
    checkIndex(endIndex);
    final long index = search.indexOfTimestamp(timestampNs, endIndex);
    if (index > endIndex) {
      return nextOffsetAt(endIndex);
    }
    final Excerpt entry = search.read(index);
    return Batch.baseOffset(entry.buffer(), entry.position());
  }

  @Override
  public long nextOffsetAt(long index) {
    checkIndex(index);
    if (index == lastIndex) {
      return endOffset;
    }
    if (index == firstIndex() - 1) {
      return startOffset();
    }
    final Excerpt entry = search.read(index);
    return Batch.nextOffset(entry.buffer(), entry.position());
  }

  private void checkIndex(long index) {
    if (index < firstIndex() - 1 || index > lastIndex) {
      throw new IllegalArgumentException(
          "index " + index + " is not within " + (firstIndex() - 1) + " and " + lastIndex);
    }
  }

  @Override
  public void flush(Runnable before) {
    flusher.flush(before);
  }

  @Override
  public LogUpkeep upkeep() {
    return upkeep;
  }

  @Override
  public long flushedIndex() {
    return flusher.flushedIndex();
  }

  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      flusher.close();
      upkeep.close();
      for (int i = 0; i < chain.size(); i++) {
        chain.at(i).close();
      }
      store.close();
    }
  }

  /** Returns the segment that holds an index of the log. */
  Segment segmentHolding(long index) {
    return chain.holding(index);
  }

  /** Tells whether entries of a segment were verified when this process appended them. */
  boolean isActive(Segment segment) {
    return segment == active;
  }

  /** Counts truncations, so that a cursor notices one. */
  long truncations() {
    return truncations;
  }

  private long publishedLastIndex() {
    return (long) LAST_INDEX.getAcquire(this);
  }
}
