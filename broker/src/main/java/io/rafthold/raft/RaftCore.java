package io.rafthold.raft;

import java.util.Objects;

/**
 * The consensus core of one group on one broker: a state machine without thread, clock, file or
 * socket. It works on indices and terms, and never sees a payload.
 *
 * <p>A duty cycle of its driver: {@link #receive} and {@link #receiveAppend} for what came in,
 * before {@link #tick} finds a timer expired that a message of this cycle would have reset; {@link
 * #appended}, {@link #flushed} and {@link #hardStateFlushed} for what the disk did; {@link
 * #noOpDue}; {@link #endCycle}; then {@link #nextAppend} for each follower, and the two drains. A
 * hard state that is not on disk yet is written at once.
 *
 * <p><b>Threads:</b> one at a time; none of the methods may be called from inside its own {@link
 * MessageConsumer} or {@link LogTerms}. <b>Time:</b> {@code nowNs} never runs back; its origin is
 * arbitrary. <b>Allocation:</b> none in steady state; an election makes a {@link HardState}.
 *
 * <p>Any method may throw {@link IllegalStateException} for a broken invariant: the replica must
 * stop then.
 */
public final class RaftCore {
  private final RaftState state;
  private final LogView log;
  private final Timers timers;
  private final Verification verification;
  private final AppendAnswer answer;
  private final Election election;
  private final Replication replication;
  private final CommitRule commitRule;
  private final ImmediateOutbox immediate;
  private final FlushedOutbox flushed;
  private final ProgressTable followers;
  private final MessageRouter router;
  private final AppendRequestHandler appendRequests;

  /**
   * Starts as a follower. A group of one voter campaigns with the first tick.
   *
   * @param log the replica's log, with everything that recovery kept
   * @param hardState the latest one on disk, {@link HardState#INITIAL} for a new replica
   * @param random draws the election timeouts
   */
  public RaftCore(
      RaftSettings settings,
      Membership membership,
      LogTerms log,
      HardState hardState,
      RandomSource random,
      long nowNs) {
    Objects.requireNonNull(settings, "settings");
    this.log = new LogView(log);
    state = new RaftState(membership, log, hardState, nowNs);
    timers = new Timers(settings, random, nowNs);
    if (membership.voterCount() == 1) {
      timers.expireElection(nowNs);
    }
    followers = new ProgressTable(membership);
    immediate = new ImmediateOutbox(membership);
    flushed = new FlushedOutbox(state, settings);
    verification = new Verification(state);
    answer = new AppendAnswer(state, this.log, verification, flushed);
    Roles roles = new Roles(state, this.log, timers, followers, verification, answer, immediate);
    election = new Election(state, this.log, roles, timers, immediate, flushed);
    replication = new Replication(state, this.log, roles, timers, followers, immediate, settings);
    commitRule = new CommitRule(state, followers, settings.commitLevel());
    appendRequests =
        new AppendRequestHandler(state, this.log, roles, verification, answer, flushed);
    router =
        new MessageRouter(
            new VoteRequestHandler(state, this.log, roles, timers, flushed, settings),
            new VoteResponseHandler(state, roles, election),
            new PreVoteRequestHandler(state, this.log, immediate, settings),
            new PreVoteResponseHandler(state, roles, election),
            new AppendResponseHandler(state, this.log, roles, followers),
            new HeartbeatHandler(state, roles, verification, flushed),
            new HeartbeatResponseHandler(state, roles, followers));
  }

  /**
   * Lets time pass: election timeouts, heartbeats, check-quorum. Call it every few milliseconds.
   */
  public void tick(long nowNs) {
    state.nowNs(nowNs);
    if (state.isLeader()) {
      replication.tick(nowNs);
    } else {
      election.tick(nowNs);
    }
  }

  /**
   * Campaigns now, pre-vote first, as the preferred leader of a new group does. Does nothing on a
   * leader, a candidate, or a broker that is no voter.
   */
  public void campaign(long nowNs) {
    state.nowNs(nowNs);
    election.campaign(nowNs);
  }

  /**
   * Takes any message but an append request. One that is not addressed to this replica, or comes
   * from itself, is ignored.
   *
   * @param message the caller's again when the call returns
   * @throws IllegalArgumentException for an append request
   */
  public void receive(RaftMessage message, long nowNs) {
    state.nowNs(nowNs);
    if (isForMe(message)) {
      router.onMessage(message, nowNs);
    }
  }

  /**
   * Takes an append request. The caller then truncates and appends as the verdict says, in this
   * order, and calls {@link #appended}; entries that it could not append are simply not reported.
   *
   * @param message the caller's again when the call returns
   * @param entries the terms of the entries that came with it; read during the call only
   * @return what to do, valid until the next call
   */
  public AppendVerdict receiveAppend(RaftMessage message, EntryTerms entries, long nowNs) {
    state.nowNs(nowNs);
    if (message.type() != MessageType.APPEND_REQUEST) {
      throw new IllegalArgumentException("not an append request, use receive: " + message);
    }
    return isForMe(message)
        ? appendRequests.onMessage(message, entries, nowNs)
        : appendRequests.ignored();
  }

  /**
   * The own log ends here now: a leader's own entries are appended, or a follower's accepted ones.
   * The same index may be reported again.
   *
   * @param lastIndex of the own log
   */
  public void appended(long lastIndex) {
    Invariants.check(
        lastIndex <= log.lastIndex(),
        "only what is in the log is appended",
        lastIndex,
        log.lastIndex());
    if (noOpDue() && lastIndex >= state.termStartIndex()) {
      long startTerm = log.termAt(state.termStartIndex());
      Invariants.check(
          startTerm == term(), "a leader's first entry is of its term", startTerm, term());
    }
    state.appended(lastIndex);
    if (!state.isLeader()) {
      verification.appended(lastIndex);
      verification.advanceCommit();
    }
  }

  /**
   * The own log is flushed up to here. After a restart nothing counts as flushed until it is
   * reported. A flush that began before a truncation says nothing of what was appended after it.
   *
   * @param index of the own log; one that is lower than before changes nothing
   */
  public void flushed(long index) {
    Invariants.check(
        index <= log.lastIndex(), "only what is in the log is flushed", index, log.lastIndex());
    state.flushed(index);
  }

  /**
   * The hard state of that version is on disk: what waited for it may leave, and a candidate's own
   * vote counts.
   *
   * @param version as {@link #hardStateVersion()} returned it when the write began
   */
  public void hardStateFlushed(long version) {
    state.hardStateFlushed(version);
    election.hardStateFlushed(state.nowNs());
  }

  /**
   * Ends the inputs of a duty cycle: a leader recomputes its commit index, a follower makes the one
   * answer that covers this cycle's appends and flushes.
   */
  public void endCycle(long nowNs) {
    state.nowNs(nowNs);
    if (state.isLeader()) {
      commitRule.advance();
    } else {
      answer.endCycle();
    }
  }

  /**
   * Hands over the messages that may leave now: heartbeats, pre-vote requests and answers.
   *
   * @return whether any was taken
   */
  public boolean drainImmediate(MessageConsumer consumer) {
    return immediate.drain(consumer);
  }

  /**
   * Hands over the messages whose hard state is on disk by now: vote requests and answers, append
   * and heartbeat answers.
   *
   * @return whether any was taken
   */
  public boolean drainFlushed(MessageConsumer consumer) {
    return flushed.drain(consumer);
  }

  /** Returns the latest term and vote, on disk or not. */
  public HardState hardState() {
    return state.hardState();
  }

  /** Returns the number of the latest hard state; 0 is the one that the constructor was given. */
  public long hardStateVersion() {
    return state.hardStateVersion();
  }

  /**
   * Fills the append request that a follower is due, if any. After a true, send it with as many of
   * the entries {@code prevIndex + 1 .. lastIndex} as one message takes, and call {@link
   * #appendSent}; under back-pressure do neither, and ask again in the next cycle.
   *
   * <p>A follower to which nothing else goes out learns a new commit index by an empty request, at
   * most one per {@link #endCycle}; under load the next entries carry it.
   *
   * @param into filled when the answer is true
   * @return false where nothing is due, on anybody but a leader, and for a broker that is no voter
   */
  public boolean nextAppend(int followerId, RaftMessage into, long nowNs) {
    return replication.nextAppend(followerId, into, nowNs);
  }

  /**
   * The request that {@link #nextAppend} filled is on its way.
   *
   * @param lastIndexSent the last entry in it, its {@code prevIndex} where it had none
   */
  public void appendSent(int followerId, long lastIndexSent, long nowNs) {
    replication.appendSent(followerId, lastIndexSent, nowNs);
  }

  /**
   * Tells whether a leader's no-op is due (dissertation 6.4): append one with {@link #term()}
   * behind the log's last index, before anything else of this term, and call {@link #appended}.
   */
  public boolean noOpDue() {
    return state.isLeader() && state.appendedIndex() < state.termStartIndex();
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
    return state.isLeader() && state.commitIndex() >= state.termStartIndex();
  }

  /** Returns who belongs to the group. */
  public Membership membership() {
    return state.membership();
  }

  /**
   * Returns when {@link #tick} or {@link #nextAppend} has something to do even if nothing happens
   * until then; {@code Long.MAX_VALUE} for never.
   */
  public long nextDeadlineNs() {
    return state.isLeader() ? replication.deadlineNs(state.nowNs()) : election.deadlineNs();
  }

  /** For tests: a leader's view of its followers. */
  ProgressTable followers() {
    return followers;
  }

  private boolean isForMe(RaftMessage message) {
    int selfId = state.membership().selfId();
    return message.to() == selfId && message.from() != selfId;
  }

  @Override
  public String toString() {
    return state.membership().selfId()
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
        + state.durableIndex();
  }
}
