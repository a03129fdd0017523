package io.rafthold.raft;

import java.util.Arrays;

/**
 * Who belongs to a group, seen from one replica (dissertation 4). Immutable: a change makes a new
 * one. Safe to share between threads.
 */
public final class Membership {
  /** The most voters that a group may have. Beyond, every commit waits for too many disks. */
  public static final int MAX_VOTERS = 15;

  private final int selfId;
  private final int[] voterIds;

  private Membership(int selfId, int[] voterIds) {
    this.selfId = selfId;
    this.voterIds = voterIds;
  }

  /**
   * Makes a membership.
   *
   * @param selfId the broker id of the replica that looks; one that is no voter follows and never
   *     campaigns
   * @param voterIds 1 to {@link #MAX_VOTERS} broker ids, each once, none negative; copied
   * @throws IllegalArgumentException if they are not that
   */
  public static Membership of(int selfId, int... voterIds) {
    if (voterIds.length < 1 || voterIds.length > MAX_VOTERS) {
      throw new IllegalArgumentException(
          "a group has 1 to " + MAX_VOTERS + " voters: " + Arrays.toString(voterIds));
    }
    int[] sorted = voterIds.clone();
    Arrays.sort(sorted);
    if (selfId < 0 || sorted[0] < 0) {
      throw new IllegalArgumentException(
          "broker ids must not be negative: self " + selfId + ", " + Arrays.toString(sorted));
    }
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] == sorted[i - 1]) {
        throw new IllegalArgumentException(
            "voter " + sorted[i] + " is named twice: " + Arrays.toString(voterIds));
      }
    }
    return new Membership(selfId, sorted);
  }

  /** Returns the broker id of the replica that looks. */
  public int selfId() {
    return selfId;
  }

  /** Returns how many vote. */
  public int voterCount() {
    return voterIds.length;
  }

  /**
   * Returns a voter's broker id.
   *
   * @param position from 0 to {@code voterCount() - 1}, in rising order of the ids
   */
  public int voterAt(int position) {
    return voterIds[position];
  }

  /** Returns the position of a voter, or -1 where the broker is none. */
  public int positionOf(int brokerId) {
    for (int i = 0; i < voterIds.length; i++) {
      if (voterIds[i] == brokerId) {
        return i;
      }
    }
    return -1;
  }

  /** Tells whether the broker votes in this group. */
  public boolean isVoter(int brokerId) {
    return positionOf(brokerId) >= 0;
  }

  /** Returns how many voters decide: more than half of them. */
  public int majority() {
    return voterIds.length / 2 + 1;
  }

  @Override
  public String toString() {
    return "self " + selfId + " voters " + Arrays.toString(voterIds);
  }
}
