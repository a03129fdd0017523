package io.rafthold.cli;

import io.rafthold.client.Codec;
import io.rafthold.client.ConsumerRecord;
import io.rafthold.client.ConsumerSettings;
import io.rafthold.client.Pace;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.ReadFrom;
import io.rafthold.client.Reader;
import io.rafthold.client.ReaderSettings;
import io.rafthold.client.Start;
import io.rafthold.client.Stop;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code consume}: committed records to standard output. */
@Command(
    name = "consume",
    description = "Print committed records; goes on until it is stopped, unless told otherwise.",
    mixinStandardHelpOptions = true)
final class ConsumeCommand implements Callable<Integer> {
  private static final double MAX_PACE = 1e9;
  private static final String DEFAULT_FORMAT = "%v\\n";
  private static final Duration POLL_TIMEOUT = Duration.ofMillis(200);

  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Mixin private ClientOptions client;

  @Parameters(paramLabel = "TOPIC", description = "The topic.")
  private String topic;

  @Option(
      names = "--partition",
      paramLabel = "P",
      defaultValue = "" + ReaderSettings.ALL_PARTITIONS,
      description = "Read this partition only (default: all).")
  private int partition;

  @ArgGroup private StartOption startOption;

  @Option(names = "--until-end", description = "Stop at what is committed when the command starts.")
  private boolean untilEnd;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "" + Long.MAX_VALUE,
      description = "Stop after N records.")
  private long count;

  @Option(
      names = "--replica",
      paramLabel = "BROKER",
      description = "Read from this broker's replica (default: the leader's).")
  private Integer replica;

  @Option(
      names = "--pace",
      paramLabel = "FACTOR",
      description =
          "Replay: keep the distances in time between records, FACTOR times as fast; 1 is as it was"
              + " recorded (default: as fast as possible).")
  private Double pace;

  @ArgGroup private OutputOption outputOption;

  ConsumeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** One way to say where to begin. */
  static final class StartOption {
    @Option(
        names = "--from",
        paramLabel = "START",
        converter = StartConverter.class,
        description = "beginning, end, an OFFSET, or @ and a TIME as below (default: beginning).")
    private Start start;

    @Option(
        names = "--from-time",
        paramLabel = "TIME",
        converter = StartConverter.Time.class,
        description =
            "The first record that is not older: epoch milliseconds, ISO-8601 as in"
                + " 2018-02-07T12:00:00Z, or how long ago as in 2h.")
    private Start time;

    private Start start() {
      return start == null ? time : start;
    }
  }

  /** One way to print a record. */
  static final class OutputOption {
    @Option(
        names = "--format",
        paramLabel = "PATTERN",
        description = RecordPattern.WORDS + " (default: %%v\\n).")
    private String pattern;

    @Option(names = "--json", description = "Print a JSON object a line.")
    private boolean json;
  }

  @Override
  public Integer call() throws IOException {
    checkOptions();
    final RecordPrinter printer = printer();
    try (RaftholdClient connected = client.connect(terminal)) {
      if (replica != null && start() instanceof Start.AtOffset) {
        checkRange(connected);
      }
      try (Reader<byte[], byte[]> reader = connected.newReader(settings())) {
        print(reader, printer);
      }
    }
    return ExitCodes.OK;
  }

  /**
   * Has the start compared with the leader's range. A follower cannot tell an offset that will
   * never be from one that it has yet to learn of, and would wait for it.
   */
  private void checkRange(RaftholdClient connected) {
    connected.newReader(settings().withStop(Stop.end())).close();
  }

  private void print(Reader<byte[], byte[]> reader, RecordPrinter printer) {
    final OutputStream out = terminal.out();
    long left = count;
    try {
      while (left > 0 && !reader.isAtEnd()) {
        boolean printed = false;
        for (final ConsumerRecord<byte[], byte[]> record : reader.poll(POLL_TIMEOUT)) {
          if (left == 0) {
            break;
          }
          printer.print(record, out);
          printed = true;
          left--;
        }
        if (printed) {
          out.flush();
        }
      }
    } catch (final IOException nobodyReads) {
      // As behind `| head`: whoever reads has enough, which is no failure.
      return;
    }
  }

  private Start start() {
    return startOption == null ? Start.earliest() : startOption.start();
  }

  private void checkOptions() {
    if (partition < ReaderSettings.ALL_PARTITIONS) {
      throw new ParameterException(
          spec.commandLine(), "--partition " + partition + ": partitions are numbered from 0");
    }
    if (count < 0) {
      throw new ParameterException(spec.commandLine(), "--count " + count + ": choose 0 or more");
    }
    if (pace != null && !(pace > 0 && pace <= MAX_PACE)) {
      throw new ParameterException(
          spec.commandLine(),
          "--pace " + pace + ": choose a factor above 0, up to " + (long) MAX_PACE);
    }
    if (replica != null && replica < 0) {
      throw new ParameterException(
          spec.commandLine(), "--replica " + replica + ": broker ids are 0 or more");
    }
  }

  private RecordPrinter printer() {
    if (outputOption != null && outputOption.json) {
      return new RecordJson();
    }
    final String pattern = outputOption == null ? DEFAULT_FORMAT : outputOption.pattern;
    try {
      return new RecordPattern(pattern);
    } catch (final IllegalArgumentException unknown) {
      throw new ParameterException(
          spec.commandLine(), "--format '" + pattern + "': " + unknown.getMessage());
    }
  }

  private ReaderSettings<byte[], byte[]> settings() {
    final int pollRecords =
        (int) Math.max(1, Math.min(count, ConsumerSettings.DEFAULT_MAX_POLL_RECORDS));
    final ConsumerSettings<byte[], byte[]> consumer =
        new ConsumerSettings<>(Codec.bytes(), Codec.bytes())
            .withMaxPollRecords(pollRecords)
            .withReadFrom(replica == null ? ReadFrom.leader() : ReadFrom.replica(replica));
    return new ReaderSettings<>(consumer, topic)
        .withPartition(partition)
        .withStart(start())
        .withPace(pace == null ? Pace.asFastAsPossible() : Pace.recorded(pace))
        .withStop(untilEnd ? Stop.end() : Stop.never());
  }
}
