package io.rafthold.client;

/**
 * The connection to a partition's leader, from when it is found until either ends. For the core's
 * thread.
 */
final class LeaderConnection {
  private final ClientCore core;
  private final TopicPartition id;
  private final int groupId;
  private BrokerConnection connection;
  private int epoch;
  private long term;

  LeaderConnection(ClientCore core, TopicPartition id, int groupId) {
    this.core = core;
    this.id = id;
    this.groupId = groupId;
  }

  /** Returns the connection; null where there is none. */
  BrokerConnection connection() {
    return connection;
  }

  /** Gives the connection up; the next one may be the same. */
  void drop() {
    connection = null;
  }

  /** Tells whether there is a ready connection to the leader; looks for one where not. */
  boolean find() {
    if (connection != null && connection.isReady() && connection.epoch() == epoch) {
      return true;
    }
    final int leader = core.view().leader(groupId);
    final BrokerConnection candidate = leader < 0 ? null : core.connections().broker(leader);
    if (candidate == null || !candidate.isReady()) {
      core.refresher().request(id.topic());
      return false;
    }
    connection = candidate;
    epoch = candidate.epoch();
    term = core.view().term(groupId);
    return true;
  }

  /** Tells whether the broker that is known to lead can be reached, whoever was found before. */
  boolean isReachable() {
    final BrokerConnection known = core.connections().broker(core.view().leader(groupId));
    return known != null && known.isReady();
  }

  /** Tells whether the connection was lost, so that what is in flight will not be answered. */
  boolean isLost() {
    return connection.epoch() != epoch;
  }

  /** Tells whether another broker is known to lead since. */
  boolean isDeposed() {
    final int leader = core.view().leader(groupId);
    return core.view().term(groupId) > term && leader >= 0 && leader != connection.brokerId();
  }
}
