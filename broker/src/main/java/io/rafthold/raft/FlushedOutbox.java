package io.rafthold.raft;

/**
 * Messages that leave only when the hard state they were made in is on disk (dissertation 3.8):
 * each is a promise about a term or a vote, which a restart must not forget. One that the link
 * refuses is offered again until the retransmit timeout: then the protocol repeats it.
 */
final class FlushedOutbox {
  private static final int TYPES = 5;

  private final MessageSlots slots;
  private final RaftState state;
  private final long keepNs;

  FlushedOutbox(RaftState state, RaftSettings settings) {
    slots = new MessageSlots(TYPES * Membership.MAX_MEMBERS);
    this.state = state;
    keepNs = settings.retransmitTimeoutNs();
  }

  RaftMessage voteRequest(int to) {
    return add(MessageType.VOTE_REQUEST, to);
  }

  RaftMessage voteResponse(int to) {
    return answer(MessageType.VOTE_RESPONSE, to);
  }

  RaftMessage appendResponse(int to) {
    return answer(MessageType.APPEND_RESPONSE, to);
  }

  RaftMessage heartbeatResponse(int to) {
    return answer(MessageType.HEARTBEAT_RESPONSE, to);
  }

  RaftMessage rejoinRequest(int to) {
    return add(MessageType.REJOIN_REQUEST, to);
  }

  boolean drain(MessageConsumer consumer) {
    return slots.drain(consumer, state.hardStateFlushedVersion(), state.nowNs(), keepNs);
  }

  boolean isAnyRefused() {
    return slots.isAnyRefused();
  }

  private RaftMessage answer(MessageType type, int to) {
    return add(type, to).rejoining(state.isRejoining());
  }

  private RaftMessage add(MessageType type, int to) {
    return slots
        .add(type, state.selfId(), to, state.hardStateVersion(), state.nowNs())
        .term(state.term())
        .life(state.life());
  }
}
