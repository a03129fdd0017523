package io.rafthold.raft;

/**
 * What a leader knows of one follower in its term (dissertation 3.5 and 10.2.1).
 *
 * <p>{@code matchIndex} and {@code flushedIndex} never fall within a term and a life, whatever
 * arrives late or twice. {@code nextIndex} is only a guess and may go back, below {@code
 * matchIndex} too: a follower that restarted may lack entries that it had appended but not flushed.
 */
final class Progress {
  private final int followerId;
  private final CatchUpRounds rounds = new CatchUpRounds();
  private ProgressState state = ProgressState.PROBE;
  private long matchIndex;
  private long flushedIndex;
  private long nextIndex;
  private long toldCommitIndex;
  private long heardNs;
  private long progressNs;
  private long sentNs;
  private long fedNs;
  private long life;
  private long readRound;
  private boolean outstanding;
  private boolean isFed;
  private boolean verifyDue;
  private boolean voter;
  private boolean rejoining;

  Progress(int followerId) {
    this.followerId = followerId;
  }

  /** Begins a term: nothing is known, and the whole log may match. */
  void reset(long firstNextIndex, long nowNs) {
    life = 0;
    rejoining = false;
    readRound = 0;
    heardNs = nowNs;
    forget(firstNextIndex, nowNs);
  }

  private void forget(long firstNextIndex, long nowNs) {
    state = ProgressState.PROBE;
    matchIndex = 0;
    flushedIndex = 0;
    nextIndex = firstNextIndex;
    toldCommitIndex = 0;
    progressNs = nowNs;
    isFed = false;
    outstanding = false;
    verifyDue = false;
    rounds.begin(firstNextIndex - 1, nowNs);
  }

  int followerId() {
    return followerId;
  }

  /** Tells whether the follower votes. */
  boolean isVoter() {
    return voter;
  }

  void isVoter(boolean value) {
    voter = value;
  }

  /** Tells whether the follower may lack what it once answered for: it counts for no commit. */
  boolean isRejoining() {
    return rejoining;
  }

  /** Tells whether what the follower holds counts. */
  boolean countsForCommit() {
    return voter && !rejoining;
  }

  ProgressState state() {
    return state;
  }

  long matchIndex() {
    return matchIndex;
  }

  long flushedIndex() {
    return flushedIndex;
  }

  long nextIndex() {
    return nextIndex;
  }

  /** When the follower last answered in this term. */
  long heardNs() {
    return heardNs;
  }

  /** The last read round that the follower has answered in this term. */
  long readRound() {
    return readRound;
  }

  void answeredRead(long round) {
    readRound = Math.max(readRound, round);
  }

  /**
   * Takes the life that an answer names. A later one may lack what the earlier one had: all that is
   * known is forgotten. A life that has caught up stays so.
   *
   * @return false for an earlier life, whose answers say nothing any more
   */
  boolean isOfThisLife(long answerLife, boolean isRejoining, long firstNextIndex, long nowNs) {
    if (answerLife < life) {
      return false;
    }
    if (answerLife == life) {
      rejoining &= isRejoining;
      return true;
    }
    if (life > 0) {
      forget(firstNextIndex, nowNs);
    }
    life = answerLife;
    rejoining = isRejoining;
    return true;
  }

  /** Takes what an answer of the current term and life verifies. */
  void acknowledge(long match, long flushed, long leaderLastIndex, long nowNs) {
    heardNs = nowNs;
    if (match > matchIndex) {
      matchIndex = match;
      progressNs = nowNs;
    }
    flushedIndex = Math.max(flushedIndex, Math.min(flushed, match));
    // What is installed shows by a match that goes on; the old one may be said again before that.
    long meeting = state == ProgressState.INSTALL ? nextIndex : nextIndex - 1;
    if (match >= meeting) {
      nextIndex = match + 1;
      if (state != ProgressState.REPLICATE) {
        state = ProgressState.REPLICATE;
        progressNs = nowNs;
      }
    }
    rounds.reached(matchIndex, leaderLastIndex, nowNs);
  }

  /** Tells whether the log was close to the leader's end lately (dissertation 4.2.1). */
  boolean isCaughtUp(long leaderLastIndex, long nowNs, long withinNs) {
    return !rejoining
        && nowNs - heardNs < withinNs
        && (matchIndex >= leaderLastIndex || rounds.areShort(nowNs, withinNs));
  }

  /**
   * The follower refused: probe further back. A refusal that would not lead back is an old one, or
   * one of many for the same gap, and is ignored.
   */
  void refused(long newNextIndex) {
    if (newNextIndex < nextIndex && state != ProgressState.INSTALL) {
      nextIndex = newNextIndex;
      state = ProgressState.PROBE;
      outstanding = false;
    }
  }

  /** The follower needs entries that the leader's log no longer has. */
  void installDue() {
    if (state != ProgressState.INSTALL) {
      state = ProgressState.INSTALL;
      outstanding = false;
    }
  }

  /**
   * The follower has verified less than it once had: a late answer, or it restarted and takes no
   * commit index before it has verified its log again.
   */
  void requestVerification() {
    verifyDue = true;
  }

  /** Gives up waiting for an answer that is overdue. */
  void expire(long nowNs, long timeoutNs) {
    if (state != ProgressState.REPLICATE) {
      outstanding = outstanding && nowNs - sentNs < timeoutNs;
    } else if (hasInflight() && nowNs - progressNs >= timeoutNs) {
      nextIndex = matchIndex + 1;
      state = ProgressState.PROBE;
      outstanding = false;
    }
  }

  /** Tells whether a probe, or an install, waits for its answer. */
  boolean isOutstanding() {
    return outstanding;
  }

  /** Tells whether an empty message is due, so that the follower commits or verifies. */
  boolean isNoticeDue(long commitIndex) {
    return verifyDue || Math.min(commitIndex, matchIndex) > toldCommitIndex;
  }

  /** Tells whether the follower has everything up to there, and has been told so. */
  boolean isSettledAt(long end, long round) {
    return state == ProgressState.REPLICATE
        && matchIndex == end
        && flushedIndex == end
        && !hasInflight()
        && !isNoticeDue(end)
        && !rejoining
        && readRound == round;
  }

  /** Tells whether an answer of this term says nothing but that the follower is alive. */
  boolean isRepeatedBy(RaftMessage answer) {
    return state == ProgressState.REPLICATE
        && answer.matchIndex() == matchIndex
        && answer.flushedIndex() <= flushedIndex
        && answer.readRound() <= readRound
        && answer.life() == life
        && !rejoining
        && !answer.isRejoining();
  }

  /** The follower was alive then: a pulse of its broker said so. */
  void heard(long atNs) {
    heardNs = Math.max(heardNs, atNs);
  }

  /** A message with entries up to here, or none, went out with that commit index. */
  void sent(long lastIndexSent, long commitIndex, long nowNs) {
    verifyDue = false;
    toldCommitIndex = Math.max(toldCommitIndex, Math.min(commitIndex, lastIndexSent));
    if (state != ProgressState.REPLICATE) {
      outstanding = true;
      sentNs = nowNs;
    } else if (lastIndexSent >= nextIndex) {
      if (!hasInflight()) {
        progressNs = nowNs;
      }
      nextIndex = lastIndexSent + 1;
      fedNs = nowNs;
      isFed = true;
    }
  }

  /**
   * Tells whether new entries went out so lately that no heartbeat is needed beside them. One that
   * rejoins needs it: it asks its leader again with each.
   */
  boolean isFedWithin(long timeNs, long nowNs) {
    return isFed && nowNs - fedNs < timeNs && !rejoining;
  }

  /** An install request went out. */
  void installSent(long nowNs) {
    outstanding = true;
    sentNs = nowNs;
  }

  /** A heartbeat went out with that commit index. */
  void heartbeatSent(long commitIndex) {
    toldCommitIndex = Math.max(toldCommitIndex, Math.min(commitIndex, matchIndex));
  }

  /** Returns when this follower is due again, {@code Long.MAX_VALUE} for never by itself. */
  long deadlineNs(long nowNs, long timeoutNs) {
    if (state != ProgressState.REPLICATE) {
      return outstanding ? sentNs + timeoutNs : nowNs;
    }
    return hasInflight() ? progressNs + timeoutNs : Long.MAX_VALUE;
  }

  private boolean hasInflight() {
    return nextIndex - 1 > matchIndex;
  }

  @Override
  public String toString() {
    return followerId
        + " "
        + state
        + " match "
        + matchIndex
        + " flushed "
        + flushedIndex
        + " next "
        + nextIndex
        + (voter ? "" : " learner")
        + (life > 1 ? " life " + life : "")
        + (rejoining ? " rejoining" : "");
  }
}
