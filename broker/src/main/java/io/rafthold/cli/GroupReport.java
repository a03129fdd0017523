package io.rafthold.cli;

import io.rafthold.client.GroupDescription;
import io.rafthold.client.GroupInfo;
import io.rafthold.client.GroupMemberInfo;
import io.rafthold.client.GroupPartitionInfo;
import io.rafthold.client.TopicPartition;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** Consumer groups as text and as JSON. What is not known is a dash, or null. */
final class GroupReport {
  private static final long UNKNOWN = -1;

  private GroupReport() {}

  static String text(List<GroupInfo> groups) {
    final TextTable table =
        new TextTable("GROUP", "MEMBERS", "PARTITIONS", "GENERATION", "STRATEGY");
    groups.forEach(
        group ->
            table.row(
                group.name(),
                group.members(),
                group.partitions(),
                group.generation(),
                label(group.strategy())));
    return table.toString();
  }

  static String json(List<GroupInfo> groups) {
    final JsonWriter json = new JsonWriter().beginObject().beginArray("groups");
    groups.forEach(
        group ->
            json.beginObject()
                .field("name", group.name())
                .field("members", group.members())
                .field("partitions", group.partitions())
                .field("generation", group.generation())
                .field("strategy", label(group.strategy()))
                .endObject());
    return json.endArray().endObject().toString();
  }

  static String text(GroupDescription group) {
    final TextTable table =
        new TextTable("TOPIC", "PARTITION", "MEMBER", "EPOCH", "COMMITTED", "START", "END", "LAG");
    long lag = 0;
    for (final GroupPartitionInfo each : group.partitions()) {
      table.row(
          each.partition().topic(),
          each.partition().partition(),
          member(group, each),
          each.epoch() == 0 ? "-" : each.epoch(),
          known(each.committed()),
          TextTable.known(each.startOffset()),
          TextTable.known(each.endOffset()),
          known(each.lag()));
      lag += each.lag().orElse(0);
    }
    return group.name()
        + ": "
        + group.members().size()
        + " members, topics "
        + String.join(", ", group.topics())
        + ", "
        + label(group.strategy())
        + ", generation "
        + group.generation()
        + ", lag "
        + lag
        + "\n"
        + table;
  }

  /** Names the owner, and whom the partition moves to. */
  private static String member(GroupDescription group, GroupPartitionInfo partition) {
    final String owner = member(group, partition.owner());
    return partition.owner() == partition.target()
        ? owner
        : owner + " -> " + member(group, partition.target());
  }

  private static String member(GroupDescription group, long memberId) {
    if (memberId == GroupPartitionInfo.NOBODY) {
      return "-";
    }
    for (final GroupMemberInfo member : group.members()) {
      if (member.memberId() == memberId) {
        return member.clientName() + "@" + Long.toHexString(memberId);
      }
    }
    return Long.toHexString(memberId);
  }

  static String json(GroupDescription group) {
    final JsonWriter json =
        new JsonWriter()
            .beginObject()
            .field("name", group.name())
            .field("generation", group.generation())
            .field("strategy", label(group.strategy()))
            .beginArray("members");
    group
        .members()
        .forEach(
            member ->
                json.beginObject()
                    .field("id", Long.toHexString(member.memberId()))
                    .field("clientName", member.clientName())
                    .field("sessionTimeoutMs", member.sessionTimeoutMs())
                    .endObject());
    json.endArray().beginArray("partitions");
    group.partitions().forEach(partition -> write(json, partition));
    return json.endArray().endObject().toString();
  }

  private static void write(JsonWriter json, GroupPartitionInfo partition) {
    json.beginObject()
        .field("topic", partition.partition().topic())
        .field("partition", partition.partition().partition())
        .field("member", id(partition.owner()))
        .field("target", id(partition.target()))
        .field("epoch", partition.epoch())
        .knownField("committed", partition.committed().orElse(UNKNOWN))
        .knownField("startOffset", partition.startOffset())
        .knownField("endOffset", partition.endOffset())
        .knownField("lag", partition.lag().orElse(UNKNOWN))
        .endObject();
  }

  private static String id(long memberId) {
    return memberId == GroupPartitionInfo.NOBODY ? null : Long.toHexString(memberId);
  }

  static String moved(String name, Map<TopicPartition, Long> moved) {
    final JsonWriter json =
        new JsonWriter().beginObject().field("name", name).beginArray("partitions");
    moved.forEach(
        (partition, offset) ->
            json.beginObject()
                .field("topic", partition.topic())
                .field("partition", partition.partition())
                .field("offset", offset)
                .endObject());
    return json.endArray().endObject().toString();
  }

  private static String known(OptionalLong value) {
    return TextTable.known(value.orElse(UNKNOWN));
  }

  private static String label(Enum<?> strategy) {
    return strategy.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
