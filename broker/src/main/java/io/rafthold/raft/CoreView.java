package io.rafthold.raft;

/** What one may ask a core at any time, without telling it anything: on the core's thread. */
public abstract class CoreView {
  /** What the core itself acts through. */
  final CoreRooms rooms;

  private final RaftState state;

  CoreView(RaftState state, CoreRooms rooms) {
    this.state = state;
    this.rooms = rooms;
  }

  /** Returns the role. */
  public Role role() {
    return state.role();
  }

  /** Returns the current term. */
  public long term() {
    return state.term();
  }

  /** Returns the current term's leader, as far as it is known and supported; else -1. */
  public int leaderId() {
    return state.leaderId();
  }

  /** Tells whether this replica leads. */
  public boolean isLeader() {
    return state.isLeader();
  }

  /** Returns the last index that is committed, as far as this replica knows. Never falls. */
  public long commitIndex() {
    return state.commitIndex();
  }

  /**
   * Returns the last index that is committed and flushed on a majority, as far as this replica
   * knows. Never falls, and is never above {@link #commitIndex()}.
   */
  public long durableIndex() {
    return state.durableIndex();
  }

  /**
   * Tells whether this replica leads and has committed an entry of its own term, so that it knows
   * everything that was ever committed (dissertation 6.4).
   */
  public boolean isReadyToServe() {
    return state.isReadyToServe();
  }

  /** Returns who belongs to the group: the latest in the own log, committed or not. */
  public Membership membership() {
    return state.membership();
  }

  /**
   * Returns the memberships since the last one that is known to be committed; not to be changed.
   */
  public MembershipLog memberships() {
    return state.memberships();
  }

  /** Returns the latest term, vote and life, on disk or not. */
  public HardState hardState() {
    return state.hardState();
  }

  /** Returns the number of the latest hard state; 0 is the one that the constructor was given. */
  public long hardStateVersion() {
    return state.hardStateVersion();
  }

  /**
   * Tells whether this replica may lack entries that it once answered for (docs/architecture.md,
   * the rejoin rule): it does not vote, and does not count, until it has caught up.
   */
  public boolean isRejoining() {
    return state.isRejoining();
  }

  /** Tells whether a rejoining replica lost what had been flushed, to damage on the disk. */
  public boolean isDamaged() {
    return state.isDamaged();
  }

  /**
   * Tells whether this replica leads, or follows, a log whose end is flushed, committed and
   * durable, and has nothing else under way: heartbeats would say nothing new.
   */
  public boolean isSettled() {
    return rooms.settlement.isSettled();
  }

  /** Tells a leader whether {@link #isSettled()} holds, and that follower knows it too. */
  public boolean isSettledWith(int followerId) {
    return rooms.settlement.isSettledWith(followerId);
  }

  /**
   * Tells a leader whether an answer, which it has received, agrees that all is settled now.
   *
   * @param answer to a heartbeat
   */
  public boolean isSettledBy(RaftMessage answer) {
    return rooms.settlement.isSettledBy(answer);
  }

  /** Tells a leader whether an answer to a heartbeat of this term says what is known already. */
  public boolean isRepeatedBy(RaftMessage answer) {
    Progress follower = state.isLeader() ? rooms.followers.of(answer.from()) : null;
    return follower != null && follower.isRepeatedBy(answer);
  }

  /** Returns how many voters and learners a leader feeds. */
  public int followerCount() {
    return rooms.followers.count();
  }

  /** Returns the own log's last index, as far as it was reported. */
  public long appendedIndex() {
    return state.appendedIndex();
  }

  /** Returns the own log's flushed index, as far as it was reported. */
  public long flushedIndex() {
    return state.flushedIndex();
  }

  /** Tells a leader whether a member's log is close to the end (dissertation 4.2.1). */
  public boolean isCaughtUp(int brokerId) {
    return rooms.membershipChange.isCaughtUp(brokerId, state.nowNs());
  }

  /** Returns up to where a leader knows a member's log to be its own; 0 where it knows nothing. */
  public long matchIndex(int brokerId) {
    return rooms.membershipChange.matchIndex(brokerId);
  }

  /** Tells whether a leader is handing over: the caller accepts no proposals meanwhile. */
  public boolean isTransferring() {
    return rooms.transfer.isUnderWay();
  }

  /** Returns the most complete other voter that a leader heard lately, or -1. */
  public int bestTransferTarget() {
    return rooms.transfer.bestTarget(state.nowNs());
  }

  /** Returns the last ticket of this term that a majority's answers confirm, 0 for none. */
  public long confirmedRead() {
    return rooms.reads.confirmed();
  }

  /**
   * Returns the highest commit index that any voter remembered when this replica won an election of
   * all voters, where that is above the log's end of then: for the operator. Else 0.
   */
  public long possiblyLostCommitIndex() {
    return rooms.election.possiblyLostCommitIndex();
  }

  /**
   * Tells whether it took all voters to elect this replica when it came to lead last, since too
   * many of them may have forgotten entries: what is not in its log is nowhere, committed or not.
   */
  public boolean isElectedByAll() {
    return rooms.election.isElectedByAll();
  }

  /**
   * Returns when {@link RaftCore#tick} or {@link RaftCore#nextAppend} has something to do even if
   * nothing happens until then; {@code Long.MAX_VALUE} for never.
   */
  public long nextDeadlineNs() {
    return rooms.deadlineNs();
  }

  /** Returns the highest index that a leader knows to be in a majority's logs, flushed or not. */
  public long replicatedIndex() {
    return rooms.commitRule.replicatedIndex();
  }

  @Override
  public String toString() {
    return state.selfId()
        + " "
        + state.role()
        + " term "
        + state.term()
        + " vote "
        + state.votedFor()
        + " leader "
        + state.leaderId()
        + " commit "
        + state.commitIndex()
        + " durable "
        + state.durableIndex()
        + (state.life() > 1 ? " life " + state.life() : "")
        + (state.isRejoining() ? " rejoining" : "")
        + (state.isDamaged() ? " damaged" : "");
  }
}
