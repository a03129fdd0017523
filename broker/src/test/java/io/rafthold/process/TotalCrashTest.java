package io.rafthold.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Under load, a leader stops for a while, and then all brokers die at once. */
class TotalCrashTest {
  private static final int RECORDS = 2000;
  private static final Duration PROGRESS_BOUND = Duration.ofSeconds(40);

  @RegisterExtension final Processes processes = Processes.ofTest();
  @TempDir Path directory;

  @Test
  void nothingAcknowledgedIsLostAndNothingIsDoubled() throws InterruptedException {
    final TestCluster cluster = new TestCluster(processes, directory, 3).start();
    final Cli cli = new Cli(processes, directory, cluster.bootstrap());
    for (final String level : List.of("quorum", "quorum-sync")) {
      cli.run("topic", "create", level, "--partitions", "2", "--replicas", "3", "--ack", level)
          .ok();
    }

    try (Load swift = new Load(cluster.bootstrap(), "quorum");
        Load durable = new Load(cluster.bootstrap(), "quorum-sync")) {
      final List<Load> loads = List.of(swift, durable);
      awaitMore(loads);
      pauseTheLeader(cluster, loads);

      cluster.brokers().forEach(BrokerProcess::killAtOnce);
      cluster.brokers().forEach(BrokerProcess::awaitExit);
      cluster.start();
      awaitMore(loads);

      for (final Load load : loads) {
        load.finish().verify();
      }
    }

    cluster.stop();
    final List<String> verify = new ArrayList<>(List.of("log", "verify"));
    verify.addAll(cluster.dataDirectories());
    assertThat(new Cli(processes, directory, null).run(verify.toArray(String[]::new)).ok().out())
        .containsAnyOf("identical: ", "incomplete: ");
  }

  /** A stopped leader knows nothing of its successor when it goes on. */
  private static void pauseTheLeader(TestCluster cluster, List<Load> loads) {
    try (Observer observer = new Observer(cluster.bootstrap())) {
      final BrokerProcess leader = cluster.broker(observer.awaitLeader("quorum", 0));
      leader.pause();
      awaitMore(loads);
      leader.resume();
    }
    awaitMore(loads);
  }

  private static void awaitMore(List<Load> loads) {
    loads.forEach(load -> load.awaitMore(RECORDS, PROGRESS_BOUND));
  }
}
