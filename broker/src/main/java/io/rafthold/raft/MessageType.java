package io.rafthold.raft;

/** The messages of the protocol. */
public enum MessageType {
  /** A candidate asks for a vote (dissertation 3.4). */
  VOTE_REQUEST,
  /** Answers {@link #VOTE_REQUEST}. */
  VOTE_RESPONSE,
  /** Asks whether a vote would be granted; changes nobody's term (dissertation 9.6). */
  PRE_VOTE_REQUEST,
  /** Answers {@link #PRE_VOTE_REQUEST}. */
  PRE_VOTE_RESPONSE,
  /** A leader's entries, or a probe without any (dissertation 3.5). */
  APPEND_REQUEST,
  /** Answers {@link #APPEND_REQUEST}; also reports later flushes. */
  APPEND_RESPONSE,
  /** A leader is alive, and how far it has committed. */
  HEARTBEAT,
  /** Answers {@link #HEARTBEAT}. */
  HEARTBEAT_RESPONSE,
  /** A leader asks its successor to campaign at once (dissertation 3.10). */
  TIMEOUT_NOW,
  /** A replica that may have forgotten entries asks up to where it must catch up. */
  REJOIN_REQUEST,
  /** Answers {@link #REJOIN_REQUEST} with the leader's last index. */
  REJOIN_RESPONSE,
  /** A leader no longer has what the follower needs, and sends where its log starts. */
  INSTALL_REQUEST
}
