package io.rafthold.metadata;

import java.util.Arrays;
import java.util.Collection;

/**
 * Spreads the replicas of new partitions over the brokers.
 *
 * <p>Greedy. A partition's leader goes to the broker with the fewest preferred leaders. A follower
 * goes to a broker with about the fewest replicas, and of those to the one that follows this leader
 * least often, so that the partitions of a lost leader are taken over by all the others. From an
 * empty cluster on, preferred leaders differ by one at most between brokers, and replicas by three.
 * Deterministic in its inputs; single-threaded.
 */
final class Placement {
  /** Replicas by which brokers may differ and still count as bearing the same. */
  private static final int REPLICA_SLACK = 2;

  private final int[] brokerIds;
  private final int[] leaders;
  private final int[] replicas;
  private final int[][] follows;

  /**
   * Starts with brokers that bear nothing.
   *
   * @param brokerIds of the cluster's members, in any order
   */
  Placement(int[] brokerIds) {
    this.brokerIds = brokerIds.clone();
    Arrays.sort(this.brokerIds);
    leaders = new int[brokerIds.length];
    replicas = new int[brokerIds.length];
    follows = new int[brokerIds.length][brokerIds.length];
  }

  /** Counts existing topics in. Replicas on brokers that are no members count for nobody. */
  Placement counting(Collection<Topic> topics) {
    topics.forEach(topic -> countAll(topic.partitions()));
    return this;
  }

  /** Counts partitions in that topics are about to get. */
  Placement countingGrowths(Collection<TopicGrowth> growths) {
    growths.forEach(growth -> countAll(growth.partitions()));
    return this;
  }

  private void countAll(Collection<PartitionPlacement> partitions) {
    for (final PartitionPlacement placement : partitions) {
      final int leader = member(placement.preferredLeader());
      for (int i = 0; i < placement.replicaCount(); i++) {
        count(leader, member(placement.replicaBroker(i)));
      }
    }
  }

  /**
   * Places one partition and counts it.
   *
   * @param replicaCount at most the number of brokers
   * @return broker ids, the preferred leader first
   */
  int[] next(int replicaCount) {
    final int[] chosen = new int[replicaCount];
    final boolean[] taken = new boolean[brokerIds.length];
    final int leader = lightestLeader();
    for (int i = 0; i < replicaCount; i++) {
      final int member = i == 0 ? leader : lightestFollower(leader, taken);
      taken[member] = true;
      count(leader, member);
      chosen[i] = brokerIds[member];
    }
    return chosen;
  }

  /**
   * Chooses who takes over the replica of a broker that leaves, and counts it there.
   *
   * @param current brokers of the partition, the leaving one too
   * @return a broker with the fewest replicas of those that have none of this partition, or -1
   */
  int replacement(int... current) {
    int best = -1;
    for (int member = 0; member < brokerIds.length; member++) {
      final int brokerId = brokerIds[member];
      final boolean hasOne = Arrays.stream(current).anyMatch(broker -> broker == brokerId);
      if (!hasOne && (best < 0 || replicas[member] < replicas[best])) {
        best = member;
      }
    }
    if (best < 0) {
      return -1;
    }
    replicas[best]++;
    return brokerIds[best];
  }

  private int lightestLeader() {
    int best = 0;
    for (int member = 1; member < brokerIds.length; member++) {
      final int difference = leaders[member] - leaders[best];
      if (difference < 0 || (difference == 0 && replicas[member] < replicas[best])) {
        best = member;
      }
    }
    return best;
  }

  private int lightestFollower(int leader, boolean[] taken) {
    final int lightest = Arrays.stream(replicas).min().orElseThrow();
    int best = -1;
    for (int step = 1; step < brokerIds.length; step++) {
      final int member = (leader + step) % brokerIds.length;
      if (!taken[member]
          && (best < 0 || weight(leader, member, lightest) < weight(leader, best, lightest))) {
        best = member;
      }
    }
    return best;
  }

  /** Replicas beyond the slack first, then how often it follows this leader. */
  private long weight(int leader, int member, int lightest) {
    final int beyond = (replicas[member] - lightest) / REPLICA_SLACK;
    return ((long) beyond << Integer.SIZE) + follows[leader][member];
  }

  private void count(int leader, int member) {
    if (member < 0) {
      return;
    }
    replicas[member]++;
    if (leader == member) {
      leaders[member]++;
    } else if (leader >= 0) {
      follows[leader][member]++;
    }
  }

  private int member(int brokerId) {
    return Arrays.binarySearch(brokerIds, brokerId);
  }
}
