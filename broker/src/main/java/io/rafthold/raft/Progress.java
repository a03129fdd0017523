package io.rafthold.raft;

/**
 * What a leader knows of one follower in its term (dissertation 3.5 and 10.2.1).
 *
 * <p>{@code matchIndex} and {@code flushedIndex} never fall within a term, whatever arrives late or
 * twice. {@code nextIndex} is only a guess and may go back, below {@code matchIndex} too: a
 * follower that restarted may lack entries that it had appended but not flushed.
 */
final class Progress {
  private final int followerId;
  private ProgressState state = ProgressState.PROBE;
  private long matchIndex;
  private long flushedIndex;
  private long nextIndex;
  private long toldCommitIndex;
  private long heardNs;
  private long progressNs;
  private long probeSentNs;
  private boolean probeOutstanding;
  private boolean verifyDue;
  private boolean voter;

  Progress(int followerId) {
    this.followerId = followerId;
  }

  /** Begins a term: nothing is known, and the whole log may match. */
  void reset(long firstNextIndex, long nowNs) {
    state = ProgressState.PROBE;
    matchIndex = 0;
    flushedIndex = 0;
    nextIndex = firstNextIndex;
    toldCommitIndex = 0;
    heardNs = nowNs;
    progressNs = nowNs;
    probeOutstanding = false;
    verifyDue = false;
  }

  int followerId() {
    return followerId;
  }

  /** Tells whether what the follower holds counts. */
  boolean isVoter() {
    return voter;
  }

  void isVoter(boolean value) {
    voter = value;
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

  /** Takes what an answer of the current term verifies. */
  void acknowledge(long match, long flushed, long nowNs) {
    heardNs = nowNs;
    if (match > matchIndex) {
      matchIndex = match;
      progressNs = nowNs;
    }
    flushedIndex = Math.max(flushedIndex, Math.min(flushed, match));
    if (match >= nextIndex - 1) {
      nextIndex = match + 1;
      if (state == ProgressState.PROBE) {
        state = ProgressState.REPLICATE;
        progressNs = nowNs;
      }
    }
  }

  /**
   * The follower refused: probe further back. A refusal that would not lead back is an old one, or
   * one of many for the same gap, and is ignored.
   */
  void refused(long newNextIndex) {
    if (newNextIndex < nextIndex) {
      nextIndex = newNextIndex;
      state = ProgressState.PROBE;
      probeOutstanding = false;
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
    if (state == ProgressState.PROBE) {
      probeOutstanding = probeOutstanding && nowNs - probeSentNs < timeoutNs;
    } else if (hasInflight() && nowNs - progressNs >= timeoutNs) {
      nextIndex = matchIndex + 1;
      state = ProgressState.PROBE;
      probeOutstanding = false;
    }
  }

  /** Tells whether a probe waits for its answer. */
  boolean isProbeOutstanding() {
    return probeOutstanding;
  }

  /** Tells whether an empty message is due, so that the follower commits or verifies. */
  boolean isNoticeDue(long commitIndex) {
    return verifyDue || Math.min(commitIndex, matchIndex) > toldCommitIndex;
  }

  /** A message with entries up to here, or none, went out with that commit index. */
  void sent(long lastIndexSent, long commitIndex, long nowNs) {
    verifyDue = false;
    toldCommitIndex = Math.max(toldCommitIndex, Math.min(commitIndex, lastIndexSent));
    if (state == ProgressState.PROBE) {
      probeOutstanding = true;
      probeSentNs = nowNs;
    } else if (lastIndexSent >= nextIndex) {
      if (!hasInflight()) {
        progressNs = nowNs;
      }
      nextIndex = lastIndexSent + 1;
    }
  }

  /** A heartbeat went out with that commit index. */
  void heartbeatSent(long commitIndex) {
    toldCommitIndex = Math.max(toldCommitIndex, Math.min(commitIndex, matchIndex));
  }

  /** Returns when this follower is due again, {@code Long.MAX_VALUE} for never by itself. */
  long deadlineNs(long nowNs, long timeoutNs) {
    if (state == ProgressState.PROBE) {
      return probeOutstanding ? probeSentNs + timeoutNs : nowNs;
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
        + nextIndex;
  }
}
