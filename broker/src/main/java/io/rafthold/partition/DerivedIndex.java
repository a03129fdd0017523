package io.rafthold.partition;

import io.rafthold.log.LogCursor;
import io.rafthold.log.ReplicaLog;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import org.agrona.DirectBuffer;

/**
 * What is derived from the log, as the log grows. One set of tables follows the commit index on
 * every replica, so truncation never has to undo it; a leader has a second one that runs ahead to
 * the log's end and judges what wants to be appended. Both are brought up in bounded steps, so a
 * restart with a long log does not stall the agent.
 */
final class DerivedIndex implements AutoCloseable {
  /** Entries taken in per step. */
  private static final int MAX_ENTRIES_PER_STEP = 2_048;

  /** Bytes walked over per step: after a restart they may have to come from the disk. */
  private static final long MAX_BYTES_PER_STEP = 4 * 1024 * 1024;

  private final ReplicaLog log;
  private DerivedTables committed;
  private final DerivedTables tip;
  private final LogCursor committedCursor;
  private final LogCursor tipCursor;
  private final CommittedEntryHandler handler;
  private long appliedIndex;
  private long appliedOffset;
  private long appliedBytes;
  private long tipIndex = -1;

  /** The leader's tables are copied from the committed ones, which rest until that is done. */
  private boolean isCopying;

  DerivedIndex(ReplicaLog log, StateDecoder decoder, CommittedEntryHandler handler) {
    this.log = log;
    this.handler = handler;
    committed = decoder.blankTables();
    tip = decoder.blankTables();
    committedCursor = log.newCursor();
    tipCursor = log.newCursor();
    appliedIndex = log.firstIndex() - 1;
    appliedOffset = log.startOffset();
  }

  /**
   * Goes on from what held behind an entry: at a restart, and after an install.
   *
   * @param state whose tables are this one's from now on
   */
  void startFrom(StartState state) {
    committed = state.tables();
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
   * Brings the leader's tables towards the log's end, a bounded number of entries, after they were
   * copied, a bounded part at a time.
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

  /** Tells whether the leader's tables have reached the log's end, so that they can judge. */
  boolean isTipReady() {
    return tipIndex == log.lastIndex();
  }

  /** Forgets the leader's tables: the replica leads no more. */
  void dropTip() {
    tipIndex = -1;
    if (isCopying) {
      isCopying = false;
      tip.clear();
    }
  }

  /**
   * Takes in the entry that the leader has just appended.
   *
   * @param header as stamped
   * @param body may be null for entries of records
   */
  void appended(DirectBuffer header, DirectBuffer body, int bodyPosition, int bodyLength) {
    tip.apply(header, 0, body, bodyPosition, bodyLength);
    tipIndex++;
  }

  /** Returns what holds where entries were applied. */
  DerivedTables committed() {
    return committed;
  }

  /** Returns what holds at the log's end; to judge by while {@link #isTipReady}. */
  DerivedTables tip() {
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
