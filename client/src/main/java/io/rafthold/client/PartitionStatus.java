package io.rafthold.client;

import java.util.HashSet;
import java.util.List;

/**
 * A partition with the state of each of its replicas.
 *
 * @param partition its number
 * @param groupId its Raft group
 * @param leader broker id, or {@link PartitionInfo#NO_LEADER}
 * @param term of the leader, or the highest that a replica named
 * @param target brokers that shall have a replica, the preferred leader first
 * @param voters brokers whose replicas count, as the leader says; empty where there is none
 * @param learners brokers whose replicas catch up and do not count yet, likewise
 * @param replicas the preferred leader's first; those that are to go behind those that are to stay
 */
public record PartitionStatus(
    int partition,
    int groupId,
    int leader,
    long term,
    List<Integer> target,
    List<Integer> voters,
    List<Integer> learners,
    List<ReplicaStatus> replicas) {
  /** Keeps the lists unmodifiable. */
  public PartitionStatus {
    target = List.copyOf(target);
    voters = List.copyOf(voters);
    learners = List.copyOf(learners);
    replicas = List.copyOf(replicas);
  }

  /** Tells whether the replicas are where they shall be, and all of them count. */
  public boolean isReached() {
    return learners.isEmpty() && new HashSet<>(voters).equals(new HashSet<>(target));
  }
}
