package io.rafthold.client;

import java.util.List;

/** Finds the session with a broker to read a partition from. */
final class ReplicaChoice {
  private final ClientCore core;
  private final TopicPartition partition;
  private final LocalHosts hosts = new LocalHosts();

  ReplicaChoice(ClientCore core, TopicPartition partition) {
    this.core = core;
    this.partition = partition;
  }

  /**
   * Returns a session, perhaps not ready yet; null where none is known.
   *
   * @param turn which of several to try first
   */
  BrokerConnection find(int groupId, ReadFrom readFrom, int turn) {
    if (readFrom instanceof ReadFrom.Replica replica) {
      return core.connections().broker(replica.brokerId());
    }
    if (readFrom instanceof ReadFrom.PreferredReplica preferred) {
      return replicas().contains(preferred.brokerId())
          ? core.connections().broker(preferred.brokerId())
          : null;
    }
    if (readFrom instanceof ReadFrom.Leader) {
      final int leader = core.view().leader(groupId);
      return leader < 0 ? null : core.connections().broker(leader);
    }
    return ready(turn, readFrom instanceof ReadFrom.Nearest);
  }

  private List<Integer> replicas() {
    final TopicInfo topic = core.view().topic(partition.topic());
    return topic == null || partition.partition() >= topic.partitions().size()
        ? List.of()
        : topic.partitions().get(partition.partition()).replicaBrokers();
  }

  private BrokerConnection ready(int turn, boolean isOfThisHost) {
    final List<Integer> brokers = replicas();
    BrokerConnection candidate = null;
    for (int i = 0; i < brokers.size(); i++) {
      final BrokerConnection next =
          core.connections().broker(brokers.get(Math.floorMod(turn + i, brokers.size())));
      if (next != null && (!isOfThisHost || hosts.isLocal(next.endpoint().host()))) {
        candidate = next;
        if (next.isReady()) {
          return next;
        }
      }
    }
    return candidate;
  }
}
