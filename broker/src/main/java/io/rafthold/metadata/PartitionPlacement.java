package io.rafthold.metadata;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Where the replicas of one partition shall live, where its leader said that they do, and the Raft
 * group that they form. Immutable.
 *
 * <p>The three lists of brokers: the <em>initial</em> ones, with which the group began (its
 * membership before its log says otherwise); the <em>target</em>, which operators change; and the
 * voters that were <em>reached</em> last. A broker in neither of the latter two, nor in a target
 * since the last report, has no replica.
 */
public final class PartitionPlacement {
  private static final int[] NOBODY = {};

  private final int partition;
  private final int groupId;
  private final int[] initialBrokers;
  private final int[] replicaBrokers;
  private final long reachedIndex;
  private final int[] reachedBrokers;
  private final int[] formerTargets;

  /**
   * Places a new partition.
   *
   * @param partition from 0
   * @param groupId of its Raft group, from 1
   * @param replicaBrokers distinct broker ids, the preferred leader first; copied
   */
  public PartitionPlacement(int partition, int groupId, int... replicaBrokers) {
    this(
        partition,
        groupId,
        replicaBrokers.clone(),
        replicaBrokers.clone(),
        0,
        replicaBrokers.clone(),
        NOBODY);
  }

  private PartitionPlacement(
      int partition,
      int groupId,
      int[] initialBrokers,
      int[] replicaBrokers,
      long reachedIndex,
      int[] reachedBrokers,
      int[] formerTargets) {
    this.partition = partition;
    this.groupId = groupId;
    this.initialBrokers = initialBrokers;
    this.replicaBrokers = replicaBrokers;
    this.reachedIndex = reachedIndex;
    this.reachedBrokers = reachedBrokers;
    this.formerTargets = formerTargets;
  }

  PartitionPlacement withTarget(int... brokers) {
    return new PartitionPlacement(
        partition,
        groupId,
        initialBrokers,
        brokers.clone(),
        reachedIndex,
        reachedBrokers,
        IntStream.concat(Arrays.stream(formerTargets), Arrays.stream(replicaBrokers))
            .distinct()
            .toArray());
  }

  PartitionPlacement withReached(long membershipIndex, int... voters) {
    return new PartitionPlacement(
        partition,
        groupId,
        initialBrokers,
        replicaBrokers,
        membershipIndex,
        voters.clone(),
        NOBODY);
  }

  /** Returns the partition's number in its topic, from 0. */
  public int partition() {
    return partition;
  }

  /** Returns the id of the partition's Raft group, from 1. */
  public int groupId() {
    return groupId;
  }

  /** Returns the number of replicas that the partition shall have, at least 1. */
  public int replicaCount() {
    return replicaBrokers.length;
  }

  /**
   * Returns the broker of a replica that the partition shall have.
   *
   * @param replica 0 (the preferred leader) to {@link #replicaCount()} - 1
   */
  public int replicaBroker(int replica) {
    return replicaBrokers[replica];
  }

  /** Returns the brokers that shall have a replica, the preferred leader first; a copy. */
  public int[] replicaBrokers() {
    return replicaBrokers.clone();
  }

  /** Returns the voters with which the group began; a copy. */
  public int[] initialBrokers() {
    return initialBrokers.clone();
  }

  /** Returns the voters that the partition's leader reported last; a copy. */
  public int[] reachedBrokers() {
    return reachedBrokers.clone();
  }

  /** Returns the log index of the membership that was reported last; 0: the initial one. */
  public long reachedIndex() {
    return reachedIndex;
  }

  /** Returns the broker that leads where nothing speaks against it. */
  public int preferredLeader() {
    return replicaBrokers[0];
  }

  /** Tells whether a broker shall have a replica of the partition. */
  public boolean isOn(int brokerId) {
    return contains(replicaBrokers, brokerId);
  }

  /**
   * Tells whether a broker shall have a replica, or may have one that is not moved away yet. Who
   * was in a target since the last report may be a voter by now: a target that was taken back was
   * perhaps on its way already.
   */
  public boolean concerns(int brokerId) {
    return isOn(brokerId)
        || contains(reachedBrokers, brokerId)
        || contains(formerTargets, brokerId);
  }

  /** Tells whether a broker was one of the group's first voters. */
  public boolean isInitial(int brokerId) {
    return contains(initialBrokers, brokerId);
  }

  /** Tells whether the replicas are where they shall be, as far as was reported. */
  public boolean isReached() {
    return isSameSet(reachedBrokers, replicaBrokers);
  }

  /** Tells whether these are the brokers that shall have a replica, in any order. */
  public boolean isTarget(int... brokers) {
    return isSameSet(brokers, replicaBrokers);
  }

  private static boolean isSameSet(int[] some, int[] others) {
    if (some.length != others.length) {
      return false;
    }
    for (final int broker : some) {
      if (!contains(others, broker)) {
        return false;
      }
    }
    return true;
  }

  private static boolean contains(int[] brokers, int brokerId) {
    for (final int broker : brokers) {
      if (broker == brokerId) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PartitionPlacement that
        && partition == that.partition
        && groupId == that.groupId
        && reachedIndex == that.reachedIndex
        && Arrays.equals(initialBrokers, that.initialBrokers)
        && Arrays.equals(replicaBrokers, that.replicaBrokers)
        && Arrays.equals(reachedBrokers, that.reachedBrokers)
        && Arrays.equals(formerTargets, that.formerTargets);
  }

  @Override
  public int hashCode() {
    return 31 * groupId + Arrays.hashCode(replicaBrokers);
  }

  @Override
  public String toString() {
    return "partition "
        + partition
        + ": group "
        + groupId
        + " on "
        + Arrays.toString(replicaBrokers)
        + (isReached() ? "" : ", so far on " + Arrays.toString(reachedBrokers));
  }
}
