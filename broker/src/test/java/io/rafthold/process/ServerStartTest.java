package io.rafthold.process;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A broker starts, stops, starts again in place, and refuses what it cannot start with. */
class ServerStartTest {
  @RegisterExtension final Processes processes = Processes.ofTest();
  @TempDir Path directory;

  @Test
  void aStoppedAndAKilledBrokerComeBackWithTheirRecords() throws IOException {
    final BrokerProcess broker = new TestCluster(processes, directory, 1).start().broker(0);
    final Cli cli = new Cli(processes, directory, broker.bootstrap());
    final Path input = Files.write(directory.resolve("input"), List.of("one", "two", "three"));
    cli.run("topic", "create", "kept", "--partitions", "1").ok();
    cli.runWithInput(input, "produce", "kept").ok();

    assertThat(broker.stop()).as("exit code behind SIGTERM").isZero();
    broker.start().awaitReady();
    assertThat(consume(cli)).containsExactly("one", "two", "three");

    broker.kill();
    broker.start().awaitReady();
    assertThat(consume(cli)).containsExactly("one", "two", "three");
    cli.runWithInput(input, "produce", "kept").ok();
    assertThat(consume(cli)).containsExactly("one", "two", "three", "one", "two", "three");
  }

  @Test
  void theReadyLineNamesTheAddresses() {
    final BrokerProcess broker = new TestCluster(processes, directory, 1).start().broker(0);

    assertThat(broker.output().lines().filter(line -> line.startsWith("ready")))
        .singleElement()
        .asString()
        .contains(broker.bootstrap());
  }

  @Test
  void aDirectoryOfAnotherBrokerOrClusterIsRefused() {
    final TestCluster cluster = new TestCluster(processes, directory, 2);
    cluster.broker(0).start();
    cluster.broker(1).start();
    cluster.brokers().forEach(BrokerProcess::awaitReady);
    cluster.stop();
    final String strange = cluster.broker(1).dataDirectory().toString();

    cluster.broker(0).start("data.dir=" + strange);
    assertThat(cluster.broker(0).awaitExit()).isNotZero();
    assertThat(cluster.broker(0).errors()).contains("data.dir", strange);

    cluster.broker(1).start("cluster.id=another");
    assertThat(cluster.broker(1).awaitExit()).isNotZero();
    assertThat(cluster.broker(1).errors()).contains("another", "process-test");
  }

  @Test
  void anUnknownKeyIsRefusedWithARemedy() {
    final BrokerProcess broker = new TestCluster(processes, directory, 1).broker(0);

    broker.start("segment.size=1");

    assertThat(broker.awaitExit()).isNotZero();
    assertThat(broker.errors()).contains("segment.size", "config/rafthold.yaml");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void threadsAreBoundToTheProcessorsThatAreNamed() throws IOException {
    final String[] allowed = allowed(Path.of("/proc/self")).split("[,-]", -1);
    final String first = allowed[0];
    final String last = allowed[allowed.length - 1];
    assumeFalse(first.equals(last), "two processors are needed");
    final BrokerProcess broker = new TestCluster(processes, directory, 1).broker(0);

    broker.start("threads.profile=shared", "threads.cpus=" + last + "," + first).awaitReady();

    // Has the threads for files start that may only come with the first partition.
    new Cli(processes, directory, broker.bootstrap())
        .run("topic", "create", "kept", "--partitions", "1")
        .ok();
    assertThat(boundTo(last, broker)).containsExactly("rafthold-broker");
    assertThat(boundTo(first, broker))
        .singleElement(as(InstanceOfAssertFactories.STRING))
        .doesNotStartWith("rafthold");
  }

  /** Returns the names of the threads that may run nowhere else. */
  private static List<String> boundTo(String processor, BrokerProcess broker) throws IOException {
    final List<String> bound = new ArrayList<>();
    final Path tasks = Path.of("/proc", Long.toString(broker.pid()), "task");
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      for (final Path thread : threads) {
        try {
          if (allowed(thread).equals(processor)) {
            bound.add(Files.readString(thread.resolve("comm")).strip());
          }
        } catch (final IOException ended) {
          // A thread that is no more is bound to nothing.
        }
      }
    }
    return bound;
  }

  private static String allowed(Path task) throws IOException {
    final String label = "Cpus_allowed_list:";
    return Files.readAllLines(task.resolve("status")).stream()
        .filter(line -> line.startsWith(label))
        .map(line -> line.substring(label.length()).strip())
        .findFirst()
        .orElseThrow();
  }

  private static List<String> consume(Cli cli) {
    return cli.run("consume", "kept", "--from", "beginning", "--until-end", "--format", "%v\\n")
        .ok()
        .lines();
  }
}
