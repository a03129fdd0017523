package io.rafthold.cli;

import io.rafthold.client.Codec;
import io.rafthold.client.Pace;
import io.rafthold.client.Pacer;
import io.rafthold.client.Producer;
import io.rafthold.client.ProducerRecord;
import io.rafthold.client.ProducerSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.RaftholdException;
import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.Compression;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code produce}: one record a line. Stops at the first record that fails. */
@Command(
    name = "produce",
    description = {
      "Send one record a line, from a file or standard input.",
      "The last line of output is 'acknowledged N of M'; exits 0 only if N = M."
    },
    mixinStandardHelpOptions = true)
final class ProduceCommand implements Callable<Integer> {
  private static final int MAX_RATE = 100_000_000;

  /** A rate minds none. */
  private static final long NO_TIMESTAMP = 0;

  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Mixin private ClientOptions client;

  @Parameters(paramLabel = "TOPIC", description = "The topic.")
  private String topic;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Read from here (default: standard input).")
  private Path file;

  @ArgGroup private KeyOption keyOption;

  @Option(
      names = "--partition",
      paramLabel = "P",
      defaultValue = "" + ProducerRecord.ANY_PARTITION,
      description = "Send to this partition (default: the key chooses, or all in turn).")
  private int partition;

  @Option(
      names = "--ack",
      paramLabel = "LEVEL",
      converter = TopicCreateCommand.AckLevelConverter.class,
      description = "quorum or quorum-sync, never weaker than the topic's (default: the topic's).")
  private AckLevel ackLevel;

  @Option(
      names = "--compression",
      paramLabel = "KIND",
      defaultValue = "none",
      converter = CompressionConverter.class,
      description = "none, lz4 or zstd, of each batch that gets smaller by it (default: none).")
  private Compression compression;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Records a second (default: as fast as they come).")
  private double rate;

  ProduceCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** One way to find a record's key. */
  static final class KeyOption {
    @Option(
        names = "--key-field",
        paramLabel = "F",
        description = "The key is field F of the JSON object on the line.")
    private String field;

    @Option(
        names = "--key-separator",
        paramLabel = "S",
        description = "The key is what stands before the first S, the value what stands behind.")
    private String separator;

    KeyedLine.Splitter splitter() {
      return separator == null
          ? KeyedLine.jsonField(field)
          : KeyedLine.separatedBy(separator.getBytes(StandardCharsets.UTF_8), separator);
    }
  }

  @Override
  public Integer call() throws IOException {
    checkOptions();
    final ProduceOutcome outcome = new ProduceOutcome();
    try (InputStream input = open();
        RaftholdClient connected = client.connect(terminal);
        Producer<byte[], byte[]> producer = connected.newProducer(settings())) {
      send(new LineReader(input), producer, outcome);
      awaitAll(producer, outcome);
    }
    final ProduceOutcome.Failure failure = outcome.failure();
    if (failure != null) {
      terminal.tell("rafthold: " + failure.message());
    }
    terminal.print(outcome.toString());
    if (outcome.isComplete()) {
      return ExitCodes.OK;
    }
    return failure == null ? ExitCodes.FAILURE : ExitCodes.of(failure.cause());
  }

  private void send(LineReader lines, Producer<byte[], byte[]> producer, ProduceOutcome outcome) {
    final KeyedLine.Splitter splitter =
        keyOption == null ? KeyedLine.withoutKey() : keyOption.splitter();
    final Pace pace = rate == 0 ? Pace.asFastAsPossible() : Pace.perSecond(rate);
    final Pacer pacer = new Pacer(pace, System.nanoTime());
    final Progress progress = new Progress(terminal, outcome::toString, System.nanoTime());
    try {
      while (outcome.failure() == null) {
        final byte[] line = lines.next();
        if (line == null) {
          break;
        }
        outcome.lineRead();
        final KeyedLine record = splitter.split(line);
        pacer.await(NO_TIMESTAMP);
        final long lineNumber = lines.lineNumber();
        final CompletableFuture<?> unused =
            producer
                .send(
                    new ProducerRecord<>(topic, partition, record.key(), record.value(), List.of()))
                .whenComplete((metadata, cause) -> outcome.completed(lineNumber, cause));
        progress.update(System.nanoTime());
      }
    } catch (final IllegalArgumentException badLine) {
      outcome.failed(
          lines.lineNumber(), new CommandException(ExitCodes.FAILURE, badLine.getMessage()));
    } catch (final CommandException badInput) {
      outcome.failed(0, badInput);
    } catch (final IOException unreadable) {
      outcome.failed(
          0,
          new CommandException(
              ExitCodes.FAILURE, inputName() + " could not be read: " + unreadable.getMessage()));
    }
    progress.end();
  }

  private void awaitAll(Producer<byte[], byte[]> producer, ProduceOutcome outcome) {
    try {
      producer.flush(client.timeout());
    } catch (final RaftholdException late) {
      outcome.failed(0, late);
    }
  }

  private void checkOptions() {
    if (partition < ProducerRecord.ANY_PARTITION) {
      throw new ParameterException(
          spec.commandLine(), "--partition " + partition + ": partitions are numbered from 0");
    }
    if (rate < 0 || rate > MAX_RATE || Double.isNaN(rate)) {
      throw new ParameterException(
          spec.commandLine(), "--rate " + rate + ": choose a number above 0, up to " + MAX_RATE);
    }
    if (keyOption != null && "".equals(keyOption.separator)) {
      throw new ParameterException(spec.commandLine(), "--key-separator is empty; write one");
    }
  }

  private ProducerSettings<byte[], byte[]> settings() {
    return ProducerSettings.builder(Codec.bytes(), Codec.bytes())
        .ackLevel(ackLevel)
        .deliveryTimeout(client.timeout())
        .compression(compression)
        .build();
  }

  private InputStream open() {
    if (file == null) {
      return terminal.in();
    }
    if (Files.isDirectory(file)) {
      throw new CommandException(ExitCodes.USAGE, file + " is a directory; name a file");
    }
    try {
      return Files.newInputStream(file);
    } catch (final IOException unreadable) {
      throw new CommandException(
          ExitCodes.USAGE,
          file + (Files.exists(file) ? " cannot be read" : ": no such file") + "; name another");
    }
  }

  private String inputName() {
    return file == null ? "standard input" : file.toString();
  }
}
