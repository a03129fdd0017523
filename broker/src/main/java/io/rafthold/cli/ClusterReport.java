package io.rafthold.cli;

import io.rafthold.client.BrokerInfo;
import io.rafthold.client.ClusterDescription;
import io.rafthold.client.PartitionInfo;
import io.rafthold.client.TopicInfo;

/** The cluster as text and as JSON. */
final class ClusterReport {
  /** How well the cluster is. The names are what users see. */
  enum Health {
    /** All brokers are there, and everything has a leader. */
    HEALTHY,
    /** Everything has a leader, but a broker is missing. */
    DEGRADED,
    /** Something has no leader: metadata or a partition. */
    UNAVAILABLE;

    String label() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private ClusterReport() {}

  static Health health(ClusterDescription cluster) {
    final boolean ledEverywhere =
        cluster.controller() != PartitionInfo.NO_LEADER
            && cluster.topics().stream()
                .flatMap(topic -> topic.partitions().stream())
                .allMatch(partition -> partition.leader() != PartitionInfo.NO_LEADER);
    if (!ledEverywhere) {
      return Health.UNAVAILABLE;
    }
    return cluster.brokers().stream().allMatch(BrokerInfo::reachable)
        ? Health.HEALTHY
        : Health.DEGRADED;
  }

  static String json(ClusterDescription cluster) {
    final JsonWriter json =
        new JsonWriter()
            .beginObject()
            .field("cluster", cluster.clusterId())
            .field("health", health(cluster).label())
            .knownField("controller", cluster.controller())
            .beginArray("brokers");
    for (final BrokerInfo broker : cluster.brokers()) {
      json.beginObject()
          .field("id", broker.id())
          .field("host", broker.host())
          .field("clientPort", broker.clientPort())
          .field("responsePort", broker.responsePort())
          .field("reachable", broker.reachable())
          .field("leads", leads(cluster, broker.id()))
          .endObject();
    }
    json.endArray().beginArray("topics");
    cluster.topics().forEach(topic -> TopicReport.write(json, topic));
    return json.endArray().endObject().toString();
  }

  static String text(ClusterDescription cluster) {
    final TextTable brokers = new TextTable("BROKER", "ADDRESS", "STATE", "LEADS");
    for (final BrokerInfo broker : cluster.brokers()) {
      brokers.row(
          broker.id(),
          broker.host() + ":" + broker.clientPort(),
          broker.reachable() ? "up" : "unreachable",
          leads(cluster, broker.id()));
    }
    final StringBuilder text =
        new StringBuilder()
            .append("cluster ")
            .append(cluster.clusterId())
            .append(": ")
            .append(health(cluster).label())
            .append(", controller ")
            .append(TextTable.known(cluster.controller()))
            .append("\n\n")
            .append(brokers);
    if (!cluster.topics().isEmpty()) {
      text.append("\n\n").append(partitions(cluster));
    }
    return text.toString();
  }

  private static TextTable partitions(ClusterDescription cluster) {
    final TextTable table = new TextTable("TOPIC", "PARTITION", "LEADER", "TERM", "REPLICAS");
    for (final TopicInfo topic : cluster.topics()) {
      for (final PartitionInfo partition : topic.partitions()) {
        table.row(
            topic.name(),
            partition.partition(),
            TextTable.known(partition.leader()),
            TextTable.known(partition.term()),
            partition.replicaBrokers());
      }
    }
    return table;
  }

  private static long leads(ClusterDescription cluster, int brokerId) {
    return cluster.topics().stream()
        .flatMap(topic -> topic.partitions().stream())
        .filter(partition -> partition.leader() == brokerId)
        .count();
  }
}
