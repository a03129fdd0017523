package io.rafthold.cli;

import io.rafthold.client.PartitionInfo;
import io.rafthold.client.PartitionStatus;
import io.rafthold.client.ReplicaCondition;
import io.rafthold.client.ReplicaStatus;
import io.rafthold.client.TopicDescription;
import io.rafthold.client.TopicInfo;
import io.rafthold.client.TopicRetention;
import io.rafthold.server.DurationFormat;
import io.rafthold.server.SizeFormat;
import java.util.List;

/** Topics as text and as JSON. What is not known is a dash, or null. */
final class TopicReport {
  private TopicReport() {}

  static String created(TopicInfo topic) {
    return "created "
        + topic.name()
        + ": "
        + topic.partitions().size()
        + " partitions, "
        + topic.replicas()
        + " replicas, ack "
        + topic.ackLevel().label();
  }

  static String json(TopicInfo topic) {
    final JsonWriter json = new JsonWriter();
    write(json, topic);
    return json.toString();
  }

  static String json(List<TopicInfo> topics) {
    final JsonWriter json = new JsonWriter().beginObject().beginArray("topics");
    topics.forEach(topic -> write(json, topic));
    return json.endArray().endObject().toString();
  }

  /** Writes a topic with the leaders of its partitions as an element or a document. */
  static void write(JsonWriter json, TopicInfo topic) {
    json.beginObject()
        .field("name", topic.name())
        .field("replicas", topic.replicas())
        .field("ack", topic.ackLevel().label())
        .field("segmentBytes", topic.segmentBytes())
        .field("retentionMs", topic.retention().time().toMillis())
        .field("retentionBytes", topic.retention().bytes())
        .beginArray("partitions");
    for (final PartitionInfo partition : topic.partitions()) {
      json.beginObject()
          .field("partition", partition.partition())
          .knownField("leader", partition.leader())
          .knownField("term", partition.term())
          .beginArray("replicas");
      partition.replicaBrokers().forEach(json::element);
      json.endArray().endObject();
    }
    json.endArray().endObject();
  }

  static String json(TopicDescription topic) {
    final JsonWriter json =
        new JsonWriter()
            .beginObject()
            .field("name", topic.name())
            .field("replicas", topic.replicas())
            .field("ack", topic.ackLevel().label())
            .field("segmentBytes", topic.segmentBytes())
            .field("retentionMs", topic.retention().time().toMillis())
            .field("retentionBytes", topic.retention().bytes())
            .beginArray("partitions");
    for (final PartitionStatus partition : topic.partitions()) {
      json.beginObject()
          .field("partition", partition.partition())
          .knownField("leader", partition.leader())
          .knownField("term", partition.term())
          .beginArray("target");
      partition.target().forEach(json::element);
      json.endArray().beginArray("voters");
      partition.voters().forEach(json::element);
      json.endArray().beginArray("learners");
      partition.learners().forEach(json::element);
      json.endArray().beginArray("replicas");
      partition.replicas().forEach(replica -> write(json, partition, replica));
      json.endArray().endObject();
    }
    return json.endArray().endObject().toString();
  }

  static String text(TopicDescription topic) {
    final TextTable table =
        new TextTable(
            "PARTITION", "LEADER", "TERM", "REPLICA", "STATE", "START", "END", "COMMIT", "DURABLE");
    for (final PartitionStatus partition : topic.partitions()) {
      for (final ReplicaStatus replica : partition.replicas()) {
        table.row(
            partition.partition(),
            TextTable.known(partition.leader()),
            TextTable.known(partition.term()),
            replica.brokerId(),
            state(partition, replica),
            TextTable.known(replica.startOffset()),
            TextTable.known(replica.endOffset()),
            TextTable.known(replica.commitOffset()),
            TextTable.known(replica.durableOffset()));
      }
    }
    return topic.name()
        + ": "
        + topic.partitions().size()
        + " partitions, "
        + topic.replicas()
        + " replicas, ack "
        + topic.ackLevel().label()
        + ", segments of "
        + topic.segmentBytes()
        + " bytes, "
        + kept(topic.retention())
        + "\n"
        + table;
  }

  private static String kept(TopicRetention retention) {
    final String time = DurationFormat.format(retention.time().toNanos());
    final String bytes = SizeFormat.format(retention.bytes()) + " of each partition";
    if (retention.time().isZero()) {
      return retention.bytes() == 0 ? "kept for ever" : "kept up to " + bytes;
    }
    return "kept for " + time + (retention.bytes() == 0 ? "" : " or up to " + bytes);
  }

  private static void write(JsonWriter json, PartitionStatus partition, ReplicaStatus replica) {
    json.beginObject()
        .field("broker", replica.brokerId())
        .field("state", state(partition, replica))
        .knownField("term", replica.term())
        .knownField("startOffset", replica.startOffset())
        .knownField("endOffset", replica.endOffset())
        .knownField("commitOffset", replica.commitOffset())
        .knownField("durableOffset", replica.durableOffset())
        .endObject();
  }

  /** One word, the one that an operator should know first. */
  static String state(PartitionStatus partition, ReplicaStatus replica) {
    if (!replica.reachable()) {
      return "unreachable";
    }
    if (replica.condition() == ReplicaCondition.FAILED) {
      return "failed";
    }
    if (partition.learners().contains(replica.brokerId())) {
      return "learner";
    }
    if (replica.condition() == ReplicaCondition.REJOINING) {
      return "rejoining";
    }
    if (replica.isLeader()) {
      return "leader";
    }
    if (!partition.target().contains(replica.brokerId())) {
      return "leaving";
    }
    final boolean isOutside =
        !partition.voters().isEmpty() && !partition.voters().contains(replica.brokerId());
    return isOutside ? "joining" : "follower";
  }
}
