package io.rafthold.cli;

import io.rafthold.log.LogDamageException;
import io.rafthold.log.LogEntries;
import io.rafthold.log.chronicle.ChronicleSegmentStore;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.BatchInflater;
import io.rafthold.protocol.EntryType;
import io.rafthold.protocol.MalformedException;
import io.rafthold.protocol.MissingLibraryException;
import io.rafthold.protocol.RecordReader;
import io.rafthold.server.DataDirectory;
import io.rafthold.server.StoppedReplicas;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.agrona.DirectBuffer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code log dump}: the entries of one replica, for people and scripts. */
@Command(
    name = "dump",
    description = {
      "Print the entries of a stopped broker's replica: index, term, offset, time, type, producer.",
      "Each is verified before it is printed. Exits 7 where the log ends at damage, or a file",
      "beside it is damaged; 3 where it has no entry as late as --from. The broker must be stopped."
    },
    mixinStandardHelpOptions = true)
final class LogDumpCommand implements Callable<Integer> {
  private static final int SHOWN_BYTES = 60;

  private final Terminal terminal;
  private final RecordReader records = new RecordReader();
  private final BatchInflater inflater = new BatchInflater();

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "A broker's data.dir.")
  private Path directory;

  @Option(
      names = "--group",
      paramLabel = "ID",
      required = true,
      description = "The Raft group; 0 is the metadata. `topic describe` shows them.")
  private int group;

  @Option(
      names = "--segment",
      paramLabel = "N",
      description = "Only this segment, by its number, whatever of it is alive.")
  private Long segment;

  @Option(
      names = "--from",
      paramLabel = "INDEX",
      defaultValue = "1",
      description = "The first entry to print.")
  private long from;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "Entries to print at most; 0 for all. Default: ${DEFAULT-VALUE}.")
  private long limit;

  @Option(names = "--records", description = "Print the records of each batch too.")
  private boolean showsRecords;

  @Option(names = "--json", description = "Print a JSON object an entry.")
  private boolean json;

  LogDumpCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (from < 1 || limit < 0 || group < 0 || (segment != null && segment < 1)) {
      throw new ParameterException(
          spec.commandLine(), "--from and --segment are 1 or more, --group and --limit 0 or more");
    }
    DataDirectory.inspect(directory);
    final Path replica = directory.resolve("groups").resolve(Integer.toString(group));
    if (!Files.isDirectory(replica)) {
      throw new CommandException(
          ExitCodes.NOT_FOUND, directory + " has no replica of group " + group);
    }
    try (LogEntries entries = open(replica)) {
      return dump(entries);
    }
  }

  private LogEntries open(Path replica) {
    if (segment == null) {
      return LogEntries.ofReplica(replica, group, new StoppedReplicas());
    }
    final ChronicleSegmentStore store =
        ChronicleSegmentStore.readOnly(replica.resolve("segments"), group);
    final LogEntries entries = LogEntries.ofSegment(store, segment);
    if (entries == null) {
      throw new CommandException(ExitCodes.NOT_FOUND, replica + " has no segment " + segment);
    }
    return entries;
  }

  private int dump(LogEntries entries) {
    long printed = 0;
    long first = 0;
    long last = 0;
    while ((limit == 0 || printed < limit) && entries.next()) {
      last = Batch.index(entries.buffer(), entries.position());
      first = first == 0 ? last : first;
      if (last >= from) {
        print(entries.buffer(), entries.position());
        printed++;
      }
    }
    if (!entries.damages().isEmpty()) {
      for (final LogDamageException damage : entries.damages()) {
        terminal.tell("rafthold: damage: " + damage.getMessage());
      }
      return ExitCodes.VERIFICATION_FAILED;
    }
    if (printed == 0 && from > last) {
      throw new CommandException(
          ExitCodes.NOT_FOUND,
          "there is no entry "
              + from
              + ": "
              + (last == 0 ? "nothing is there" : "the log has entries " + first + " to " + last));
    }
    return ExitCodes.OK;
  }

  private void print(DirectBuffer buffer, int at) {
    terminal.print(json ? json(buffer, at) : line(buffer, at));
    if (showsRecords && !json && Batch.entryType(buffer, at) == EntryType.DATA) {
      final DirectBuffer plain = openRecords(buffer, at);
      while (records.next()) {
        terminal.print(
            "  record offset "
                + records.offset()
                + ", key "
                + shown(plain, records.keyPosition(), records.keyLength())
                + ", value "
                + shown(plain, records.valuePosition(), records.valueLength())
                + ", "
                + records.headerCount()
                + " headers");
      }
    }
  }

  /** Starts before the first record; returns what holds the records. */
  private DirectBuffer openRecords(DirectBuffer buffer, int at) {
    try {
      final boolean isCompressed = Batch.isCompressed(buffer, at);
      final DirectBuffer plain = isCompressed ? inflater.inflate(buffer, at) : buffer;
      records.wrap(plain, isCompressed ? 0 : at);
      return plain;
    } catch (MissingLibraryException e) {
      throw new CommandException(ExitCodes.FAILURE, e.getMessage());
    } catch (MalformedException e) {
      throw new CommandException(ExitCodes.VERIFICATION_FAILED, e.getMessage());
    }
  }

  private static String line(DirectBuffer buffer, int at) {
    return String.format(
        Locale.ROOT,
        "index %d term %d offset %d records %d time %s type %s producer %s bytes %d%s",
        Batch.index(buffer, at),
        Batch.term(buffer, at),
        Batch.baseOffset(buffer, at),
        Batch.recordCount(buffer, at),
        time(buffer, at),
        type(buffer, at),
        Batch.producerId(buffer, at) < 0
            ? "-"
            : Batch.producerId(buffer, at)
                + "/"
                + Batch.producerEpoch(buffer, at)
                + " sequence "
                + Batch.firstSequence(buffer, at),
        Batch.length(buffer, at),
        Batch.isCompressed(buffer, at)
            ? " compression " + compression(buffer, at) + " of " + Batch.plainLength(buffer, at)
            : "");
  }

  private String json(DirectBuffer buffer, int at) {
    final JsonWriter object =
        new JsonWriter()
            .beginObject()
            .field("index", Batch.index(buffer, at))
            .field("term", Batch.term(buffer, at))
            .field("baseOffset", Batch.baseOffset(buffer, at))
            .field("recordCount", Batch.recordCount(buffer, at))
            .field("timestampNs", Batch.timestampNs(buffer, at))
            .field("type", type(buffer, at))
            .knownField("producerId", Batch.producerId(buffer, at))
            .knownField("producerEpoch", Batch.producerEpoch(buffer, at))
            .knownField("firstSequence", Batch.firstSequence(buffer, at))
            .field("bytes", Batch.length(buffer, at))
            .field("compression", compression(buffer, at))
            .field("plainBytes", Batch.plainLength(buffer, at))
            .field("headerCrc", Integer.toUnsignedLong(Batch.headerCrc(buffer, at)))
            .field("bodyCrc", Integer.toUnsignedLong(Batch.bodyCrc(buffer, at)));
    if (showsRecords && Batch.entryType(buffer, at) == EntryType.DATA) {
      object.beginArray("records");
      final DirectBuffer plain = openRecords(buffer, at);
      while (records.next()) {
        object
            .beginObject()
            .field("offset", records.offset())
            .field("key", text(plain, records.keyPosition(), records.keyLength()))
            .field("value", text(plain, records.valuePosition(), records.valueLength()))
            .endObject();
      }
      object.endArray();
    }
    return object.endObject().toString();
  }

  private static String type(DirectBuffer buffer, int at) {
    return Batch.entryType(buffer, at).name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String compression(DirectBuffer buffer, int at) {
    return Batch.compression(buffer, at).name().toLowerCase(Locale.ROOT);
  }

  private static Instant time(DirectBuffer buffer, int at) {
    final long ns = Batch.timestampNs(buffer, at);
    return Instant.ofEpochSecond(
        Math.floorDiv(ns, 1_000_000_000L), Math.floorMod(ns, 1_000_000_000L));
  }

  private static String shown(DirectBuffer buffer, int position, int length) {
    final String text = text(buffer, position, Math.min(length, SHOWN_BYTES));
    return text == null ? "none" : length > SHOWN_BYTES ? text + "... of " + length : text;
  }

  private static String text(DirectBuffer buffer, int position, int length) {
    if (length < 0) {
      return null;
    }
    final byte[] bytes = new byte[length];
    buffer.getBytes(position, bytes);
    return new String(bytes, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
  }
}
