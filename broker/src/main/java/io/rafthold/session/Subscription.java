package io.rafthold.session;

import io.rafthold.log.LogCursor;
import io.rafthold.log.LogDamageException;
import io.rafthold.partition.Replica;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import io.rafthold.protocol.codec.ErrorCode;

/**
 * One client's reading position in one partition: pushes committed data batches, whole and in
 * order, as far as the client's credit reaches and its link takes them.
 */
final class Subscription {
  /** Messages pushed per cycle; bounds the time spent on one reader. */
  private static final int MAX_PUSHES_PER_CYCLE = 4;

  /** Entries looked at per cycle, so that a run of control entries does not hold the agent up. */
  private static final int MAX_ENTRIES_PER_CYCLE = 2_048;

  private static final long UNRESOLVED = -1;

  private final long subscriptionId;
  private final Replica replica;
  private final LogCursor cursor;
  private final boolean acceptsAnyReplica;
  private final Backfills backfills;

  /** The first offset that was not pushed yet. */
  private long nextOffset;

  private long nextIndex = UNRESOLVED;
  private long creditBytes;
  private long sentBytes;
  private long gatheredIndex;
  private long gatheredOffset;
  private boolean hasMore;

  /** Whether it was at the end of the log once: what comes after that is not history. */
  private boolean hasCaughtUp;

  private long durableIndex = UNRESOLVED;
  private long durableOffset;

  /** What the reader knows. */
  private long toldDurableOffset;

  /** Reads ahead while this is far behind; else null. */
  private BackfillTask backfill;

  /** Where the open segment began when it was last looked whether this is far behind. */
  private long judgedIndex = UNRESOLVED;

  Subscription(
      long subscriptionId,
      Replica replica,
      long fromOffset,
      long creditBytes,
      boolean acceptsAnyReplica,
      Backfills backfills) {
    this.subscriptionId = subscriptionId;
    this.backfills = backfills;
    this.replica = replica;
    nextOffset = fromOffset;
    this.creditBytes = creditBytes;
    this.acceptsAnyReplica = acceptsAnyReplica;
    cursor = replica.newCursor();
  }

  long subscriptionId() {
    return subscriptionId;
  }

  Replica replica() {
    return replica;
  }

  /** Raises the total of bytes that may be pushed; a lower total than before is ignored. */
  void creditBytes(long totalBytes) {
    creditBytes = Math.max(creditBytes, totalBytes);
  }

  /** Returns why the subscription must end, or OK. */
  ErrorCode endReason() {
    if (replica.isRetired()) {
      return ErrorCode.UNKNOWN_GROUP;
    }
    if (!acceptsAnyReplica && !replica.isLeader()) {
      return ErrorCode.NOT_LEADER;
    }
    return nextOffset < replica.log().startOffset() ? ErrorCode.OFFSET_OUT_OF_RANGE : ErrorCode.OK;
  }

  /**
   * Pushes what is committed and was not pushed yet. Damage on the way ends the replica, and this.
   *
   * @return work count
   */
  int push(ClientSession session, PushBuffer pushBuffer) {
    try {
      return pushCommitted(session, pushBuffer);
    } catch (LogDamageException | IllegalStateException damage) {
      replica.fail(damage);
      return 1;
    }
  }

  private int pushCommitted(ClientSession session, PushBuffer pushBuffer) {
    if (isReadAhead()) {
      return 0;
    }
    if (nextIndex > replica.commitIndex()) {
      hasCaughtUp = true;
      return tellDurable(session, pushBuffer);
    }
    if (sentBytes >= creditBytes || !resolve()) {
      return 0;
    }
    // Of what retention has let go, nothing but control entries was still to come: else this had
    // ended.
    nextIndex = Math.max(nextIndex, replica.log().firstIndex());
    if (beginReadingAhead(session)) {
      return 1;
    }
    int pushes = 0;
    int budget = MAX_ENTRIES_PER_CYCLE;
    hasMore = true;
    while (hasMore && pushes < MAX_PUSHES_PER_CYCLE && sentBytes < creditBytes && budget > 0) {
      final long firstIndex = nextIndex;
      gatheredOffset = nextOffset;
      gather(pushBuffer, budget);
      budget -= (int) (gatheredIndex - firstIndex);
      if (pushBuffer.isEmpty()) {
        nextIndex = gatheredIndex;
      } else if (offer(session, pushBuffer)) {
        sentBytes += pushBuffer.batchBytes();
        if (hasCaughtUp) {
          replica.delivered(nextIndex, gatheredIndex - 1);
        }
        nextIndex = gatheredIndex;
        nextOffset = gatheredOffset;
        pushes++;
      } else {
        break;
      }
    }
    return pushes;
  }

  /** Looked at once behind each roll: whoever follows the tail is never far behind. */
  private boolean beginReadingAhead(ClientSession session) {
    final long openIndex = replica.log().openSegmentIndex();
    if (openIndex == judgedIndex || !backfills.hasRoom()) {
      return false;
    }
    judgedIndex = openIndex;
    backfill = nextIndex < openIndex ? backfills.begin(session, this, nextIndex) : null;
    return backfill != null;
  }

  /** Tells whether another thread reads for this, so that it is served in turn with others. */
  boolean isReadAhead() {
    return backfill != null;
  }

  /**
   * Pushes what was read ahead.
   *
   * @return bytes; 0 where nothing could be pushed
   */
  int pushReadAhead(ClientSession session) {
    if (backfill == null) {
      return 0;
    }
    try {
      final boolean hasFailed = backfill.hasFailed();
      final BackfillBlock block = backfill.ready();
      final int bytes = block == null ? 0 : pushBlock(session, block);
      if (nextIndex == backfill.endIndex() || (hasFailed && block == null)) {
        endReadingAhead();
      }
      return bytes;
    } catch (LogDamageException | IllegalStateException damage) {
      replica.fail(damage);
      return 1;
    }
  }

  private int pushBlock(ClientSession session, BackfillBlock block) {
    final PushBuffer content = block.content();
    if (!content.isEmpty()) {
      if (sentBytes >= creditBytes || !offer(session, content)) {
        return 0;
      }
      sentBytes += content.batchBytes();
      nextOffset = block.nextOffset();
    }
    nextIndex = block.nextIndex();
    backfill.giveBack();
    backfills.goOn(backfill);
    return Math.max(1, content.batchBytes());
  }

  /** Ends the reading ahead, where there is any: what follows is served as at the tail. */
  void endReadingAhead() {
    if (backfill != null) {
      backfills.end(backfill);
      backfill = null;
    }
  }

  private boolean offer(ClientSession session, PushBuffer pushBuffer) {
    final long offset = durableOffset();
    if (!pushBuffer.offer(session, subscriptionId, replica.commitOffset(), offset)) {
      return false;
    }
    toldDurableOffset = offset;
    return true;
  }

  /** Says, once, that all that was pushed is durable: with the records it may not have been yet. */
  private int tellDurable(ClientSession session, PushBuffer pushBuffer) {
    if (toldDurableOffset >= nextOffset || durableOffset() < nextOffset) {
      return 0;
    }
    pushBuffer.clear();
    return offer(session, pushBuffer) ? 1 : 0;
  }

  private long durableOffset() {
    final long index = Math.min(replica.durableIndex(), replica.commitIndex());
    if (index != durableIndex) {
      durableIndex = index;
      durableOffset = replica.log().nextOffsetAt(Math.max(index, replica.log().firstIndex() - 1));
    }
    return durableOffset;
  }

  private void gather(PushBuffer pushBuffer, int budget) {
    final long endIndex = Math.min(replica.commitIndex() + 1, nextIndex + budget);
    pushBuffer.clear();
    gatheredIndex = nextIndex;
    while (gatheredIndex < endIndex) {
      moveTo(gatheredIndex);
      if (Batch.entryType(cursor.buffer(), cursor.position()) == EntryType.DATA) {
        if (!pushBuffer.add(cursor.buffer(), cursor.position(), cursor.length())) {
          break;
        }
        gatheredOffset = Batch.nextOffset(cursor.buffer(), cursor.position());
      }
      gatheredIndex++;
    }
    hasMore = gatheredIndex <= replica.commitIndex();
  }

  private void moveTo(long index) {
    if (cursor.index() == index) {
      return;
    }
    if (!(cursor.index() + 1 == index && cursor.next()) && !cursor.seek(index)) {
      throw new IllegalStateException(
          "committed entry "
              + index
              + " is not in the log of group "
              + replica.settings().groupId());
    }
  }

  /** Finds the entry to start with as soon as the starting offset is committed here. */
  private boolean resolve() {
    if (nextIndex == UNRESOLVED) {
      final long commitOffset = replica.commitOffset();
      if (nextOffset < commitOffset) {
        nextIndex = replica.log().indexOfOffset(nextOffset);
      } else if (nextOffset == commitOffset) {
        nextIndex = replica.commitIndex() + 1;
      }
    }
    return nextIndex != UNRESOLVED && nextIndex <= replica.commitIndex();
  }

  void close() {
    endReadingAhead();
    cursor.close();
  }
}
