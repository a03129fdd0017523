package io.rafthold.cli;

import io.rafthold.client.RaftholdClient;
import io.rafthold.client.TopicChange;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code topic alter}. */
@Command(
    name = "alter",
    description = "Change a topic's settings, or add partitions, while it is in use.",
    mixinStandardHelpOptions = true)
final class TopicAlterCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Mixin private ClientOptions client;

  @Parameters(paramLabel = "NAME", description = "The topic.")
  private String name;

  @Option(
      names = "--retention-time",
      paramLabel = "TIME",
      converter = RetentionTimeConverter.class,
      description = "Let records go that are older, as in 7d; forever to keep them.")
  private Duration retentionTime;

  @Option(
      names = "--retention-bytes",
      paramLabel = "N",
      converter = RetentionBytesConverter.class,
      description = "Let records go beyond so many bytes of a partition, as in 10GiB; or all.")
  private Long retentionBytes;

  @Option(
      names = "--segment-bytes",
      paramLabel = "N",
      converter = TopicCreateCommand.SizeConverter.class,
      description =
          "Size of log segments, as in 16MiB; each broker takes it on with its next start.")
  private Long segmentBytes;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      converter = TopicCreateCommand.PositiveConverter.class,
      description =
          "How many partitions there shall be, more than there are; before other changes. A key may"
              + " belong to another one from then on; records stay where they are.")
  private Integer partitions;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  TopicAlterCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    final boolean hasSettings =
        retentionTime != null || retentionBytes != null || segmentBytes != null;
    if (!hasSettings && partitions == null) {
      throw new ParameterException(
          spec.commandLine(),
          "nothing to change; use --retention-time, --retention-bytes, --segment-bytes or"
              + " --partitions");
    }
    final TopicChange change =
        new TopicChange(
            Optional.ofNullable(retentionTime), optional(retentionBytes), optional(segmentBytes));
    try (RaftholdClient connected = client.connect(terminal)) {
      // What is likelier to be refused comes first: then nothing was changed.
      if (partitions != null) {
        connected.admin().growTopic(name, partitions);
      }
      if (hasSettings) {
        connected.admin().alterTopic(name, change);
      }
      terminal.print(
          json
              ? new JsonWriter().beginObject().field("altered", name).endObject().toString()
              : "altered " + name);
    }
    return ExitCodes.OK;
  }

  private static OptionalLong optional(Long value) {
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
