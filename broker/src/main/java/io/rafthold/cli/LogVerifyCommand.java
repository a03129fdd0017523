package io.rafthold.cli;

import io.rafthold.log.GroupVerification;
import io.rafthold.log.LogVerifier;
import io.rafthold.server.DataDirectory;
import io.rafthold.server.StoppedReplicas;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code log verify}: are the logs sound, and do all replicas hold the same? */
@Command(
    name = "verify",
    description = {
      "Read the data directories of stopped brokers, check every CRC, and compare the committed",
      "content of all replicas. Exits 7 where they differ or are damaged; names those that are",
      "behind. Writes nothing."
    },
    mixinStandardHelpOptions = true)
final class LogVerifyCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "DIR", arity = "1..*", description = "A broker's data.dir.")
  private List<Path> directories;

  LogVerifyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    checkDirectories();
    final List<GroupVerification> groups = verify();
    groups.forEach(group -> terminal.print(group.summary()));
    final boolean sound = groups.stream().allMatch(GroupVerification::isSound);
    terminal.print(
        verdict(groups)
            + groups.size()
            + " groups, "
            + groups.stream().mapToLong(GroupVerification::recordCount).sum()
            + " records, "
            + directories.size()
            + " directories");
    return sound ? ExitCodes.OK : ExitCodes.VERIFICATION_FAILED;
  }

  private static String verdict(List<GroupVerification> groups) {
    if (!groups.stream().allMatch(GroupVerification::isSound)) {
      return "NOT identical: ";
    }
    return groups.stream().allMatch(GroupVerification::isComplete)
        ? "identical: "
        : "no difference, but incomplete: ";
  }

  private List<GroupVerification> verify() {
    try {
      return new LogVerifier(new StoppedReplicas()).verify(directories);
    } catch (final IllegalArgumentException notADataDirectory) {
      throw new CommandException(ExitCodes.USAGE, notADataDirectory.getMessage());
    } catch (final UncheckedIOException unreadable) {
      throw new CommandException(ExitCodes.FAILURE, unreadable.getMessage());
    }
  }

  /** Refuses what would be compared in vain: other clusters, the same broker twice. */
  private void checkDirectories() {
    final Map<Integer, Path> seen = new HashMap<>();
    String clusterId = null;
    for (final Path directory : directories) {
      final DataDirectory.Identity identity = DataDirectory.inspect(directory);
      final Path other = seen.putIfAbsent(identity.brokerId(), directory);
      if (other != null) {
        throw new CommandException(
            ExitCodes.USAGE,
            other + " and " + directory + " are both of broker " + identity.brokerId());
      }
      if (clusterId != null && !clusterId.equals(identity.clusterId())) {
        throw new CommandException(
            ExitCodes.USAGE,
            directory + " is of cluster " + identity.clusterId() + ", the others of " + clusterId);
      }
      clusterId = identity.clusterId();
    }
  }
}
