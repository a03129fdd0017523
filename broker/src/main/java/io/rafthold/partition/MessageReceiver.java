package io.rafthold.partition;

import io.rafthold.raft.RaftCore;
import io.rafthold.raft.RaftMessage;

/**
 * Takes in what other brokers say, but for append and install requests, and tells whether the
 * replica needs a visit for it. A heartbeat, or the answer to one, that repeats what both sides
 * know moves the time of the last sign of life and nothing else: it is answered where it comes in.
 * Of a thousand groups under load those are most of the messages.
 *
 * <p>Whatever may begin or end a quiet time needs a visit. Used by the partition agent's thread.
 */
final class MessageReceiver {
  private final RaftCore core;
  private final Quiescence quiescence;

  MessageReceiver(RaftCore core, Quiescence quiescence) {
    this.core = core;
    this.quiescence = quiescence;
  }

  /**
   * Gives a message to the core.
   *
   * @return whether a duty cycle of the replica is to follow
   */
  boolean receive(RaftMessage message, long nowNs) {
    quiescence.begin(nowNs);
    final boolean isRepeating = isRepeating(message);
    final long commitIndex = core.commitIndex();
    final long durableIndex = core.durableIndex();
    core.receive(message, nowNs);
    quiescence.received(message);
    if (!isRepeating
        || quiescence.isQuiet()
        || core.commitIndex() != commitIndex
        || core.durableIndex() != durableIndex) {
      return true;
    }
    core.drainFlushed(quiescence);
    return core.hasRefused();
  }

  private boolean isRepeating(RaftMessage message) {
    if (message.isSettled() || message.term() != core.term()) {
      return false;
    }
    return switch (message.type()) {
      case HEARTBEAT -> message.from() == core.leaderId() && !core.isRejoining();
      case HEARTBEAT_RESPONSE -> core.isRepeatedBy(message);
      default -> false;
    };
  }
}
