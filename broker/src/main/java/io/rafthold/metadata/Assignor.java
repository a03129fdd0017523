package io.rafthold.metadata;

import io.rafthold.protocol.codec.AssignmentStrategy;
import java.util.List;
import java.util.Map;

/** Shares partitions out among members. A pure function: the same input gives the same result. */
@FunctionalInterface
interface Assignor {
  /**
   * Gives each partition to one member.
   *
   * @param members their ids, rising, at least one
   * @param topics the groups of each topic's partitions; none is there twice
   * @param previous who had which partition, perhaps of members and topics that are gone
   * @return the member of each partition
   */
  Map<Integer, Long> assign(List<Long> members, List<int[]> topics, Map<Integer, Long> previous);

  /** Returns the one of a strategy. */
  static Assignor of(AssignmentStrategy strategy) {
    return strategy == AssignmentStrategy.RANGE ? new RangeAssignor() : new StickyAssignor();
  }
}
