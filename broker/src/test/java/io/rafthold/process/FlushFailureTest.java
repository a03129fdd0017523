package io.rafthold.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * One flush of a leader fails, and the next would succeed, as it does where the system has given
 * the bytes up. Needs strace and a machine that lets it trace.
 */
class FlushFailureTest {
  private static final String SWIFT = "quorum";
  private static final String DURABLE = "quorum-sync";
  private static final int FLUSH_FAILED = 13;
  private static final int RECORDS = 300;
  private static final int RECORDS_PER_SECOND = 2000;
  private static final Duration PROGRESS_BOUND = Duration.ofSeconds(40);

  @RegisterExtension final Processes processes = Processes.ofTest();
  @TempDir Path directory;

  @Test
  void aFailedFlushEndsTheBrokerAndLosesNothing() throws Exception {
    assumeTrue(Tool.exists("strace"), "skipped: there is no strace here");
    assumeTrue(
        Tool.start(List.of("strace", "-o", "/dev/null", "true")).succeeds(),
        "skipped: strace may not trace here");
    final TestCluster cluster = new TestCluster(processes, directory, 3).start();
    final Cli cli = new Cli(processes, directory, cluster.bootstrap());
    for (final String level : List.of(SWIFT, DURABLE)) {
      cli.run("topic", "create", level, "--partitions", "1", "--replicas", "3", "--ack", level)
          .ok();
    }
    try (Load swift = new Load(cluster.bootstrap(), SWIFT, RECORDS_PER_SECOND);
        Load durable = new Load(cluster.bootstrap(), DURABLE, RECORDS_PER_SECOND);
        Observer observer = new Observer(cluster.bootstrap())) {
      final List<Load> loads = List.of(swift, durable);
      awaitMore(loads);
      final BrokerProcess leader = cluster.broker(observer.awaitLeader(SWIFT, 0));
      failOneFlush(leader);
      assertThat(leader.awaitExit()).isEqualTo(FLUSH_FAILED);
      assertThat(leader.errors())
          .contains("could not be forced to disk", "Input/output error", "ended itself");
      awaitMore(loads);

      leader.start().awaitReady();
      Await.until(
          "its replicas count again",
          PROGRESS_BOUND,
          () -> observer.isWhole(SWIFT) && observer.isWhole(DURABLE));
      assertThat(leader.errors()).contains("or its disk failed");
      awaitMore(loads);
      for (final Load load : loads) {
        load.finish().verify();
      }
    }
    cluster.stop();
  }

  private void failOneFlush(BrokerProcess broker) throws Exception {
    final Path log = directory.resolve("strace.log");
    final Process strace =
        processes.start(
            "strace",
            new ProcessBuilder(
                "strace",
                "-f",
                "-o",
                "/dev/null",
                "-e",
                "trace=fsync,fdatasync",
                "-e",
                "inject=fsync,fdatasync:error=EIO:when=1",
                "-p",
                Long.toString(broker.pid())),
            log);
    Await.until(
        "strace is attached, or refused",
        PROGRESS_BOUND,
        () -> !strace.isAlive() || !broker.isRunning() || !read(log).isEmpty());
    assumeTrue(
        !read(log).contains("not permitted"), () -> "skipped: strace may not attach: " + read(log));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (final IOException notThere) {
      return "";
    }
  }

  private static void awaitMore(List<Load> loads) {
    loads.forEach(load -> load.awaitMore(RECORDS, PROGRESS_BOUND));
  }
}
