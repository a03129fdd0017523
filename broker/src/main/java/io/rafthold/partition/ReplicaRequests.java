package io.rafthold.partition;

import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.EntryType;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.ProduceRequestDecoder;
import io.rafthold.raft.Membership;
import io.rafthold.raft.MembershipVerdict;
import org.agrona.DirectBuffer;

/**
 * What clients and the metadata ask of a replica. None of it waits: answers follow by the sinks.
 * All methods belong to the partition agent's thread.
 */
public abstract class ReplicaRequests extends ReplicaView {
  /** Stands for a producer that does not mind where its batch goes. */
  public static final long ANY_OFFSET = ProduceRequestDecoder.expectedOffsetNullValue();

  ReplicaRequests() {}

  abstract Proposals proposals();

  abstract CursorProposals cursors();

  abstract ReadQueue reads();

  abstract Memberships memberships();

  /**
   * Appends a producer's batch where this replica leads. The answer follows by {@link AckSink} when
   * the batch is committed at its level.
   *
   * @param level the producer's wish, or null; weaker than the topic's counts as the topic's
   * @param expectedOffset that the batch's first record must get, or {@link #ANY_OFFSET}. The log's
   *     end counts, committed or not; a repeat of what was appended before is answered as ever
   * @return OK where an answer will follow (or has just gone), else the error to answer now
   */
  public ErrorCode produce(
      DirectBuffer buffer,
      int position,
      int length,
      AckLevel level,
      long expectedOffset,
      long sessionId,
      long correlationId,
      long epochNs) {
    try {
      return isRetired()
          ? ErrorCode.NOT_LEADER
          : proposals()
              .produce(
                  buffer,
                  position,
                  length,
                  level,
                  expectedOffset,
                  sessionId,
                  correlationId,
                  epochNs);
    } catch (RuntimeException cause) {
      fail(cause);
      return ErrorCode.NOT_LEADER;
    }
  }

  /**
   * Moves, claims or deletes a consumer group's cursor where this replica leads. The answer follows
   * by {@link CursorSink} when it is committed at the topic's level. A repeat of what was done
   * before changes nothing, and is answered alike.
   *
   * @return OK where an answer will follow, else the error to answer now
   */
  public ErrorCode moveCursor(CursorMove move, long sessionId, long correlationId, long epochNs) {
    try {
      return isRetired()
          ? ErrorCode.NOT_LEADER
          : cursors().move(move, sessionId, correlationId, epochNs);
    } catch (RuntimeException cause) {
      fail(cause);
      return ErrorCode.NOT_LEADER;
    }
  }

  /**
   * Appends a control entry where this replica leads.
   *
   * @return its index, or -1 where this replica does not lead or hands over: try again
   */
  public long proposeControl(
      EntryType type, DirectBuffer body, int position, int length, long epochNs) {
    try {
      return isRetired() ? -1 : proposals().proposeControl(type, body, position, length, epochNs);
    } catch (RuntimeException cause) {
      fail(cause);
      return -1;
    }
  }

  /**
   * Appends a change of members where this replica leads (dissertation 4.1); it is effective at
   * once.
   *
   * @param next one step from {@link #membership()}
   * @return whether it was appended, or why not
   */
  public MembershipVerdict changeMembership(Membership next, long epochNs) {
    try {
      return isRetired()
          ? MembershipVerdict.NOT_LEADER
          : proposals().changeMembership(next, memberships(), epochNs);
    } catch (RuntimeException cause) {
      fail(cause);
      return MembershipVerdict.NOT_LEADER;
    }
  }

  /**
   * Asks for a linearizable look at the end of the log (dissertation 6.4). The answer follows by
   * {@link ReadSink} when a majority has confirmed that this replica still leads; then {@link
   * #commitOffset} is not below any offset that was acknowledged before this call.
   *
   * @return OK where an answer will follow, else the error to answer now
   */
  public ErrorCode read(long sessionId, long correlationId) {
    return isRetired() ? ErrorCode.NOT_LEADER : reads().add(sessionId, correlationId);
  }

  /**
   * Hands the leadership over to another voter (dissertation 3.10). Until that leads, or an
   * election's time has passed, producers are told OVERLOADED; what was appended before is
   * acknowledged as soon as it is committed, and as unknown where this replica is no longer the one
   * to know.
   *
   * @param nowNs the duty cycle's time
   * @return false where this replica does not lead, or is being removed, or the other one is not
   *     another voter
   */
  public boolean transfer(int toBrokerId, long nowNs) {
    return !isRetired() && core().transfer(toBrokerId, nowNs);
  }
}
