package io.rafthold.raft;

/**
 * What one replica knows of itself: term, vote, role, leader, and how far its log is appended,
 * flushed, committed and durable. The setters hold the invariants; who may call them when is the
 * handlers' business.
 */
final class RaftState {
  /** No leader is known. */
  static final int NO_LEADER = -1;

  /**
   * The most terms that a message may be ahead. An election a millisecond takes 49 days for as
   * many; one message of the last possible term would stop the group for ever.
   */
  private static final long MAX_TERM_JUMP = 1L << 32;

  private final MembershipLog memberships;
  private HardState hardState;
  private long hardStateVersion;
  private long hardStateFlushedVersion;
  private Role role = Role.FOLLOWER;
  private int leaderId = NO_LEADER;
  private long leaderHeardNs;
  private long nowNs;
  private long appendedIndex;
  private long flushedIndex;
  private long commitIndex;
  private long durableIndex;
  private long rememberedCommitIndex;
  private long termStartIndex;

  /**
   * Starts from what the disk holds. A log may be ahead of the hard state, since an entry can reach
   * the disk before its term does. No answer of that term has left then, so the term is taken over
   * with a free vote.
   */
  RaftState(MembershipLog memberships, LogTerms log, HardState hardState, long nowNs) {
    this.memberships = memberships;
    this.hardState = hardState;
    this.nowNs = nowNs;
    appendedIndex = log.lastIndex();
    // Only committed entries are ever removed from a log's start.
    commitIndex = log.firstIndex() - 1;
    flushedIndex = commitIndex;
    long lastTerm = log.termAt(appendedIndex);
    if (lastTerm > hardState.term()) {
      enterTerm(lastTerm);
    }
  }

  MembershipLog memberships() {
    return memberships;
  }

  /** The latest membership in the own log, committed or not (dissertation 4.1). */
  Membership membership() {
    return memberships.latest();
  }

  int selfId() {
    return membership().selfId();
  }

  /**
   * Tells whether a broker may lead: it votes by the latest membership, or by one before it that is
   * still needed until the latest is committed (dissertation 4.2.2).
   */
  boolean mayLead(int brokerId) {
    for (int i = 0; i < memberships.size(); i++) {
      if (memberships.membershipAt(i).isVoter(brokerId)) {
        return true;
      }
    }
    return false;
  }

  /** Tells whether this replica counts in majorities. */
  boolean isVoter() {
    return membership().isVoter(selfId());
  }

  long term() {
    return hardState.term();
  }

  int votedFor() {
    return hardState.votedFor();
  }

  HardState hardState() {
    return hardState;
  }

  long hardStateVersion() {
    return hardStateVersion;
  }

  long hardStateFlushedVersion() {
    return hardStateFlushedVersion;
  }

  void hardStateFlushed(long version) {
    Invariants.check(
        version <= hardStateVersion,
        "only a hard state that exists is flushed",
        version,
        hardStateVersion);
    hardStateFlushedVersion = Math.max(hardStateFlushedVersion, version);
  }

  /** Tells whether elections could have led to that term since the own one. */
  boolean isPlausibleTerm(long term) {
    return term >= 0 && term - term() <= MAX_TERM_JUMP;
  }

  /** Enters a later term, in which nothing is voted yet and no leader is known. */
  void enterTerm(long term) {
    Invariants.check(term > term(), "a term only rises", term, term());
    change(hardState.inTerm(term));
    leaderId = NO_LEADER;
  }

  /** Gives the vote of the current term; giving it to the same candidate again changes nothing. */
  void voteFor(int candidateId) {
    Invariants.check(
        votedFor() == HardState.NO_VOTE || votedFor() == candidateId,
        "a term has one vote",
        votedFor(),
        candidateId);
    if (votedFor() != candidateId) {
      change(hardState.votingFor(candidateId));
    }
  }

  /** The number of this life: higher than any that may know what this one has forgotten. */
  long life() {
    return hardState.life();
  }

  /** Tells whether this life may lack entries that an earlier one had answered for. */
  boolean isRejoining() {
    return hardState.isRejoining();
  }

  /** Tells whether what this life lacks went with damage, and not with a loss of power. */
  boolean isDamaged() {
    return hardState.isDamaged();
  }

  /**
   * Tells whether this life may grant a vote: none that rejoins does so to a majority's candidate,
   * and one that lost what was flushed to nobody (the rejoin rule).
   */
  boolean mayGrant(boolean isUnanimous) {
    return !isRejoining() || (isUnanimous && !isDamaged());
  }

  /** This replica holds everything again that it may ever have answered for. */
  void rejoined() {
    change(hardState.rejoined());
  }

  private void change(HardState next) {
    hardState = next;
    hardStateVersion++;
  }

  Role role() {
    return role;
  }

  boolean isLeader() {
    return role == Role.LEADER;
  }

  void role(Role newRole) {
    role = newRole;
  }

  int leaderId() {
    return leaderId;
  }

  void leaderId(int id) {
    leaderId = id;
  }

  /** Notes a message of the current term's leader. */
  void hearLeader(int id, long atNs) {
    leaderId = id;
    leaderHeardNs = atNs;
  }

  /** When the leader was heard last. */
  long leaderHeardNs() {
    return leaderHeardNs;
  }

  /** Tells whether this replica leads, or heard its leader within the time (4.2.3, stickiness). */
  boolean supportsLeader(long atNs, long withinNs) {
    return isLeader() || (leaderId != NO_LEADER && atNs - leaderHeardNs < withinNs);
  }

  long nowNs() {
    return nowNs;
  }

  void nowNs(long value) {
    nowNs = value;
  }

  /** Own log's last index, as far as the caller reported it. */
  long appendedIndex() {
    return appendedIndex;
  }

  void appended(long lastIndex) {
    Invariants.check(
        !isLeader() || lastIndex >= appendedIndex,
        "a leader's log never shrinks",
        lastIndex,
        appendedIndex);
    appendedIndex = lastIndex;
  }

  /** Own log's flushed index, not above {@link #appendedIndex()}. */
  long flushedIndex() {
    return Math.min(flushedIndex, appendedIndex);
  }

  void flushed(long index) {
    flushedIndex = Math.max(flushedIndex, index);
  }

  /** The caller is about to remove this index and everything behind it. */
  void truncateFrom(long index) {
    Invariants.check(index > commitIndex, "a committed entry is never removed", index, commitIndex);
    memberships.truncateFrom(index);
    appendedIndex = Math.min(appendedIndex, index - 1);
    flushedIndex = Math.min(flushedIndex, index - 1);
  }

  long commitIndex() {
    return commitIndex;
  }

  /**
   * Takes over what the disk remembers of the commit index.
   *
   * @param heldIndex up to there the log has what was committed, as far as it goes: behind that it
   *     may have got other entries since, and memberships of those may be rolled back
   */
  void rememberCommit(long index, long heldIndex) {
    rememberedCommitIndex = Math.max(rememberedCommitIndex, index);
    memberships.committed(Math.min(heldIndex, appendedIndex));
  }

  /** The highest commit index that this replica ever knew, its log's end or not. */
  long rememberedCommitIndex() {
    return Math.max(rememberedCommitIndex, commitIndex);
  }

  long durableIndex() {
    return durableIndex;
  }

  /** The log was replaced by an empty one behind that entry, which was committed. */
  void installed(long prevIndex, long prevTerm, Membership atPrev) {
    Invariants.check(
        !isLeader() && prevIndex > commitIndex,
        "an install leads a follower on",
        prevIndex,
        commitIndex);
    memberships.restart(prevIndex, prevTerm, atPrev);
    appendedIndex = prevIndex;
    flushedIndex = prevIndex;
    commitIndex = prevIndex;
  }

  /** Raises the commit index; a lower one changes nothing, since what is committed stays so. */
  void commitTo(long index) {
    if (index > commitIndex) {
      Invariants.check(
          index <= appendedIndex, "only what is appended is committed", index, appendedIndex);
      commitIndex = index;
      memberships.committed(index);
    }
  }

  /** Raises the durable index, not above the commit index. */
  void durableTo(long index) {
    durableIndex = Math.max(durableIndex, Math.min(index, commitIndex));
  }

  /** A leader's first index of its own term: the place of its no-op. */
  long termStartIndex() {
    return termStartIndex;
  }

  /** Leads, and knows everything that was ever committed (dissertation 6.4). */
  boolean isReadyToServe() {
    return isLeader() && commitIndex >= termStartIndex;
  }

  boolean isNoOpDue() {
    return isLeader() && appendedIndex < termStartIndex;
  }

  void termStartIndex(long index) {
    termStartIndex = index;
  }
}
