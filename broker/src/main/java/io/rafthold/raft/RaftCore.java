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
public final class RaftCore extends CoreView {
  private final RaftState state;
  private final CoreObserver observer;

  /** Starts with a membership that holds from the log's beginning, and nobody watching. */
  public RaftCore(
      RaftSettings settings,
      Membership membership,
      LogTerms log,
      HardState hardState,
      RandomSource random,
      long nowNs) {
    this(settings, MembershipLog.of(membership), log, hardState, random, nowNs);
  }

  /** Starts with nobody watching. */
  public RaftCore(
      RaftSettings settings,
      MembershipLog memberships,
      LogTerms log,
      HardState hardState,
      RandomSource random,
      long nowNs) {
    this(settings, memberships, log, hardState, random, CoreObserver.NONE, nowNs);
  }

  /**
   * Starts as a follower. The only voter of a group campaigns with the first tick.
   *
   * @param memberships what the entries of the log say, and what held before them; the core's own
   *     from now on
   * @param log the replica's log, with everything that recovery kept
   * @param hardState the latest one on disk, {@link HardState#INITIAL} for a new replica; its
   *     {@link HardState#nextLife()}, on disk already, where the replica may have forgotten entries
   *     that it answered for
   * @param random draws the election timeouts
   */
  public RaftCore(
      RaftSettings settings,
      MembershipLog memberships,
      LogTerms log,
      HardState hardState,
      RandomSource random,
      CoreObserver observer,
      long nowNs) {
    this(new RaftState(memberships, log, hardState, nowNs), settings, log, random, observer, nowNs);
  }

  private RaftCore(
      RaftState state,
      RaftSettings settings,
      LogTerms log,
      RandomSource random,
      CoreObserver observer,
      long nowNs) {
    super(state, new CoreRooms(state, settings, new LogView(log), random, nowNs));
    this.state = state;
    this.observer = Objects.requireNonNull(observer, "observer");
  }

  /**
   * Lets time pass: election timeouts, heartbeats, check-quorum. Due at {@link #nextDeadlineNs}; a
   * caller for whom pulses stand for heartbeats may leave it out meanwhile.
   */
  public void tick(long nowNs) {
    state.nowNs(nowNs);
    rooms.tick(nowNs);
    observer.onInput(CoreInput.TICK, null, this);
  }

  /**
   * Campaigns now, pre-vote first, as the preferred leader of a new group does. Does nothing on a
   * leader, a candidate, or a broker that is no voter.
   */
  public void campaign(long nowNs) {
    state.nowNs(nowNs);
    rooms.election.campaign(nowNs);
    observer.onInput(CoreInput.CAMPAIGN, null, this);
  }

  /**
   * Takes any message but an append or install request. One that is not addressed to this replica,
   * or comes from itself, is ignored; so is a term that no real election reaches.
   *
   * @param message the caller's again when the call returns
   * @throws IllegalArgumentException for an append or install request
   */
  public void receive(RaftMessage message, long nowNs) {
    state.nowNs(nowNs);
    if (isForMe(message)) {
      rooms.router.onMessage(message, nowNs);
    }
    observer.onInput(CoreInput.MESSAGE, message, this);
  }

  /**
   * The leader was alive then, by a pulse of its broker: counts as a heartbeat that said nothing
   * new. Nothing on anybody but a follower that knows its leader.
   *
   * @param atNs changes nothing where the leader was heard later
   */
  public void leaderHeard(long atNs) {
    rooms.roles.leaderHeard(atNs);
  }

  /**
   * A follower was alive then, by a pulse of its broker: counts as an answer that said nothing new.
   */
  public void followerHeard(int followerId, long atNs) {
    Progress follower = state.isLeader() ? rooms.followers.of(followerId) : null;
    if (follower != null) {
      follower.heard(atNs);
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
    requireType(message, MessageType.APPEND_REQUEST);
    AppendVerdict verdict =
        isForMe(message)
            ? rooms.appendRequests.onMessage(message, entries, nowNs)
            : rooms.appendRequests.ignored();
    observer.onInput(CoreInput.APPEND, message, this);
    return verdict;
  }

  /**
   * Takes an install request: the leader's log no longer has what this one needs. After a true the
   * caller replaces its log, durably, by an empty one behind {@code prevIndex}, with the derived
   * state that came along, and calls {@link #installed} before anything else.
   *
   * @param atPrev the membership that holds at {@code prevIndex}, seen from this replica
   * @return false where there is nothing to replace
   */
  public boolean receiveInstall(RaftMessage message, Membership atPrev, long nowNs) {
    state.nowNs(nowNs);
    requireType(message, MessageType.INSTALL_REQUEST);
    boolean isDue = isForMe(message) && rooms.installRequests.onMessage(message, nowNs);
    observer.onInput(CoreInput.INSTALL, message, this);
    return isDue;
  }

  /** The log was replaced by an empty one that starts behind that entry. */
  public void installed(long prevIndex, long prevTerm, Membership atPrev, long nowNs) {
    state.nowNs(nowNs);
    rooms.installRequests.installed(prevIndex, prevTerm, atPrev);
    observer.onInput(CoreInput.INSTALLED, null, this);
  }

  /**
   * The own log ends here now: a leader's own entries are appended, or a follower's accepted ones.
   * The same index may be reported again.
   *
   * @param lastIndex of the own log
   */
  public void appended(long lastIndex) {
    rooms.logReports.appended(lastIndex);
    observer.onInput(CoreInput.APPENDED, null, this);
  }

  /**
   * The own log is flushed up to here. After a restart nothing counts as flushed until it is
   * reported. A flush that began before a truncation says nothing of what was appended after it.
   *
   * @param index of the own log; one that is lower than before changes nothing
   */
  public void flushed(long index) {
    rooms.logReports.flushed(index);
    observer.onInput(CoreInput.FLUSHED, null, this);
  }

  /**
   * The hard state of that version is on disk: what waited for it may leave, and a candidate's own
   * vote counts.
   *
   * @param version as {@link #hardStateVersion()} returned it when the write began
   */
  public void hardStateFlushed(long version) {
    state.hardStateFlushed(version);
    rooms.election.hardStateFlushed(state.nowNs());
    observer.onInput(CoreInput.HARD_STATE_FLUSHED, null, this);
  }

  /**
   * Ends the inputs of a duty cycle: a leader recomputes its commit index, a follower makes the one
   * answer that covers this cycle's appends and flushes.
   */
  public void endCycle(long nowNs) {
    state.nowNs(nowNs);
    rooms.endCycle(nowNs);
    observer.onInput(CoreInput.END_CYCLE, null, this);
  }

  /**
   * Hands over what may leave now: heartbeats, pre-vote requests and answers, and what else a
   * restart may forget. Returns whether any was taken.
   */
  public boolean drainImmediate(MessageConsumer consumer) {
    rooms.reads.roundSent();
    return rooms.immediate.drain(consumer);
  }

  /**
   * Hands over what rests on a hard state that is on disk by now: vote requests and answers, append
   * and heartbeat answers. Returns whether any was taken.
   */
  public boolean drainFlushed(MessageConsumer consumer) {
    return rooms.flushed.drain(consumer);
  }

  /** Tells whether a consumer refused a message in the last drain that will be offered again. */
  public boolean hasRefused() {
    return rooms.flushed.isAnyRefused();
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
   * @return false where nothing is due, on anybody but a leader, and for a broker that is no member
   */
  public boolean nextAppend(int followerId, RaftMessage into, long nowNs) {
    return rooms.replication.nextAppend(followerId, into, nowNs);
  }

  /**
   * The request that {@link #nextAppend} filled is on its way.
   *
   * @param lastIndexSent the last entry in it, its {@code prevIndex} where it had none
   */
  public void appendSent(int followerId, long lastIndexSent, long nowNs) {
    rooms.replication.appendSent(followerId, lastIndexSent, nowNs);
  }

  /**
   * Fills the install request that a follower is due, if it needs entries that the own log no
   * longer has. After a true, send it with the derived state at {@code prevIndex}, and call {@link
   * #installSent}.
   *
   * @return false where {@link #nextAppend} feeds the follower, and while its answer may still come
   */
  public boolean nextInstall(int followerId, RaftMessage into, long nowNs) {
    return rooms.installation.nextInstall(followerId, into, nowNs);
  }

  /** The request that {@link #nextInstall} filled is on its way. */
  public void installSent(int followerId, long nowNs) {
    rooms.installation.installSent(followerId, nowNs);
  }

  /**
   * Tells whether a leader's no-op is due (dissertation 6.4): append one with {@link #term()}
   * behind the log's last index, before anything else of this term, and call {@link #appended}.
   */
  public boolean noOpDue() {
    return state.isNoOpDue();
  }

  /**
   * Asks whether a membership may be appended now. After {@code ACCEPTED} append its entry with
   * {@link #term()}, and call {@link #membershipAppended} and {@link #appended}.
   *
   * @param next made by one step from {@link #membership()}
   */
  public MembershipVerdict proposeMembership(Membership next) {
    return rooms.membershipChange.propose(next, state.nowNs());
  }

  /** A leader's membership entry is in the log at that index: it is effective from now on. */
  public void membershipAppended(long index, Membership next) {
    rooms.membershipChange.appendedByLeader(index, next, state.nowNs());
    observer.onInput(CoreInput.MEMBERSHIP, null, this);
  }

  /**
   * Hands the leadership over to another voter (dissertation 3.10), which campaigns as soon as its
   * log is complete. Where that does not happen within the longest election timeout, this replica
   * leads on.
   *
   * @return false where this replica does not lead, or is being removed, or the other one is not
   *     another voter
   */
  public boolean transfer(int toBrokerId, long nowNs) {
    state.nowNs(nowNs);
    boolean begun = rooms.transfer.begin(toBrokerId, nowNs);
    observer.onInput(CoreInput.TRANSFER, null, this);
    return begun;
  }

  /**
   * Begins a linearizable read (dissertation 6.4): the caller remembers {@link #commitIndex()} now,
   * and may read up to there as soon as {@link #confirmedRead()} has reached the ticket in the same
   * term.
   *
   * @return a ticket above 0, or -1 where this replica is not ready to serve
   */
  public long beginRead(long nowNs) {
    state.nowNs(nowNs);
    long ticket = rooms.reads.begin();
    if (ticket > 0) {
      rooms.heartbeats.send();
    }
    observer.onInput(CoreInput.READ, null, this);
    return ticket;
  }

  /**
   * Tells what the disk remembers of the commit index, before the first message: answers to votes
   * carry it, so that what may be lost is known after an election of all voters.
   *
   * @param heldIndex up to there the log holds what was committed, as far as it goes
   */
  public void rememberCommit(long commitIndex, long heldIndex) {
    state.rememberCommit(commitIndex, heldIndex);
  }

  /** For tests: a leader's view of its followers. */
  ProgressTable followers() {
    return rooms.followers;
  }

  private boolean isForMe(RaftMessage message) {
    return message.to() == state.selfId()
        && message.from() != state.selfId()
        && state.isPlausibleTerm(message.term());
  }

  private static void requireType(RaftMessage message, MessageType type) {
    if (message.type() != type) {
      throw new IllegalArgumentException("not the method for this message: " + message);
    }
  }
}
