package io.rafthold.raft;

/** Hands each message to the one class that handles its type. */
final class MessageRouter {
  private final VoteRequestHandler voteRequests;
  private final VoteResponseHandler voteResponses;
  private final PreVoteRequestHandler preVoteRequests;
  private final PreVoteResponseHandler preVoteResponses;
  private final AppendResponseHandler appendResponses;
  private final HeartbeatHandler heartbeats;
  private final HeartbeatResponseHandler heartbeatResponses;
  private final TimeoutNowHandler timeoutsNow;
  private final RejoinRequestHandler rejoinRequests;
  private final Rejoin rejoin;

  MessageRouter(
      VoteRequestHandler voteRequests,
      VoteResponseHandler voteResponses,
      PreVoteRequestHandler preVoteRequests,
      PreVoteResponseHandler preVoteResponses,
      AppendResponseHandler appendResponses,
      HeartbeatHandler heartbeats,
      HeartbeatResponseHandler heartbeatResponses,
      TimeoutNowHandler timeoutsNow,
      RejoinRequestHandler rejoinRequests,
      Rejoin rejoin) {
    this.voteRequests = voteRequests;
    this.voteResponses = voteResponses;
    this.preVoteRequests = preVoteRequests;
    this.preVoteResponses = preVoteResponses;
    this.appendResponses = appendResponses;
    this.heartbeats = heartbeats;
    this.heartbeatResponses = heartbeatResponses;
    this.timeoutsNow = timeoutsNow;
    this.rejoinRequests = rejoinRequests;
    this.rejoin = rejoin;
  }

  void onMessage(RaftMessage message, long nowNs) {
    switch (message.type()) {
      case VOTE_REQUEST -> voteRequests.onMessage(message, nowNs);
      case VOTE_RESPONSE -> voteResponses.onMessage(message, nowNs);
      case PRE_VOTE_REQUEST -> preVoteRequests.onMessage(message, nowNs);
      case PRE_VOTE_RESPONSE -> preVoteResponses.onMessage(message, nowNs);
      case APPEND_RESPONSE -> appendResponses.onMessage(message, nowNs);
      case HEARTBEAT -> heartbeats.onMessage(message, nowNs);
      case HEARTBEAT_RESPONSE -> heartbeatResponses.onMessage(message, nowNs);
      case APPEND_REQUEST ->
          throw new IllegalArgumentException("an append request, use receiveAppend: " + message);
      case INSTALL_REQUEST ->
          throw new IllegalArgumentException("an install request, use receiveInstall: " + message);
      case TIMEOUT_NOW -> timeoutsNow.onMessage(message, nowNs);
      case REJOIN_REQUEST -> rejoinRequests.onMessage(message, nowNs);
      case REJOIN_RESPONSE -> rejoin.onResponse(message);
    }
  }
}
