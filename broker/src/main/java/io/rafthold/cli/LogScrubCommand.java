package io.rafthold.cli;

import io.rafthold.log.LogDamageException;
import io.rafthold.log.LogScrub;
import io.rafthold.server.DataDirectory;
import io.rafthold.server.StoppedReplicas;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code log scrub}: does the disk still hold what it was given? */
@Command(
    name = "scrub",
    description = {
      "Read again, past the page cache where the file system can, all that stopped brokers had",
      "flushed, and check every CRC. Exits 7 where anything is damaged. Writes nothing. The",
      "brokers must be stopped: one that runs is refused, and scrubs by itself (scrub.rate)."
    },
    mixinStandardHelpOptions = true)
final class LogScrubCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "DIR", arity = "1..*", description = "A broker's data.dir.")
  private List<Path> directories;

  @Option(names = "--json", description = "Print a JSON object a replica.")
  private boolean json;

  LogScrubCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    directories.forEach(DataDirectory::inspect);
    boolean isSound = true;
    for (final Path directory : directories) {
      for (final Path replica : replicas(directory)) {
        final int groupId = Integer.parseInt(replica.getFileName().toString());
        final LogScrub scrub = LogScrub.run(replica, groupId, new StoppedReplicas());
        terminal.print(json ? json(scrub) : text(scrub));
        isSound &= scrub.damages().isEmpty();
      }
    }
    return isSound ? ExitCodes.OK : ExitCodes.VERIFICATION_FAILED;
  }

  private static List<Path> replicas(Path directory) {
    try (Stream<Path> paths = Files.list(directory.resolve("groups"))) {
      return paths
          .filter(path -> path.getFileName().toString().matches("\\d{1,9}"))
          .sorted()
          .toList();
    } catch (final IOException unreadable) {
      throw new UncheckedIOException("cannot list the groups of " + directory, unreadable);
    }
  }

  private static String text(LogScrub scrub) {
    final StringBuilder text = new StringBuilder();
    text.append("group ").append(scrub.groupId()).append(": ");
    text.append(scrub.damages().isEmpty() ? "ok" : "NOT OK").append(", ");
    text.append(scrub.entryCount()).append(" entries, ").append(scrub.byteCount());
    text.append(" bytes read in ").append(scrub.directory());
    scrub.damages().forEach(damage -> text.append("\n  damage: ").append(damage.getMessage()));
    return text.toString();
  }

  private static String json(LogScrub scrub) {
    final JsonWriter json =
        new JsonWriter()
            .beginObject()
            .field("group", scrub.groupId())
            .field("directory", scrub.directory().toString())
            .field("entries", scrub.entryCount())
            .field("bytes", scrub.byteCount())
            .beginArray("damages");
    for (final LogDamageException damage : scrub.damages()) {
      json.beginObject()
          .field("file", damage.segment())
          .knownField("index", damage.index())
          .field("position", damage.position())
          .field("problem", damage.problem())
          .endObject();
    }
    return json.endArray().endObject().toString();
  }
}
