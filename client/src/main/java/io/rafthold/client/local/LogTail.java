package io.rafthold.client.local;

import io.rafthold.client.BatchRecords;
import io.rafthold.client.CorruptDataException;
import io.rafthold.client.OffsetOutOfRangeException;
import io.rafthold.client.Start;
import io.rafthold.client.Tailer;
import io.rafthold.client.TopicPartition;
import io.rafthold.client.UnknownTopicException;
import io.rafthold.protocol.MalformedException;
import io.rafthold.protocol.storage.PositionLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Goes through the batches of a committed log, from where it was sent: finds the place, passes over
 * control entries, and holds what comes against what it gave before, also over restarts of the
 * broker.
 */
final class LogTail implements AutoCloseable {
  private static final long WATCH_INTERVAL_NS = 1_000_000_000L;

  private enum Target {
    NONE,
    START,
    END,
    OFFSET,
    TIME
  }

  private final TopicPartition partition;
  private final CommittedLog log;
  private final PositionView published;
  private final Delivered delivered = new Delivered();

  /** What a seek asked for, until it is found. */
  private Target target = Target.START;

  private long targetTimestampNs;
  private boolean isVerified = true;
  private long nextIndex;
  private long nextOffset;

  /** Whether the next record is wanted wherever it stands: what lies before it is not. */
  private boolean takesAnyOffset;

  private long watchNs = System.nanoTime();

  LogTail(TopicPartition partition, PositionView published) {
    this.partition = partition;
    this.published = published;
    log = new CommittedLog(published);
  }

  PositionView published() {
    return published;
  }

  /** Returns what holds the batch that was found last. */
  UnsafeBuffer buffer() {
    return log.entry().buffer();
  }

  /** Returns the offset of the first record that is wanted. */
  long nextOffset() {
    return nextOffset;
  }

  /** Notes which record is wanted next. */
  void nextOffset(long offset) {
    nextOffset = offset;
  }

  /** Returns the offset of the first record that is wanted, {@link Tailer#UNKNOWN_POSITION} yet. */
  long position() {
    final boolean isKnown = target == Target.NONE || target == Target.OFFSET;
    return isKnown ? nextOffset : Tailer.UNKNOWN_POSITION;
  }

  /** Goes on elsewhere; it is found with the next batch. */
  void seek(Start start) {
    isVerified = true;
    delivered.clear();
    if (start instanceof Start.AtOffset at) {
      target = Target.OFFSET;
      nextOffset = at.offset();
    } else if (start instanceof Start.AtTimestamp at) {
      target = Target.TIME;
      targetTimestampNs = at.timestampNs();
    } else {
      target = start instanceof Start.Latest ? Target.END : Target.START;
    }
  }

  /**
   * Finds the next batch.
   *
   * @param records to stand before its first record
   * @return false where there is none for now
   * @throws io.rafthold.client.UnsupportedCompressionException where it is compressed and the
   *     library for it, which the message names, is not on the class path
   */
  boolean nextBatch(BatchRecords records) {
    while (isReady()) {
      if (nextIndex > published.commitIndex()) {
        watch();
        return false;
      }
      switch (log.read(nextIndex)) {
        case FOUND -> {
          open(log.entry(), records);
          delivered.add(nextIndex, log.entry());
          nextIndex++;
        }
        case DROPPED -> {
          goOnBehindWhatWasDropped();
          continue;
        }
        case NOT_NOW -> {
          return false;
        }
      }
      if (log.entry().isData()) {
        return true;
      }
    }
    return false;
  }

  /** Where control entries alone were dropped, the next record is still there, or yet to come. */
  private void goOnBehindWhatWasDropped() {
    // The broker tells of the start's offset before its index, which was seen already. One that is
    // lower is of another log.
    if (published.startOffset() != nextOffset) {
      throw outOfRange(nextOffset);
    }
    target = Target.OFFSET;
  }

  /** Before anything is noted of the entry, so that one which cannot be read is not passed over. */
  private void open(EntryCopy entry, BatchRecords records) {
    if (entry.isData()) {
      if (entry.baseOffset() > nextOffset && !takesAnyOffset) {
        // The log was begun anew behind it, between two looks at the position.
        throw outOfRange(nextOffset);
      }
      if (takesAnyOffset) {
        nextOffset = Math.max(nextOffset, entry.baseOffset());
        takesAnyOffset = false;
      }
      try {
        records.wrap(entry.buffer(), 0);
      } catch (MalformedException damage) {
        throw new CorruptDataException(damage.getMessage(), damage);
      }
    }
  }

  /** Tells whether the broker has the files open, and it is known where to go on in them. */
  private boolean isReady() {
    final long run = published.run();
    if (!PositionLayout.isOpen(run)) {
      watch();
      return false;
    }
    if (run != log.run()) {
      log.begin(run);
      isVerified = delivered.index() == 0;
    }
    return (isVerified || verify()) && (target == Target.NONE || locate());
  }

  /** Looks whether the log of a new run still has what was given before. */
  private boolean verify() {
    final long commitTerm = published.commitTerm();
    final long commitIndex = published.commitIndex();
    if (commitIndex < delivered.index()) {
      // It may not know yet how far the log is committed.
      delivered.refuseLaterTerm(commitTerm);
      return false;
    }
    final CommittedLog.Outcome outcome = log.read(delivered.index());
    if (outcome == CommittedLog.Outcome.FOUND) {
      delivered.refuseOther(log.entry());
    }
    isVerified = outcome != CommittedLog.Outcome.NOT_NOW;
    return isVerified;
  }

  private boolean locate() {
    // The index is loaded behind the offset, and so is not older.
    final long commitOffset = published.commitOffset();
    final long commitIndex = published.commitIndex();
    if (target == Target.START) {
      nextOffset = published.startOffset();
    } else if (target == Target.END) {
      nextOffset = commitOffset;
      target = Target.OFFSET;
    }
    if (target != Target.TIME && nextOffset > commitOffset) {
      return false;
    }
    final CommittedLog.Outcome outcome =
        target == Target.TIME
            ? log.findTime(targetTimestampNs, commitIndex)
            : log.find(nextOffset, commitIndex);
    if (outcome == CommittedLog.Outcome.DROPPED && target == Target.TIME) {
      // Files that retention has dropped are still there: the first record that is kept is later.
      target = Target.START;
      return locate();
    }
    if (outcome != CommittedLog.Outcome.FOUND) {
      return false;
    }
    stand(log.foundIndex() <= commitIndex, commitOffset);
    nextIndex = log.foundIndex();
    target = Target.NONE;
    return true;
  }

  private void stand(boolean isThere, long commitOffset) {
    // The end of the log may have moved on between the look at its offset and that at its index.
    takesAnyOffset = !isThere && target != Target.OFFSET;
    // Where no entry holds it, the next record to come is the first that can be given.
    final long first = isThere ? log.entry().baseOffset() : commitOffset;
    if (target == Target.TIME) {
      nextOffset = first;
    } else if (first > nextOffset) {
      if (target == Target.OFFSET) {
        throw outOfRange(nextOffset);
      }
      // Retention was faster.
      nextOffset = first;
    }
  }

  private OffsetOutOfRangeException outOfRange(long offset) {
    return new OffsetOutOfRangeException(
        partition, offset, published.startOffset(), published.commitOffset());
  }

  /** Where nothing comes, looks at times whether the replica is still there. */
  private void watch() {
    final long nowNs = System.nanoTime();
    if (nowNs - watchNs < WATCH_INTERVAL_NS) {
      return;
    }
    watchNs = nowNs;
    try {
      if (!published.isInPlace()) {
        throw new UnknownTopicException(
            "the replica of " + partition + " that was read was deleted: open it anew where it is");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + published.replica() + ": " + e, e);
    }
  }

  @Override
  public void close() {
    log.close();
  }
}
