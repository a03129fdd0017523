package io.rafthold.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.protocol.Batch;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was appended before a {@code kill -9} is there after it. */
class KilledProcessTest {
  private static final int ROUNDS = 2;
  private static final int ENTRIES_PER_ROUND = 3_000;

  @TempDir Path directory;

  @Test
  void losesNothing() throws IOException, InterruptedException {
    long acknowledged = 0;
    for (int round = 0; round < ROUNDS; round++) {
      acknowledged = appendAndKill(acknowledged + ENTRIES_PER_ROUND);
      try (SegmentedLog log = LogDirectory.open(directory);
          LogCursor cursor = log.newCursor()) {
        assertThat(log.lastIndex()).isGreaterThanOrEqualTo(acknowledged);
        assertThat(log.flushedIndex()).isPositive().isLessThanOrEqualTo(log.lastIndex());
        for (long index = 1; index <= log.lastIndex(); index++) {
          assertThat(cursor.seek(index)).isTrue();
          assertThat(Batch.isHeaderIntact(cursor.buffer(), cursor.position())).isTrue();
          assertThat(Batch.isBodyIntact(cursor.buffer(), cursor.position())).isTrue();
        }
      }
    }
  }

  /** Returns the last index that the process printed, all of which it could print. */
  private long appendAndKill(long target) throws IOException, InterruptedException {
    final List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (final String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (argument.startsWith("--add-")) {
        command.add(argument);
      }
    }
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            AppendingProcess.class.getName(),
            directory.toString()));
    final Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(new File("/dev/null")))
            .start();
    long last = 0;
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      String line = lines.readLine();
      while (line != null) {
        last = Math.max(last, Long.parseLong(line)); // the last line may be cut off
        if (last == target) {
          process.toHandle().destroyForcibly(); // and not our end of its output with it
        }
        line = lines.readLine();
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(last).isGreaterThanOrEqualTo(target);
    return last;
  }
}
