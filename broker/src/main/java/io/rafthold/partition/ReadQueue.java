package io.rafthold.partition;

import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.raft.RaftCore;

/**
 * Linearizable reads that wait until a majority has confirmed that this replica still leads
 * (dissertation 6.4), in the order asked. All that are asked in one duty cycle share a round of
 * heartbeats. No clock is trusted for the answer; the deadline only bounds the wait.
 *
 * <p>A ring that grows up to a limit. Used by the partition agent's thread.
 */
final class ReadQueue {
  /** Most reads that may wait in one partition; one more is refused as OVERLOADED. */
  static final int LIMIT = 4_096;

  /** How long a read waits for its confirmation. */
  static final long TIMEOUT_NS = 1_000_000_000L;

  private static final int INITIAL_CAPACITY = 8;
  private static final int FIELDS = 4;
  private static final int SESSION = 0;
  private static final int CORRELATION = 1;
  private static final int TICKET = 2;
  private static final int DEADLINE = 3;

  private final Replica replica;
  private final RaftCore core;
  private final ReadSink sink;

  /** The fields of one read after another. */
  private long[] ring = new long[INITIAL_CAPACITY * FIELDS];

  private int capacity = INITIAL_CAPACITY;
  private long head;
  private long tail;

  /** From here on no ticket was drawn yet: the next duty cycle does. */
  private long unticketed;

  ReadQueue(Replica replica, RaftCore core, ReadSink sink) {
    this.replica = replica;
    this.core = core;
    this.sink = sink;
  }

  /** See {@link Replica#read}. */
  ErrorCode add(long sessionId, long correlationId) {
    if (!core.isLeader()) {
      return ErrorCode.NOT_LEADER;
    }
    // Before its first own commit a leader may not know all that earlier leaders acknowledged.
    if (!core.isReadyToServe() || tail - head == LIMIT) {
      return ErrorCode.OVERLOADED;
    }
    if (tail - head == capacity) {
      grow();
    }
    final int at = position(tail);
    ring[at + SESSION] = sessionId;
    ring[at + CORRELATION] = correlationId;
    tail++;
    return ErrorCode.OK;
  }

  /** Asks for the confirmation of what is new; before the core's messages are taken. */
  void begin(long nowNs) {
    if (unticketed == tail) {
      return;
    }
    final long ticket = core.beginRead(nowNs);
    if (ticket < 0) {
      abandon(ErrorCode.NOT_LEADER);
      return;
    }
    while (unticketed < tail) {
      final int at = position(unticketed++);
      ring[at + TICKET] = ticket;
      ring[at + DEADLINE] = nowNs + TIMEOUT_NS;
    }
  }

  /**
   * Answers what is confirmed, and what has waited too long.
   *
   * @return number of answers
   */
  int release(long nowNs) {
    if (head == unticketed) {
      return 0;
    }
    final long before = head;
    final long confirmed = core.confirmedRead();
    while (head < unticketed && ring[position(head) + TICKET] <= confirmed) {
      answer(ErrorCode.OK);
    }
    while (head < unticketed && nowNs - ring[position(head) + DEADLINE] >= 0) {
      answer(ErrorCode.NO_QUORUM);
    }
    return (int) (head - before);
  }

  /** Answers all that waits: a ticket is worth nothing beyond its term. */
  void abandon(ErrorCode code) {
    while (head < tail) {
      answer(code);
    }
    unticketed = tail;
  }

  /** Returns when {@link #release} is due even if nothing comes in; MAX for never. */
  long nextDeadlineNs() {
    if (unticketed < tail) {
      return Long.MIN_VALUE;
    }
    return head == tail ? Long.MAX_VALUE : ring[position(head) + DEADLINE];
  }

  private void answer(ErrorCode code) {
    final int at = position(head++);
    sink.onRead(replica, ring[at + SESSION], ring[at + CORRELATION], code);
  }

  private int position(long place) {
    return ((int) place & (capacity - 1)) * FIELDS;
  }

  private void grow() {
    final long[] grown = new long[2 * capacity * FIELDS];
    final int first = position(head);
    final int untilEnd = capacity * FIELDS - first;
    System.arraycopy(ring, first, grown, 0, untilEnd);
    System.arraycopy(ring, 0, grown, untilEnd, first);
    unticketed -= head;
    tail -= head;
    head = 0;
    ring = grown;
    capacity *= 2;
  }
}
