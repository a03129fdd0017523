package io.rafthold.partition;

import io.rafthold.log.ReplicaLog;
import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.raft.Membership;
import io.rafthold.raft.MembershipVerdict;
import io.rafthold.raft.RaftCore;
import java.io.UncheckedIOException;
import java.util.function.LongSupplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The leader's receiving side: judges what producers send, appends it, and remembers whom to answer
 * when it is committed at its level.
 */
final class Proposals {
  private final Replica replica;
  private final ReplicaSettings settings;
  private final RaftCore core;
  private final ReplicaLog log;
  private final DerivedIndex tables;
  private final DiskRefusals refusals;
  private final AckSink ackSink;
  private final LongSupplier producerIdLimit;
  private final LeaderAppender appender;
  private final CommitStages stages;
  private final PendingAcks pendingCommit = new PendingAcks();
  private final PendingAcks pendingDurable = new PendingAcks();

  Proposals(
      Replica replica,
      ReplicaSettings settings,
      RaftCore core,
      ReplicaLog log,
      DerivedIndex tables,
      DiskRefusals refusals,
      AckSink ackSink,
      LongSupplier producerIdLimit,
      CommitStages stages) {
    this.replica = replica;
    this.settings = settings;
    this.core = core;
    this.log = log;
    this.tables = tables;
    this.refusals = refusals;
    this.ackSink = ackSink;
    this.producerIdLimit = producerIdLimit;
    this.stages = stages;
    appender = new LeaderAppender(log);
  }

  /** Returns what follows samples of the batches that are appended here. */
  CommitStages stages() {
    return stages;
  }

  /** See {@link Replica#produce}. */
  ErrorCode produce(
      DirectBuffer buffer,
      int position,
      int length,
      AckLevel level,
      long expectedOffset,
      long sessionId,
      long correlationId,
      long epochNs) {
    if (!canAppend()) {
      return ErrorCode.NOT_LEADER;
    }
    if (core.isTransferring()) {
      return ErrorCode.OVERLOADED;
    }
    final boolean isStricter =
        level == AckLevel.QUORUM_SYNC && settings.ackLevel() == AckLevel.QUORUM;
    final PendingAcks pending = isStricter ? pendingDurable : pendingCommit;
    if (pending.isFull() || isOverInflightBytes(length) || !tables.isTipReady()) {
      return ErrorCode.OVERLOADED;
    }
    final ErrorCode error = BatchCheck.check(buffer, position, length, settings.maxBatchBytes());
    if (error != ErrorCode.OK) {
      return error;
    }
    return switch (tables.tip().producers().check(buffer, position)) {
      case APPEND -> {
        if (expectedOffset != ReplicaRequests.ANY_OFFSET && expectedOffset != log.endOffset()) {
          yield ErrorCode.OFFSET_CONFLICT;
        }
        if (isMadeUp(Batch.producerId(buffer, position))) {
          yield ErrorCode.UNALLOCATED_PRODUCER;
        }
        if (refusals.isDiskFull()) {
          yield ErrorCode.DISK_FULL;
        }
        try {
          append(buffer, position, length, pending, sessionId, correlationId, epochNs);
          yield ErrorCode.OK;
        } catch (UncheckedIOException refusal) {
          refusals.note(refusal);
          yield ErrorCode.DISK_FULL;
        }
      }
      case DUPLICATE -> repeat(pending, sessionId, correlationId);
      case DUPLICATE_TOO_OLD -> ErrorCode.DUPLICATE_TOO_OLD;
      case OUT_OF_ORDER -> ErrorCode.OUT_OF_ORDER;
      case SEQUENCE_CONFLICT -> ErrorCode.SEQUENCE_CONFLICT;
      case FENCED -> ErrorCode.FENCED;
      case UNKNOWN_PRODUCER -> ErrorCode.UNKNOWN_PRODUCER;
    };
  }

  /** The same answer as the first time, as soon as the first append has earned it. */
  private ErrorCode repeat(PendingAcks pending, long sessionId, long correlationId) {
    final ProducerTable tip = tables.tip().producers();
    pending.add(
        tip.duplicateIndex(),
        0,
        sessionId,
        correlationId,
        tip.duplicateBaseOffset(),
        tip.duplicateTimestampNs());
    return ErrorCode.OK;
  }

  /**
   * Forgetting a producer closes the partition to unknown ones of lower ids, so nobody but group 0
   * may say which is the highest. One that the log knows was let in before, rightly or not.
   */
  private boolean isMadeUp(long producerId) {
    return producerId >= producerIdLimit.getAsLong() && !tables.tip().producers().knows(producerId);
  }

  private void append(
      DirectBuffer buffer,
      int position,
      int length,
      PendingAcks pending,
      long sessionId,
      long correlationId,
      long epochNs) {
    // What waits for more than its topic asks for would pass for slow.
    final boolean isSample = pending == pendingCommit && stages.begin(epochNs);
    final DirectBuffer header = appender.append(buffer, position, length, core.term(), epochNs);
    if (isSample) {
      stages.appended(log.lastIndex());
    }
    tables.appended(header, null, 0, 0);
    core.appended(log.lastIndex());
    // Last: where anything above fails, the caller still answers.
    pending.add(
        Batch.index(header, 0),
        length,
        sessionId,
        correlationId,
        Batch.baseOffset(header, 0),
        Batch.timestampNs(header, 0));
  }

  /** See {@link Replica#proposeControl}. */
  long proposeControl(EntryType type, DirectBuffer body, int position, int length, long epochNs) {
    if (!canAppend() || core.isTransferring()) {
      return -1;
    }
    if (!appendControl(type, body, position, length, epochNs)) {
      return -1;
    }
    core.appended(log.lastIndex());
    return log.lastIndex();
  }

  private boolean appendControl(
      EntryType type, DirectBuffer body, int position, int length, long epochNs) {
    final boolean wasReady = tables.isTipReady();
    final DirectBuffer header;
    try {
      header = appender.appendControl(type, body, position, length, core.term(), epochNs);
    } catch (UncheckedIOException refusal) {
      refusals.note(refusal);
      return false;
    }
    if (wasReady) {
      tables.appended(header, body, position, length);
    }
    return true;
  }

  /** See {@link Replica#changeMembership}. */
  MembershipVerdict changeMembership(Membership next, Memberships memberships, long epochNs) {
    final MembershipVerdict verdict = core.proposeMembership(next);
    if (verdict == MembershipVerdict.ACCEPTED) {
      final UnsafeBuffer body = new UnsafeBuffer(new byte[MembershipCodec.MAX_LENGTH]);
      final int length = MembershipCodec.encode(body, next);
      final long index = log.lastIndex() + 1;
      memberships.appending(index, core.term(), next, core);
      if (!appendControl(EntryType.MEMBERSHIP, body, 0, length, epochNs)) {
        memberships.truncatedFrom(index);
        return MembershipVerdict.NOT_READY;
      }
      core.membershipAppended(index, next);
      core.appended(index);
    }
    return verdict;
  }

  /** Appends the entry by which a new leader commits what earlier ones left (dissertation 6.4). */
  void appendNoOp(long epochNs) {
    if (appendControl(EntryType.NO_OP, null, 0, 0, epochNs)) {
      core.appended(log.lastIndex());
    }
  }

  /**
   * Answers what has earned its answer.
   *
   * @return number of answers
   */
  int release(long commitIndex, long durableIndex) {
    return pendingCommit.release(commitIndex, replica, ackSink)
        + pendingDurable.release(durableIndex, replica, ackSink);
  }

  /**
   * Answers all that waits: the outcome of an append is known only to the leader of the term that
   * it was made in.
   */
  void abandon(ErrorCode code) {
    stages.clear();
    pendingCommit.abandon(code, replica, ackSink);
    pendingDurable.abandon(code, replica, ackSink);
  }

  /** Tells whether an answer waits for a flush that the topic's level does not wait for. */
  boolean isAwaitingFlush() {
    return !pendingDurable.isEmpty();
  }

  private boolean isOverInflightBytes(int length) {
    final long bytes = pendingCommit.bytes() + pendingDurable.bytes();
    return bytes > 0 && bytes + length > settings.maxInflightBytes();
  }

  /** Tells whether this replica leads, and has begun its term. */
  boolean canAppend() {
    return core.isLeader() && !core.noOpDue();
  }
}
