package io.rafthold.client;

/**
 * One replica of a partition, as its broker says. Where that is not reachable all numbers are -1.
 *
 * @param brokerId where it is
 * @param reachable whether the broker answered, and has the replica
 * @param isLeader whether it leads
 * @param condition whether it is sound
 * @param term its own
 * @param startOffset first offset that its log still has
 * @param endOffset log end, committed or not
 * @param commitOffset committed end, as far as it knows
 * @param durableOffset durable end, as far as it knows
 */
public record ReplicaStatus(
    int brokerId,
    boolean reachable,
    boolean isLeader,
    ReplicaCondition condition,
    long term,
    long startOffset,
    long endOffset,
    long commitOffset,
    long durableOffset) {
  /**
   * Describes a replica that did not answer.
   *
   * @param brokerId where it is
   * @return its status
   */
  public static ReplicaStatus unreachable(int brokerId) {
    return new ReplicaStatus(brokerId, false, false, ReplicaCondition.UNKNOWN, -1, -1, -1, -1, -1);
  }
}
