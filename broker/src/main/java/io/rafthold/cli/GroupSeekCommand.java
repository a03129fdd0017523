package io.rafthold.cli;

import io.rafthold.client.Admin;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.Start;
import io.rafthold.client.TopicPartition;
import io.rafthold.client.UnknownTopicException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code group seek}: where a group without members shall go on. */
@Command(
    name = "seek",
    description = {
      "Move what a consumer group has committed, forward or back.",
      "Its members must be stopped. Without --topic, all partitions that it reads are moved."
    },
    mixinStandardHelpOptions = true)
final class GroupSeekCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Mixin private ClientOptions client;

  @Parameters(paramLabel = "NAME", description = "The group.")
  private String name;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "PLACE",
      converter = StartConverter.class,
      description = "beginning, end, an offset, or @ and a time, as in @2018-02-07T12:00:00Z, @2h.")
  private Start place;

  @Option(names = "--topic", paramLabel = "NAME", description = "Move this topic only.")
  private String topic;

  @Option(
      names = "--partition",
      paramLabel = "N",
      description = "Move this partition of the topic only; may be repeated.")
  private List<Integer> partitions = new ArrayList<>();

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  GroupSeekCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (topic == null && !partitions.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--partition " + partitions.get(0) + ": name its topic by --topic");
    }
    for (final int partition : partitions) {
      if (partition < 0) {
        throw new ParameterException(
            spec.commandLine(), "--partition " + partition + ": partitions are numbered from 0");
      }
    }
    try (RaftholdClient connected = client.connect(terminal)) {
      final Admin admin = connected.admin();
      final Map<TopicPartition, Start> places = new LinkedHashMap<>();
      chosen(admin).forEach(partition -> places.put(partition, place));
      final Map<TopicPartition, Long> moved = admin.seekGroup(name, places);
      terminal.print(json ? GroupReport.moved(name, moved) : text(moved));
    }
    return ExitCodes.OK;
  }

  private List<TopicPartition> chosen(Admin admin) {
    if (!partitions.isEmpty()) {
      return partitions.stream().map(each -> new TopicPartition(topic, each)).toList();
    }
    if (topic != null) {
      return admin.describeTopic(topic).partitions().stream()
          .map(each -> new TopicPartition(topic, each.partition()))
          .toList();
    }
    final List<TopicPartition> all =
        admin.describeGroup(name).partitions().stream().map(each -> each.partition()).toList();
    if (all.isEmpty()) {
      throw new UnknownTopicException(
          "group '" + name + "' reads no topic that exists: name one by --topic");
    }
    return all;
  }

  private String text(Map<TopicPartition, Long> moved) {
    final TextTable table = new TextTable("TOPIC", "PARTITION", "OFFSET");
    moved.forEach(
        (partition, offset) -> table.row(partition.topic(), partition.partition(), offset));
    return table.toString();
  }
}
