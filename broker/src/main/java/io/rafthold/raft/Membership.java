package io.rafthold.raft;

import java.util.Arrays;

/**
 * Who belongs to a group, seen from one replica (dissertation 4). Voters decide; learners receive
 * the log and count for nothing (4.2.1). Immutable: a change makes a new one. Safe to share between
 * threads.
 */
public final class Membership {
  /** The most voters that a group may have. Beyond, every commit waits for too many disks. */
  public static final int MAX_VOTERS = 15;

  /** The most learners that a group may have. */
  public static final int MAX_LEARNERS = 15;

  /** The most members that a group may have. */
  public static final int MAX_MEMBERS = MAX_VOTERS + MAX_LEARNERS;

  private static final int[] NOBODY = {};

  private final int selfId;
  private final int[] voterIds;
  private final int[] learnerIds;

  private Membership(int selfId, int[] voterIds, int[] learnerIds) {
    this.selfId = selfId;
    this.voterIds = voterIds;
    this.learnerIds = learnerIds;
  }

  /**
   * Makes a membership without learners.
   *
   * @param selfId the broker id of the replica that looks; one that is no voter follows and never
   *     campaigns
   * @param voterIds 1 to {@link #MAX_VOTERS} broker ids, each once, none negative; copied
   * @throws IllegalArgumentException if they are not that
   */
  public static Membership of(int selfId, int... voterIds) {
    return of(selfId, voterIds, NOBODY);
  }

  /**
   * Makes a membership.
   *
   * @param selfId the broker id of the replica that looks; it may be neither voter nor learner
   * @param voterIds 1 to {@link #MAX_VOTERS} broker ids, each once, none negative; copied
   * @param learnerIds 0 to {@link #MAX_LEARNERS} broker ids, each once, none negative, none a
   *     voter; copied
   * @throws IllegalArgumentException if they are not that
   */
  public static Membership of(int selfId, int[] voterIds, int[] learnerIds) {
    if (voterIds.length < 1 || voterIds.length > MAX_VOTERS) {
      throw new IllegalArgumentException(
          "a group has 1 to " + MAX_VOTERS + " voters: " + Arrays.toString(voterIds));
    }
    if (learnerIds.length > MAX_LEARNERS) {
      throw new IllegalArgumentException(
          "a group has 0 to " + MAX_LEARNERS + " learners: " + Arrays.toString(learnerIds));
    }
    if (selfId < 0) {
      throw new IllegalArgumentException("broker ids must not be negative: self " + selfId);
    }
    int[] voters = sorted("voter", voterIds);
    int[] learners = sorted("learner", learnerIds);
    for (int learner : learners) {
      if (positionIn(voters, learner) >= 0) {
        throw new IllegalArgumentException(
            "broker " + learner + " is voter and learner: " + Arrays.toString(voterIds));
      }
    }
    return new Membership(selfId, voters, learners);
  }

  private static int[] sorted(String what, int... ids) {
    int[] sorted = ids.clone();
    Arrays.sort(sorted);
    for (int i = 0; i < sorted.length; i++) {
      if (sorted[i] < 0) {
        throw new IllegalArgumentException(
            "broker ids must not be negative: " + what + "s " + Arrays.toString(sorted));
      }
      if (i > 0 && sorted[i] == sorted[i - 1]) {
        throw new IllegalArgumentException(
            what + " " + sorted[i] + " is named twice: " + Arrays.toString(ids));
      }
    }
    return sorted;
  }

  /** Returns the broker id of the replica that looks. */
  public int selfId() {
    return selfId;
  }

  /** Returns the same members, seen from another replica. */
  public Membership seenFrom(int otherSelfId) {
    return otherSelfId == selfId ? this : of(otherSelfId, voterIds, learnerIds);
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
    return positionIn(voterIds, brokerId);
  }

  /** Tells whether the broker votes in this group. */
  public boolean isVoter(int brokerId) {
    return positionOf(brokerId) >= 0;
  }

  /** Returns how many only learn. */
  public int learnerCount() {
    return learnerIds.length;
  }

  /**
   * Returns a learner's broker id.
   *
   * @param position from 0 to {@code learnerCount() - 1}, in rising order of the ids
   */
  public int learnerAt(int position) {
    return learnerIds[position];
  }

  /** Tells whether the broker receives the log without a vote. */
  public boolean isLearner(int brokerId) {
    return positionIn(learnerIds, brokerId) >= 0;
  }

  /** Tells whether the broker is a voter or a learner. */
  public boolean isMember(int brokerId) {
    return isVoter(brokerId) || isLearner(brokerId);
  }

  /** Returns how many voters decide: more than half of them. */
  public int majority() {
    return voterIds.length / 2 + 1;
  }

  /**
   * Returns this membership with one more learner.
   *
   * @throws IllegalArgumentException if the broker is a member already, or one too many
   */
  public Membership withLearner(int brokerId) {
    if (isVoter(brokerId)) {
      throw new IllegalArgumentException("broker " + brokerId + " is a voter: " + this);
    }
    return of(selfId, voterIds, with(learnerIds, brokerId));
  }

  /**
   * Returns this membership with one more voter; a learner is promoted.
   *
   * @throws IllegalArgumentException if the broker is a voter already, or one too many
   */
  public Membership withVoter(int brokerId) {
    return of(selfId, with(voterIds, brokerId), without(learnerIds, brokerId));
  }

  /**
   * Returns this membership without a voter or learner.
   *
   * @throws IllegalArgumentException if the broker is no member, or the last voter
   */
  public Membership without(int brokerId) {
    if (!isMember(brokerId)) {
      throw new IllegalArgumentException("broker " + brokerId + " is no member: " + this);
    }
    return of(selfId, without(voterIds, brokerId), without(learnerIds, brokerId));
  }

  /**
   * Tells whether the voters of both differ by one at most, so that any two majorities of them meet
   * (dissertation 4.1). Learners may differ at will.
   */
  public boolean isOneStepFrom(Membership other) {
    int different = 0;
    for (int voter : voterIds) {
      different += other.isVoter(voter) ? 0 : 1;
    }
    for (int voter : other.voterIds) {
      different += isVoter(voter) ? 0 : 1;
    }
    return different <= 1;
  }

  private static int positionIn(int[] ids, int brokerId) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] == brokerId) {
        return i;
      }
    }
    return -1;
  }

  private static int[] with(int[] ids, int brokerId) {
    int[] more = Arrays.copyOf(ids, ids.length + 1);
    more[ids.length] = brokerId;
    return more;
  }

  private static int[] without(int[] ids, int brokerId) {
    int position = positionIn(ids, brokerId);
    if (position < 0) {
      return ids;
    }
    int[] fewer = Arrays.copyOf(ids, ids.length - 1);
    System.arraycopy(ids, position + 1, fewer, position, fewer.length - position);
    return fewer;
  }

  /** Two are equal that name the same voters and learners, seen from the same replica. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Membership that
        && selfId == that.selfId
        && Arrays.equals(voterIds, that.voterIds)
        && Arrays.equals(learnerIds, that.learnerIds);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * selfId + Arrays.hashCode(voterIds)) + Arrays.hashCode(learnerIds);
  }

  @Override
  public String toString() {
    String learners = learnerIds.length == 0 ? "" : " learners " + Arrays.toString(learnerIds);
    return "self " + selfId + " voters " + Arrays.toString(voterIds) + learners;
  }
}
