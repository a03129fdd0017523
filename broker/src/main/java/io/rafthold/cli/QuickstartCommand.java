package io.rafthold.cli;

import io.rafthold.cli.EventFile.Event;
import io.rafthold.server.OnTermination;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code quickstart}: see it work, within a minute. */
@Command(
    name = "quickstart",
    description = {
      "See it work: three broker processes on this machine take a week of real earthquakes,",
      "the leader is killed in the middle, and everything comes back, once and in order."
    },
    mixinStandardHelpOptions = true)
final class QuickstartCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "Events, a JSON object with a field 'net' a line (default: the shipped ones).")
  private Path data;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "Put data and logs here, and leave them (default: a temporary directory).")
  private Path keep;

  QuickstartCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    final List<Event> events = EventFile.read(data);
    final Path directory = directory();
    final LoopbackCluster cluster = Quickstart.cluster(directory);
    final OnTermination tidy = OnTermination.tidyUp(() -> clean(cluster, directory));
    try {
      final QuickstartReport report =
          Quickstart.run(cluster, events, step -> terminal.tell("  " + step + " ..."));
      terminal.print("\nRafthold quick start: topic earthquakes on three brokers\n");
      terminal.print(report.toString());
      return report.allHeld() ? ExitCodes.OK : ExitCodes.VERIFICATION_FAILED;
    } finally {
      clean(cluster, directory);
      tidy.cancel();
    }
  }

  private Path directory() throws IOException {
    if (keep == null) {
      return Files.createTempDirectory("rafthold-quickstart-");
    }
    Files.createDirectories(keep);
    try (Stream<Path> files = Files.list(keep)) {
      if (files.findAny().isPresent()) {
        throw new CommandException(
            ExitCodes.USAGE, "--keep " + keep + " is not empty; name a new directory");
      }
    }
    return keep.toAbsolutePath();
  }

  private void clean(LoopbackCluster cluster, Path directory) {
    cluster.close();
    if (keep == null) {
      LoopbackCluster.deleteTree(directory);
    }
  }
}
