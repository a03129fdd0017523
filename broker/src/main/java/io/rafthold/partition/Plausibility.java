package io.rafthold.partition;

import io.rafthold.raft.RaftMessage;

/**
 * What no message of a sound broker says. The core trusts what it is given; this is the door before
 * it, against damage that a checksum missed and against strangers.
 */
final class Plausibility {
  /** Furthest that a message's term may be ahead of a replica's own: elections of many years. */
  static final long MAX_TERM_JUMP = 1L << 32;

  /** Highest index that anything may name: far beyond any log, far from overflowing. */
  static final long MAX_INDEX = 1L << 62;

  private Plausibility() {}

  /** Tells whether a replica may be given the message. */
  static boolean holds(RaftMessage message, Replica replica) {
    return isIndex(message.term())
        && message.term() - replica.term() <= MAX_TERM_JUMP
        && isIndex(message.prevIndex())
        && isIndex(message.prevTerm())
        && isIndex(message.lastIndex())
        && isIndex(message.commitIndex())
        && message.durableIndex() >= 0
        && isIndex(message.matchIndex())
        && message.flushedIndex() >= 0
        && message.flushedIndex() <= message.matchIndex()
        && isIndex(message.hintIndex())
        && isIndex(message.hintTerm())
        && isIndex(message.readRound())
        && isIndex(message.life())
        && matchesOwnLog(message, replica)
        && isOrdered(message);
  }

  private static boolean isIndex(long value) {
    return value >= 0 && value <= MAX_INDEX;
  }

  /** Of the log of this very leader, nobody has more than the leader itself. */
  private static boolean matchesOwnLog(RaftMessage message, Replica replica) {
    return message.term() != replica.term()
        || !replica.isLeader()
        || message.matchIndex() <= replica.log().lastIndex();
  }

  private static boolean isOrdered(RaftMessage message) {
    return switch (message.type()) {
      case APPEND_REQUEST, HEARTBEAT ->
          message.durableIndex() <= message.commitIndex() && message.term() > 0;
      case INSTALL_REQUEST ->
          message.durableIndex() <= message.commitIndex()
              && message.prevIndex() > 0
              && message.prevTerm() > 0
              && message.prevTerm() <= message.term()
              && message.prevIndex() <= message.commitIndex();
      case REJOIN_REQUEST, REJOIN_RESPONSE -> message.life() > 0;
      default -> true;
    };
  }
}
