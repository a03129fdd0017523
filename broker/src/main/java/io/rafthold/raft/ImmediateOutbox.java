package io.rafthold.raft;

/**
 * Messages that may leave at once, since they promise nothing that a restart could forget: a
 * pre-vote is never stored, and a leader's term was on disk before it led. One that the link
 * refuses is dropped: each has a successor soon.
 */
final class ImmediateOutbox {
  private static final int TYPES = 5;

  private final MessageSlots slots;
  private final RaftState state;

  ImmediateOutbox(RaftState state) {
    slots = new MessageSlots(TYPES * Membership.MAX_MEMBERS);
    this.state = state;
  }

  RaftMessage preVoteRequest(int to) {
    return add(MessageType.PRE_VOTE_REQUEST, to);
  }

  RaftMessage preVoteResponse(int to) {
    return add(MessageType.PRE_VOTE_RESPONSE, to);
  }

  RaftMessage heartbeat(int to) {
    return add(MessageType.HEARTBEAT, to);
  }

  RaftMessage timeoutNow(int to) {
    return add(MessageType.TIMEOUT_NOW, to);
  }

  RaftMessage rejoinResponse(int to) {
    return add(MessageType.REJOIN_RESPONSE, to);
  }

  boolean drain(MessageConsumer consumer) {
    return slots.drain(consumer, 0, 0, 0);
  }

  void clear() {
    slots.clear();
  }

  private RaftMessage add(MessageType type, int to) {
    return slots.add(type, state.selfId(), to, 0, 0);
  }
}
