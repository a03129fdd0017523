package io.rafthold.partition;

import io.rafthold.log.LogCursor;
import io.rafthold.log.LogDamageException;
import io.rafthold.log.ReplicaLog;
import io.rafthold.raft.Membership;
import io.rafthold.raft.RaftCore;
import io.rafthold.raft.Role;

/** What others may know of a replica. All methods belong to the partition agent's thread. */
public abstract class ReplicaView {
  private boolean isAwake;
  private boolean isInLine;
  private long scheduledNs = Long.MAX_VALUE;

  ReplicaView() {}

  abstract RaftCore core();

  abstract DerivedIndex tables();

  abstract Retention retention();

  abstract CommitStages stages();

  abstract Quiescence quiescence();

  /** Tells whether the replica takes part no more: its files are closed, or about to be. */
  public abstract boolean isRetired();

  /**
   * Ends the replica, since its log or its rules are broken; its broker goes on.
   *
   * @param cause for the broker's log
   */
  public abstract void fail(RuntimeException cause);

  /** Returns the log, for what readers ask of it; not for appending. */
  public abstract ReplicaLog log();

  /** Tells whether the replica stands on the list of those to visit; kept by that list. */
  public boolean isAwake() {
    return isAwake;
  }

  /** Notes whether the replica stands on the list of those to visit. */
  public void isAwake(boolean value) {
    isAwake = value;
  }

  /** Tells whether the replica waits in line for room on a link. */
  public boolean isInLine() {
    return isInLine;
  }

  /** Notes whether it does; for whoever keeps the line. */
  public void isInLine(boolean inLine) {
    isInLine = inLine;
  }

  /** Returns when the replica is looked at next of itself; kept by the list of those times. */
  public long scheduledNs() {
    return scheduledNs;
  }

  /** Notes when the replica is looked at next of itself. */
  public void scheduledNs(long timeNs) {
    scheduledNs = timeNs;
  }

  /** Notes which committed entries have just been given to a consumer. */
  public void delivered(long firstIndex, long lastIndex) {
    stages().delivered(firstIndex, lastIndex);
  }

  /** Tells whether this leader takes a broker's answers to pulses for those of its follower. */
  public boolean countsOn(int brokerId) {
    return !isRetired() && quiescence().countsOn(brokerId);
  }

  /** Tells whether this replica leads and hands over. */
  public boolean isTransferring() {
    return !isRetired() && core().isTransferring();
  }

  /** Returns the most complete other voter that this leader heard lately, or -1. */
  public int bestTransferTarget() {
    return core().bestTransferTarget();
  }

  /** Tells a leader whether a member's log is close to the end (dissertation 4.2.1). */
  public boolean isCaughtUp(int brokerId) {
    return core().isCaughtUp(brokerId);
  }

  /**
   * Returns a consumer group's cursor as far as entries were applied.
   *
   * @return {@link Cursor#NONE} where there is none
   */
  public Cursor cursor(String group) {
    return orNone(tables().committed().cursors().get(group));
  }

  /** Returns a consumer group's cursor as a leader judges by it, committed or not. */
  public Cursor latestCursor(String group) {
    return tables().isTipReady() ? orNone(tables().tip().cursors().get(group)) : cursor(group);
  }

  private static Cursor orNone(Cursor cursor) {
    return cursor == null ? Cursor.NONE : cursor;
  }

  /** Opens a cursor for a reader; it must not go beyond {@link #commitIndex}. */
  public LogCursor newCursor() {
    return log().newCursor();
  }

  /** Returns who belongs to the group, by the latest entry that says so, committed or not. */
  public Membership membership() {
    return core().membership();
  }

  /** Returns the index of the entry that brought {@link #membership()}; 0 for a group's first. */
  public long membershipIndex() {
    return core().memberships().latestIndex();
  }

  /**
   * Sets how long the records of this replica are kept, from now on.
   *
   * @param policy of its topic
   */
  public void retain(RetentionPolicy policy) {
    retention().policy(policy);
  }

  /**
   * Gives up the log's start, by whole segments of what is applied and flushed. Followers that need
   * what went get the state at the new start instead. It goes on in the background, since the state
   * must be on the disk first; a call meanwhile does nothing, and where the states are not made yet
   * less goes than asked for, or nothing: call again later.
   *
   * @param index the first entry that must stay
   */
  public void dropBefore(long index) {
    try {
      retention().dropBefore(index);
    } catch (RuntimeException cause) {
      fail(cause);
    }
  }

  /** Tells whether this replica leads its group. */
  public boolean isLeader() {
    return !isRetired() && core().isLeader();
  }

  /** Tells whether this replica leads and has committed an entry of its own term. */
  public boolean isReadyToServe() {
    return !isRetired() && core().isReadyToServe();
  }

  /** Returns the leader's broker id as far as it is known, or -1. */
  public int leaderId() {
    return isRetired() ? -1 : core().leaderId();
  }

  /** Returns the current term. */
  public long term() {
    return core().term();
  }

  /** Tells whether this replica may have forgotten entries, so that it neither votes nor counts. */
  public boolean isRejoining() {
    return core().isRejoining();
  }

  /** Tells whether it rejoins since damage on the disk took what had been flushed. */
  public boolean isDamaged() {
    return core().isDamaged();
  }

  /**
   * Returns the highest index that is perhaps committed and lost: some voter remembered it as
   * committed when this replica won an election of all voters with a shorter log. Else 0.
   */
  public long possiblyLostCommitIndex() {
    return core().possiblyLostCommitIndex();
  }

  /**
   * Tells whether so many voters may have forgotten entries that all had to elect this leader:
   * whatever was committed behind the end of its log is lost, remembered or not.
   */
  public boolean isElectedByAll() {
    return core().isElectedByAll();
  }

  /** Returns the current role. */
  public Role role() {
    return core().role();
  }

  /** Returns the highest index known to be committed at the topic's level. */
  public long commitIndex() {
    return core().commitIndex();
  }

  /** Returns the highest index known to be flushed on a majority. */
  public long durableIndex() {
    return core().durableIndex();
  }

  /** Returns the index up to which committed entries were applied to derived state. */
  public long appliedIndex() {
    return tables().appliedIndex();
  }

  /** Returns the offset behind the last committed record. */
  public long commitOffset() {
    return tables().appliedIndex() == core().commitIndex()
        ? tables().appliedOffset()
        : offsetBehind(core().commitIndex());
  }

  /** Returns the offset behind the last durable record. */
  public long durableOffset() {
    return offsetBehind(core().durableIndex());
  }

  private long offsetBehind(long index) {
    if (!isRetired()) {
      try {
        return log().nextOffsetAt(Math.max(index, log().firstIndex() - 1));
      } catch (LogDamageException damage) {
        fail(damage);
      }
    }
    return tables().appliedOffset();
  }
}
