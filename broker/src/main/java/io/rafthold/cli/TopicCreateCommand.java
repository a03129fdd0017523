package io.rafthold.cli;

import io.rafthold.client.NewTopic;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.TopicInfo;
import io.rafthold.client.TopicRetention;
import io.rafthold.protocol.AckLevel;
import io.rafthold.server.SizeFormat;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code topic create}. */
@Command(name = "create", description = "Create a topic.", mixinStandardHelpOptions = true)
final class TopicCreateCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ClientOptions client;

  @Parameters(
      paramLabel = "NAME",
      description = "1 to 249 letters, digits, dots, underscores and dashes.")
  private String name;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "1",
      converter = PositiveConverter.class,
      description = "Partitions (default: 1).")
  private int partitions;

  @Option(
      names = "--replicas",
      paramLabel = "N",
      converter = PositiveConverter.class,
      description = "Replicas of each partition (default: the cluster's).")
  private Integer replicas;

  @Option(
      names = "--ack",
      paramLabel = "LEVEL",
      converter = AckLevelConverter.class,
      description = "quorum or quorum-sync: when a record counts as acknowledged.")
  private AckLevel ackLevel;

  @Option(
      names = "--segment-bytes",
      paramLabel = "N",
      converter = SizeConverter.class,
      description = "Size of a log segment, as in 16MiB (default: the cluster's).")
  private Long segmentBytes;

  @Option(
      names = "--retention-time",
      paramLabel = "TIME",
      defaultValue = RetentionTimeConverter.FOR_EVER,
      converter = RetentionTimeConverter.class,
      description = "Let records go that are older, as in 7d (default: forever).")
  private Duration retentionTime;

  @Option(
      names = "--retention-bytes",
      paramLabel = "N",
      defaultValue = RetentionBytesConverter.ALL,
      converter = RetentionBytesConverter.class,
      description =
          "Let records go beyond so many bytes of a partition, as in 10GiB (default: all).")
  private long retentionBytes;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  TopicCreateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    final NewTopic topic =
        new NewTopic(
            name,
            partitions,
            replicas == null ? NewTopic.CLUSTER_DEFAULT : replicas,
            segmentBytes == null ? NewTopic.CLUSTER_DEFAULT : segmentBytes,
            ackLevel,
            new TopicRetention(retentionTime, retentionBytes));
    try (RaftholdClient connected = client.connect(terminal)) {
      final TopicInfo created = connected.admin().createTopic(topic);
      terminal.print(json ? TopicReport.json(created) : TopicReport.created(created));
    }
    return ExitCodes.OK;
  }

  /** Reads ack levels as users write them. */
  static final class AckLevelConverter implements ITypeConverter<AckLevel> {
    @Override
    public AckLevel convert(String text) {
      try {
        return AckLevel.ofLabel(text);
      } catch (final IllegalArgumentException unknown) {
        throw new TypeConversionException(unknown.getMessage());
      }
    }
  }

  /** Reads counts. */
  static final class PositiveConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      try {
        final int count = Integer.parseInt(text);
        if (count > 0) {
          return count;
        }
      } catch (final NumberFormatException notANumber) {
        throw new TypeConversionException("'" + text + "' is not a whole number");
      }
      throw new TypeConversionException("'" + text + "' is below 1");
    }
  }

  /** Reads sizes with the words of the configuration. */
  static final class SizeConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      try {
        final long bytes = SizeFormat.parseBytes(text);
        if (bytes > 0) {
          return bytes;
        }
      } catch (final IllegalArgumentException notASize) {
        throw new TypeConversionException("'" + text + "': " + notASize.getMessage());
      }
      throw new TypeConversionException("'" + text + "' is no size; write it as in 16MiB");
    }
  }
}
