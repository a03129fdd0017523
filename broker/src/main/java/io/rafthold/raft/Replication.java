package io.rafthold.raft;

/**
 * Dissertation 3.5, 6.2 and 10.2.1: a leader feeds its followers, shows that it is alive, and steps
 * down when no majority answers.
 */
final class Replication {
  /**
   * Entries that went out within such a part of an interval spare a heartbeat. So a follower hears
   * of its leader one interval and a half after the last time, at the latest.
   */
  private static final int FRESH_PARTS = 2;

  private final RaftState state;
  private final LogView log;
  private final Roles roles;
  private final Timers timers;
  private final ProgressTable followers;
  private final Heartbeats heartbeats;
  private final RaftSettings settings;

  Replication(
      RaftState state,
      LogView log,
      Roles roles,
      Timers timers,
      ProgressTable followers,
      Heartbeats heartbeats,
      RaftSettings settings) {
    this.state = state;
    this.log = log;
    this.roles = roles;
    this.timers = timers;
    this.followers = followers;
    this.heartbeats = heartbeats;
    this.settings = settings;
  }

  /** Only for a leader: heartbeats where they are due, and check-quorum each time. */
  void tick(long nowNs) {
    if (!timers.heartbeatExpired(nowNs)) {
      return;
    }
    if (!followers.heardMajority(nowNs, settings.electionTimeoutMaxNs())) {
      roles.toFollower(state.term(), nowNs);
      return;
    }
    timers.resetHeartbeat(nowNs);
    heartbeats.sendDue(nowNs, settings.heartbeatIntervalNs() / FRESH_PARTS);
  }

  /** Fills the append request that a follower is due, or returns false. */
  boolean nextAppend(int followerId, RaftMessage into, long nowNs) {
    Progress follower = state.isLeader() ? followers.of(followerId) : null;
    if (follower == null) {
      return false;
    }
    if (follower.nextIndex() < log.firstIndex()) {
      follower.installDue();
    }
    if (follower.state() == ProgressState.INSTALL) {
      return false;
    }
    follower.expire(nowNs, settings.retransmitTimeoutNs());
    long prevIndex = follower.nextIndex() - 1;
    long lastIndex;
    if (follower.state() == ProgressState.PROBE) {
      if (follower.isOutstanding()) {
        return false;
      }
      lastIndex = Math.min(state.appendedIndex(), prevIndex + settings.maxInflightEntries());
    } else {
      lastIndex =
          Math.min(state.appendedIndex(), follower.matchIndex() + settings.maxInflightEntries());
      if (lastIndex <= prevIndex) {
        if (!follower.isNoticeDue(state.commitIndex())) {
          return false;
        }
        // At the match, not behind what is in flight: it must not depend on the order of arrival.
        prevIndex = follower.matchIndex();
        lastIndex = prevIndex;
      }
    }
    if (prevIndex < log.firstIndex() - 1) {
      // Its term is gone; what is in flight may still arrive, or it comes to an install.
      return false;
    }
    into.reset(MessageType.APPEND_REQUEST, state.selfId(), followerId)
        .term(state.term())
        .prevIndex(prevIndex)
        .prevTerm(termAt(prevIndex))
        .lastIndex(lastIndex)
        .commitIndex(state.commitIndex())
        .durableIndex(state.durableIndex());
    return true;
  }

  /** From its first entry on a leader's log has one term, which needs no look into the log. */
  private long termAt(long index) {
    return index >= state.termStartIndex() ? state.term() : log.termAt(index);
  }

  /** Notes that the last filled request went out with entries up to that index. */
  void appendSent(int followerId, long lastIndexSent, long nowNs) {
    Progress follower = state.isLeader() ? followers.of(followerId) : null;
    if (follower != null) {
      Invariants.check(
          lastIndexSent <= state.appendedIndex(),
          "only what is appended is sent",
          lastIndexSent,
          state.appendedIndex());
      follower.sent(lastIndexSent, state.commitIndex(), nowNs);
    }
  }

  /** Returns when a leader's {@link #tick} or {@link #nextAppend} is due. */
  long deadlineNs(long nowNs) {
    long deadlineNs = timers.heartbeatDeadlineNs();
    for (int i = 0; i < followers.count(); i++) {
      Progress follower = followers.at(i);
      boolean isInstall = follower.state() == ProgressState.INSTALL;
      long timeoutNs = isInstall ? settings.electionTimeoutMinNs() : settings.retransmitTimeoutNs();
      long followerNs = follower.deadlineNs(nowNs, timeoutNs);
      deadlineNs = Math.min(deadlineNs, followerNs);
    }
    return deadlineNs;
  }
}
