package io.rafthold.partition;

import io.rafthold.log.ReplicaLog;
import io.rafthold.protocol.EntryType;
import io.rafthold.protocol.codec.CursorAction;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.raft.RaftCore;
import java.util.ArrayDeque;
import java.util.Deque;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The leader's side of consumer groups' cursors: judges wishes at the end of the log, appends what
 * changes one, and answers when the cursor that it tells of is committed.
 */
final class CursorProposals {
  /** Most requests that may wait in one partition; one more is refused as OVERLOADED. */
  static final int LIMIT = 4_096;

  private record Pending(long index, long sessionId, long correlationId, Cursor cursor) {}

  private final Replica replica;
  private final RaftCore core;
  private final ReplicaLog log;
  private final DerivedIndex tables;
  private final Proposals proposals;
  private final DiskRefusals refusals;
  private final CursorSink sink;
  private final Deque<Pending> pending = new ArrayDeque<>();
  private final CursorCodec codec = new CursorCodec();
  private final UnsafeBuffer body = new UnsafeBuffer(new byte[CursorCodec.MAX_LENGTH]);

  CursorProposals(
      Replica replica,
      RaftCore core,
      ReplicaLog log,
      DerivedIndex tables,
      Proposals proposals,
      DiskRefusals refusals,
      CursorSink sink) {
    this.replica = replica;
    this.core = core;
    this.log = log;
    this.tables = tables;
    this.proposals = proposals;
    this.refusals = refusals;
    this.sink = sink;
  }

  /** See {@link Replica#moveCursor}. */
  ErrorCode move(CursorMove move, long sessionId, long correlationId, long epochNs) {
    if (!proposals.canAppend()) {
      return ErrorCode.NOT_LEADER;
    }
    if (!move.isValid()) {
      return ErrorCode.INVALID_ARGUMENT;
    }
    if (core.isTransferring() || pending.size() >= LIMIT || !tables.isTipReady()) {
      return ErrorCode.OVERLOADED;
    }
    final CursorTable cursors = tables.tip().cursors();
    return switch (cursors.judge(move, log.endOffset())) {
      case APPEND -> append(cursors.completed(move), sessionId, correlationId, epochNs);
      case UNCHANGED -> {
        // The same answer as the first time, as soon as the entry that brought it has earned it.
        final Cursor held = cursors.get(move.group());
        final long index = held == null ? log.lastIndex() : held.index();
        answerAt(index, sessionId, correlationId, held);
        yield ErrorCode.OK;
      }
      case STALE_GENERATION -> ErrorCode.STALE_GENERATION;
      case OUT_OF_RANGE -> ErrorCode.OFFSET_OUT_OF_RANGE;
      case TOO_MANY -> ErrorCode.OVERLOADED;
    };
  }

  /** What clients may write as often as they like does not use up the disk's reserve. */
  private ErrorCode append(CursorMove move, long sessionId, long correlationId, long epochNs) {
    if (refusals.isDiskFull() && move.action() != CursorAction.DELETE) {
      return ErrorCode.DISK_FULL;
    }
    final int length = codec.encode(body, move);
    final long index = proposals.proposeControl(EntryType.CURSOR, body, 0, length, epochNs);
    if (index < 0) {
      return ErrorCode.DISK_FULL;
    }
    answerAt(index, sessionId, correlationId, tables.tip().cursors().get(move.group()));
    return ErrorCode.OK;
  }

  private void answerAt(long index, long sessionId, long correlationId, Cursor cursor) {
    pending.add(
        new Pending(index, sessionId, correlationId, cursor == null ? Cursor.NONE : cursor));
  }

  /**
   * Answers what has earned its answer, in the order asked.
   *
   * @return number of answers
   */
  int release(long commitIndex) {
    int answers = 0;
    while (!pending.isEmpty() && pending.peek().index() <= commitIndex) {
      final Pending next = pending.poll();
      sink.onCursor(replica, next.sessionId(), next.correlationId(), ErrorCode.OK, next.cursor());
      answers++;
    }
    return answers;
  }

  /** Answers all that waits: what became of it is not known here. */
  void abandon(ErrorCode code) {
    while (!pending.isEmpty()) {
      final Pending next = pending.poll();
      sink.onCursor(replica, next.sessionId(), next.correlationId(), code, Cursor.NONE);
    }
  }
}
