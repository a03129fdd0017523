package io.rafthold.partition;

import io.rafthold.log.LogCursor;
import io.rafthold.log.ReplicaLog;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import org.agrona.DirectBuffer;

/**
 * Producers' sequences as derived state. One table follows the commit index on every replica, so
 * truncation never has to undo it; a leader has a second one that runs ahead to the log's end and
 * judges new batches. Both are brought up in bounded steps, so a restart with a long log does not
 * stall the agent.
 */
final class ProducerIndex implements AutoCloseable {
  /** Entries taken in per step. */
  private static final int MAX_ENTRIES_PER_STEP = 2_048;

  /** Bytes walked over per step: after a restart they may have to come from the disk. */
  private static final long MAX_BYTES_PER_STEP = 4 * 1024 * 1024;

  private final ReplicaLog log;
  private ProducerTable committed;
  private final ProducerTable tip;
  private final LogCursor committedCursor;
  private final LogCursor tipCursor;
  private final CommittedEntryHandler handler;
  private long appliedIndex;
  private long appliedOffset;
  private long appliedBytes;
  private long tipIndex = -1;

  /** The leader's table is being copied from the committed one, which rests until that is done. */
  private boolean isCopying;

  ProducerIndex(ReplicaLog log, StateDecoder decoder, CommittedEntryHandler handler) {
    this.log = log;
    this.handler = handler;
    committed = decoder.blankTable();
    tip = decoder.blankTable();
    committedCursor = log.newCursor();
    tipCursor = log.newCursor();
    appliedIndex = log.firstIndex() - 1;
    appliedOffset = log.startOffset();
  }

  /**
   * Goes on from what held behind an entry: at a restart, and after an install.
   *
   * @param state whose table is this one's from now on
   */
  void startFrom(StartState state) {
    committed = state.producers();
    appliedIndex = state.index();
    appliedOffset = state.nextOffset();
    appliedBytes = state.logBytes();
    dropTip();
  }

  /**
   * Goes on from an older state, since some of what was applied is not in the log any more.
   *
   * @param state null for nothing
   */
  void startOver(StartState state) {
    if (state == null) {
      committed.clear();
      appliedIndex = log.firstIndex() - 1;
      appliedOffset = log.startOffset();
      appliedBytes = 0;
      dropTip();
    } else {
      startFrom(state);
    }
  }

  /** Returns the index up to which committed entries were applied. */
  long appliedIndex() {
    return appliedIndex;
  }

  /** Returns the offset behind the last applied entry. */
  long appliedOffset() {
    return appliedOffset;
  }

  /** Returns the bytes of all applied entries since the log began. */
  long appliedBytes() {
    return appliedBytes;
  }

  /**
   * Applies committed entries, a bounded number.
   *
   * @return number of entries applied
   */
  int advance(long commitIndex) {
    if (isCopying) {
      return 0;
    }
    int work = 0;
    long bytes = 0;
    while (appliedIndex < commitIndex
        && work < MAX_ENTRIES_PER_STEP
        && bytes < MAX_BYTES_PER_STEP) {
      stepTo(committedCursor, appliedIndex + 1);
      bytes += committedCursor.length();
      final DirectBuffer buffer = committedCursor.buffer();
      final int position = committedCursor.position();
      committed.apply(buffer, position);
      final EntryType type = Batch.entryType(buffer, position);
      if (type == EntryType.METADATA) {
        handler.onCommitted(
            appliedIndex + 1,
            buffer,
            position + Batch.HEADER_LENGTH,
            committedCursor.length() - Batch.HEADER_LENGTH);
      }
      appliedIndex++;
      appliedOffset = Batch.nextOffset(buffer, position);
      appliedBytes += committedCursor.length();
      work++;
    }
    return work;
  }

  /**
   * Brings the leader's table towards the log's end, a bounded number of entries, after it was
   * copied, a bounded number of producers at a time.
   *
   * @return work count: entries taken in
   */
  int advanceTip() {
    if (tipIndex < 0) {
      return copyTip();
    }
    int work = 0;
    long bytes = 0;
    while (tipIndex < log.lastIndex()
        && work < MAX_ENTRIES_PER_STEP
        && bytes < MAX_BYTES_PER_STEP) {
      stepTo(tipCursor, tipIndex + 1);
      bytes += tipCursor.length();
      tip.apply(tipCursor.buffer(), tipCursor.position());
      tipIndex++;
      work++;
    }
    return work;
  }

  private int copyTip() {
    if (!isCopying) {
      isCopying = true;
      tip.beginCopy(committed);
    }
    if (tip.copyMore()) {
      isCopying = false;
      tipIndex = appliedIndex;
    }
    return 1;
  }

  /** Tells whether the leader's table has reached the log's end, so that batches can be judged. */
  boolean isTipReady() {
    return tipIndex == log.lastIndex();
  }

  /** Forgets the leader's table: the replica leads no more. */
  void dropTip() {
    tipIndex = -1;
    if (isCopying) {
      isCopying = false;
      tip.clear();
    }
  }

  /** Judges a batch against the log's end; {@link #isTipReady} must hold. */
  ProducerVerdict check(DirectBuffer buffer, int position) {
    return tip.check(buffer, position);
  }

  /** Takes in the entry that the leader has just appended; its stamped header is enough. */
  void appended(DirectBuffer header, int position) {
    tip.apply(header, position);
    tipIndex++;
  }

  /** Returns the table that judged last, for the place of a duplicate. */
  ProducerTable tip() {
    return tip;
  }

  private static void stepTo(LogCursor cursor, long index) {
    if (!(cursor.index() + 1 == index && cursor.next()) && !cursor.seek(index)) {
      throw new IllegalStateException("entry " + index + " is not in the log");
    }
  }

  @Override
  public void close() {
    committedCursor.close();
    tipCursor.close();
  }
}
