package io.rafthold.metadata;

import java.util.Arrays;

/** Where the replicas of one partition live, and the Raft group that they form. Immutable. */
public final class PartitionPlacement {
  private final int partition;
  private final int groupId;
  private final int[] replicaBrokers;

  /**
   * Places a partition.
   *
   * @param partition from 0
   * @param groupId of its Raft group, from 1
   * @param replicaBrokers distinct broker ids, the preferred leader first; copied
   */
  public PartitionPlacement(int partition, int groupId, int... replicaBrokers) {
    this.partition = partition;
    this.groupId = groupId;
    this.replicaBrokers = replicaBrokers.clone();
  }

  /** Returns the partition's number in its topic, from 0. */
  public int partition() {
    return partition;
  }

  /** Returns the id of the partition's Raft group, from 1. */
  public int groupId() {
    return groupId;
  }

  /** Returns the number of replicas, at least 1. */
  public int replicaCount() {
    return replicaBrokers.length;
  }

  /**
   * Returns the broker of a replica.
   *
   * @param replica 0 (the preferred leader) to {@link #replicaCount()} - 1
   */
  public int replicaBroker(int replica) {
    return replicaBrokers[replica];
  }

  /** Returns the ids of the brokers with a replica, the preferred leader first; a copy. */
  public int[] replicaBrokers() {
    return replicaBrokers.clone();
  }

  /** Returns the broker that leads where nothing speaks against it. */
  public int preferredLeader() {
    return replicaBrokers[0];
  }

  /** Tells whether a broker has a replica of the partition. */
  public boolean isOn(int brokerId) {
    for (final int replicaBroker : replicaBrokers) {
      if (replicaBroker == brokerId) {
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
        && Arrays.equals(replicaBrokers, that.replicaBrokers);
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
        + Arrays.toString(replicaBrokers);
  }
}
