package io.rafthold.client;

import java.util.List;

/**
 * A partition with the state of each of its replicas.
 *
 * @param partition its number
 * @param groupId its Raft group
 * @param leader broker id, or {@link PartitionInfo#NO_LEADER}
 * @param term of the leader, or the highest that a replica named
 * @param replicas the preferred leader's first
 */
public record PartitionStatus(
    int partition, int groupId, int leader, long term, List<ReplicaStatus> replicas) {
  /** Keeps the list unmodifiable. */
  public PartitionStatus {
    replicas = List.copyOf(replicas);
  }
}
