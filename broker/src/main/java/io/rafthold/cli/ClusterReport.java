package io.rafthold.cli;

import io.rafthold.client.BrokerInfo;
import io.rafthold.client.BrokerState;
import io.rafthold.client.ClusterDescription;
import io.rafthold.client.DiskInfo;
import io.rafthold.client.PartitionInfo;
import io.rafthold.client.PartitionStatus;
import io.rafthold.client.ReplicaCondition;
import io.rafthold.client.ReplicaStatus;
import io.rafthold.client.TopicDescription;
import io.rafthold.client.TopicInfo;
import java.util.List;
import java.util.Locale;

/** The cluster as text and as JSON. */
final class ClusterReport {
  /** How well the cluster is. The names are what users see. */
  enum Health {
    /** All brokers are there, and everything has a leader. */
    HEALTHY,
    /** Everything has a leader, but a broker is missing, or its disk is full. */
    DEGRADED,
    /** Something has no leader: metadata or a partition. */
    UNAVAILABLE;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final long BYTES_PER_MIB = 1 << 20;

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
    return cluster.brokers().stream()
            .allMatch(broker -> broker.reachable() && !broker.disk().isFull())
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
          .field("state", broker.state().name().toLowerCase(Locale.ROOT))
          .field("reachable", broker.reachable())
          .field("leads", leads(cluster, broker.id()))
          .knownField("diskUsableBytes", broker.disk().usableBytes())
          .knownField("diskReserveBytes", broker.disk().reserveBytes())
          .field("diskFull", broker.disk().isFull())
          .endObject();
    }
    json.endArray().beginArray("topics");
    cluster.topics().forEach(topic -> TopicReport.write(json, topic));
    return json.endArray().endObject().toString();
  }

  static String text(ClusterDescription cluster) {
    final TextTable brokers = new TextTable("BROKER", "ADDRESS", "STATE", "LEADS", "DISK FREE");
    for (final BrokerInfo broker : cluster.brokers()) {
      brokers.row(
          broker.id(),
          broker.host() + ":" + broker.clientPort(),
          state(broker),
          leads(cluster, broker.id()),
          disk(broker.disk()));
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

  private static String disk(DiskInfo disk) {
    if (disk.usableBytes() < 0) {
      return "-";
    }
    final String free = disk.usableBytes() / BYTES_PER_MIB + " MiB";
    return disk.isFull()
        ? free + ", full: " + disk.reserveBytes() / BYTES_PER_MIB + " MiB are kept"
        : free;
  }

  private static String state(BrokerInfo broker) {
    final String reach = broker.reachable() ? "up" : "unreachable";
    return broker.state() == BrokerState.MEMBER
        ? reach
        : reach + ", " + broker.state().name().toLowerCase(Locale.ROOT);
  }

  private static TextTable partitions(ClusterDescription cluster) {
    final TextTable table =
        new TextTable(
            "TOPIC",
            "PARTITION",
            "LEADER",
            "TERM",
            "TARGET",
            "ACTUAL",
            "LEARNERS",
            "REJOINING",
            "FAILED");
    for (final TopicInfo topic : cluster.topics()) {
      for (final PartitionInfo partition : topic.partitions()) {
        final PartitionStatus status = detail(cluster, topic, partition);
        table.row(
            topic.name(),
            partition.partition(),
            TextTable.known(partition.leader()),
            TextTable.known(partition.term()),
            partition.replicaBrokers(),
            status == null ? "-" : list(status.voters()),
            status == null ? "-" : list(status.learners()),
            status == null ? "-" : list(brokersIn(status, ReplicaCondition.REJOINING)),
            status == null ? "-" : list(brokersIn(status, ReplicaCondition.FAILED)));
      }
    }
    return table;
  }

  private static PartitionStatus detail(
      ClusterDescription cluster, TopicInfo topic, PartitionInfo partition) {
    for (final TopicDescription described : cluster.details()) {
      if (described.name().equals(topic.name())) {
        return described.partitions().get(partition.partition());
      }
    }
    return null;
  }

  private static List<Integer> brokersIn(PartitionStatus status, ReplicaCondition condition) {
    return status.replicas().stream()
        .filter(replica -> replica.condition() == condition)
        .map(ReplicaStatus::brokerId)
        .toList();
  }

  private static String list(List<Integer> brokers) {
    return brokers.isEmpty() ? "-" : brokers.toString();
  }

  private static long leads(ClusterDescription cluster, int brokerId) {
    return cluster.topics().stream()
        .flatMap(topic -> topic.partitions().stream())
        .filter(partition -> partition.leader() == brokerId)
        .count();
  }
}
