package io.rafthold.client;

import java.util.List;

/** Finds the session with a broker to read a partition from. */
final class ReplicaChoice {
  private ReplicaChoice() {}

  /**
   * Returns a session, perhaps not ready yet; null where none is known.
   *
   * @param turn which of several to try first
   */
  static BrokerConnection find(
      ClientCore core, TopicPartition partition, int groupId, ReadFrom readFrom, int turn) {
    if (readFrom instanceof ReadFrom.Replica replica) {
      return core.connections().broker(replica.brokerId());
    }
    final int leader = core.view().leader(groupId);
    if (readFrom instanceof ReadFrom.Leader) {
      return leader < 0 ? null : core.connections().broker(leader);
    }
    final TopicInfo topic = core.view().topic(partition.topic());
    if (topic == null || partition.partition() >= topic.partitions().size()) {
      return null;
    }
    return anyReady(core, topic.partitions().get(partition.partition()).replicaBrokers(), turn);
  }

  private static BrokerConnection anyReady(ClientCore core, List<Integer> brokers, int turn) {
    BrokerConnection candidate = null;
    for (int i = 0; i < brokers.size(); i++) {
      candidate = core.connections().broker(brokers.get(Math.floorMod(turn + i, brokers.size())));
      if (candidate != null && candidate.isReady()) {
        return candidate;
      }
    }
    return candidate;
  }
}
