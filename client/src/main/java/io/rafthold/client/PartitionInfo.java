package io.rafthold.client;

import java.util.List;

/**
 * A partition, as a broker of the cluster sees it.
 *
 * @param partition its number, from 0
 * @param groupId its Raft group
 * @param leader broker id, or {@link #NO_LEADER}
 * @param term the leader's
 * @param replicaBrokers broker ids, the preferred leader first
 */
public record PartitionInfo(
    int partition, int groupId, int leader, long term, List<Integer> replicaBrokers) {
  /** No leader is known. */
  public static final int NO_LEADER = -1;

  /** Keeps the list unmodifiable. */
  public PartitionInfo {
    replicaBrokers = List.copyOf(replicaBrokers);
  }
}
