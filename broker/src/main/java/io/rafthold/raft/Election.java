package io.rafthold.raft;

/**
 * Dissertation 3.4, 4.2.3 and 9.6: how a replica comes to lead. First it asks whether it could win
 * (pre-vote), so that one that was cut off disturbs nobody; then it asks for votes in a new term.
 * Its own vote counts like any other: once it is on disk.
 *
 * <p>The rejoin rule (docs/architecture.md): a voter that may have forgotten entries grants nothing
 * to a candidate that counts on a majority. One that has heard from everybody, and finds some of
 * them rejoining, may count on all instead. That loses nothing that anybody still has, whoever
 * forgot what. So it need not wait until those that forgot nothing are no majority: they may be
 * kept from electing one of themselves by a membership that only a rejoining one knows. A voter
 * that lost to damage what was flushed has no part in that: it may have forgotten who everybody is.
 */
final class Election {
  private final RaftState state;
  private final LogView log;
  private final Roles roles;
  private final Timers timers;
  private final Ballot ballot;
  private final ImmediateOutbox immediate;
  private final FlushedOutbox flushed;
  private final boolean everybodyMayDecide;
  private boolean isUnanimous;
  private boolean isTransfer;
  private long rememberedCommitIndex;
  private long possiblyLostCommitIndex;
  private boolean isElectedByAll;

  Election(
      RaftState state,
      LogView log,
      Roles roles,
      Timers timers,
      ImmediateOutbox immediate,
      FlushedOutbox flushed,
      CommitLevel level) {
    this.state = state;
    this.log = log;
    this.roles = roles;
    this.timers = timers;
    this.ballot = new Ballot(state);
    this.immediate = immediate;
    this.flushed = flushed;
    // Elsewhere only damage makes a replica forget, perhaps even who belongs to the group.
    everybodyMayDecide = level == CommitLevel.APPENDED;
  }

  /** Not for a leader: campaigns after an election timeout, and repeats what nobody answered. */
  void tick(long nowNs) {
    if (!state.mayLead(state.selfId())) {
      return;
    }
    if (timers.electionExpired(nowNs)) {
      startPreVote(nowNs);
    } else if (state.role() != Role.FOLLOWER && timers.repeatExpired(nowNs)) {
      ask(nowNs);
    }
  }

  /** Campaigns now, unless this replica leads or asks for votes already. */
  void campaign(long nowNs) {
    if (state.mayLead(state.selfId())
        && (state.role() == Role.FOLLOWER || state.role() == Role.PRE_CANDIDATE)) {
      startPreVote(nowNs);
    }
  }

  /** Campaigns at the leader's wish (3.10): the voters need not wait until they miss it. */
  void campaignForTransfer(long nowNs) {
    if (state.isVoter() && !state.isRejoining()) {
      isUnanimous = false;
      isTransfer = true;
      startVote(nowNs);
    }
  }

  /** A voter answered a pre-vote request; a grant is of the current round's term. */
  void preVoteAnswered(RaftMessage response, long nowNs) {
    if (state.role() == Role.PRE_CANDIDATE) {
      answered(response);
      decidePreVote(nowNs);
    }
  }

  /** A voter granted its vote in the current term. */
  void voteGranted(RaftMessage response, long nowNs) {
    if (state.role() == Role.CANDIDATE) {
      answered(response);
      decideVote(nowNs);
    }
  }

  private void answered(RaftMessage response) {
    ballot.answer(response.from(), response.isRejoining());
    rememberedCommitIndex = Math.max(rememberedCommitIndex, response.commitIndex());
    // A late grant to all may come into a round of the majority, for which it was not given.
    if (response.granted() && (isUnanimous || !response.isRejoining())) {
      ballot.grant(response.from());
    }
  }

  /** More of the hard state is on disk: the candidate's own vote counts from then on. */
  void hardStateFlushed(long nowNs) {
    if (state.role() == Role.CANDIDATE && isOnDisk()) {
      ballot.grant(state.selfId());
      decideVote(nowNs);
    }
  }

  private boolean isOnDisk() {
    return state.hardStateFlushedVersion() == state.hardStateVersion();
  }

  long possiblyLostCommitIndex() {
    return possiblyLostCommitIndex;
  }

  boolean isElectedByAll() {
    return isElectedByAll;
  }

  /** Returns when {@link #tick} is due. */
  long deadlineNs() {
    if (!state.mayLead(state.selfId())) {
      return Long.MAX_VALUE;
    }
    return state.role() == Role.FOLLOWER
        ? timers.electionDeadlineNs()
        : Math.min(timers.electionDeadlineNs(), timers.repeatDeadlineNs());
  }

  private void startPreVote(long nowNs) {
    roles.toPreCandidate(nowNs);
    isUnanimous = false;
    isTransfer = false;
    askAround(nowNs);
  }

  private void askAround(long nowNs) {
    ballot.clear();
    ballot.answer(state.selfId(), state.isRejoining());
    if (isUnanimous || !state.isRejoining()) {
      ballot.grant(state.selfId());
    }
    decidePreVote(nowNs);
    if (state.role() == Role.PRE_CANDIDATE) {
      ask(nowNs);
    }
  }

  private void decidePreVote(long nowNs) {
    boolean isPromising =
        isUnanimous ? ballot.hasEverybody() : ballot.hasMajority() && !state.isRejoining();
    if (isPromising) {
      startVote(nowNs);
    } else if (!isUnanimous && mayAskEverybody()) {
      isUnanimous = true;
      askAround(nowNs);
    }
  }

  private boolean mayAskEverybody() {
    return everybodyMayDecide && !state.isDamaged() && ballot.mayAskEverybody();
  }

  private void startVote(long nowNs) {
    roles.toCandidate(nowNs);
    ballot.clear();
    rememberedCommitIndex = state.rememberedCommitIndex();
    ask(nowNs);
  }

  private void decideVote(long nowNs) {
    boolean isWon = isUnanimous ? ballot.hasEverybody() : ballot.hasMajority();
    if (!isWon) {
      return;
    }
    if (state.isRejoining()) {
      // Nobody has a longer log: what is not in this one is nowhere. It leads when that is on disk.
      state.rejoined();
    } else if (isOnDisk()) {
      if (isUnanimous) {
        boolean isShort = rememberedCommitIndex > log.lastIndex();
        possiblyLostCommitIndex = isShort ? rememberedCommitIndex : 0;
      }
      isElectedByAll = isUnanimous;
      roles.toLeader(nowNs);
    }
  }

  private void ask(long nowNs) {
    timers.resetRepeat(nowNs);
    for (int i = 0; i < ballot.count(); i++) {
      int voter = ballot.voterAt(i);
      if (voter != state.selfId() && !ballot.hasGranted(voter) && mayCount(voter)) {
        requestTo(voter)
            .prevIndex(log.lastIndex())
            .prevTerm(log.lastTerm())
            .unanimous(isUnanimous)
            .transfer(isTransfer);
      }
    }
  }

  /** A majority's vote is asked of the latest voters only; asking around shows who rejoins. */
  private boolean mayCount(int voter) {
    return isUnanimous || state.role() == Role.PRE_CANDIDATE || state.membership().isVoter(voter);
  }

  private RaftMessage requestTo(int voter) {
    return state.role() == Role.PRE_CANDIDATE
        ? immediate.preVoteRequest(voter).term(state.term() + 1).life(state.life())
        : flushed.voteRequest(voter);
  }
}
