package io.rafthold.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.server.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What users get wrong gets an answer of its own, and costs nothing that was acknowledged. */
class BadInputTest {
  private static final int FAILURE = 1;
  private static final int USAGE = 2;
  private static final int NOT_FOUND = 3;
  private static final int UNREACHABLE = 4;
  private static final Duration ANSWER_BOUND = Duration.ofSeconds(30);

  @RegisterExtension static final Processes PROCESSES = Processes.ofClass();
  @TempDir static Path directory;

  private static TestCluster cluster;
  private static Cli cli;

  @BeforeAll
  static void startCluster() throws IOException {
    cluster = new TestCluster(PROCESSES, directory, 3).start();
    cli = new Cli(PROCESSES, directory, cluster.bootstrap());
    cli.run("topic", "create", "known", "--partitions", "1", "--replicas", "3").ok();
    final Path lines = Files.write(directory.resolve("lines"), List.of("one", "two", "three"));
    cli.runWithInput(lines, "produce", "known").ok();
  }

  @Test
  void anUnknownTopicIsNotFound() throws IOException {
    final Path input = Files.writeString(directory.resolve("input"), "x\n");
    for (final CliResult result :
        List.of(
            cli.run("topic", "describe", "nowhere"),
            cli.run("topic", "delete", "nowhere"),
            cli.run("consume", "nowhere", "--from", "beginning", "--until-end"),
            cli.runWithInput(input, "produce", "nowhere"))) {
      result.exits(NOT_FOUND);
      assertThat(result.err()).as(result.command()).contains("nowhere");
      assertThat(result.took()).isLessThan(ANSWER_BOUND);
    }
  }

  @Test
  void aBadTopicNameIsNamed() {
    for (final String name : List.of("a b", "a/b", "..", "x".repeat(250), "")) {
      final CliResult result = cli.run("topic", "create", name);
      result.exits(USAGE);
      assertThat(result.err()).contains("topic name");
    }
  }

  @Test
  void moreReplicasThanBrokersAreRefused() {
    final CliResult result = cli.run("topic", "create", "wide", "--replicas", "4");

    result.exits(USAGE);
    assertThat(result.err()).contains("replicas 4", "3");
    cli.run("topic", "describe", "wide").exits(NOT_FOUND);
  }

  @Test
  void aTopicThatExistsIsNotMadeAgain() {
    final CliResult result = cli.run("topic", "create", "known");

    result.exits(FAILURE);
    assertThat(result.err()).contains("known", "exists");
  }

  @Test
  void anOffsetOutOfRangeIsAnsweredWithTheRange() {
    final CliResult result =
        cli.run("consume", "known", "--partition", "0", "--from", "99", "--until-end");

    result.exits(NOT_FOUND);
    assertThat(result.err()).contains("99", "0", "3");
  }

  @Test
  void anOffsetOutOfRangeIsAnsweredWithTheRangeWhereAReplicaIsReadToo() {
    final CliResult result =
        cli.run("consume", "known", "--partition", "0", "--from", "99", "--replica", "0");

    result.exits(NOT_FOUND);
    assertThat(result.err()).contains("offsets from 0");
  }

  @Test
  void aPartitionThatIsNotThereIsNotFound() {
    cli.run("consume", "known", "--partition", "7", "--from", "beginning", "--until-end")
        .exits(NOT_FOUND);
  }

  @Test
  void aBrokerThatIsNotThereIsUnreachable() {
    final String nobody = "127.0.0.1:" + LoopbackPorts.runs(1, 2)[0];
    final CliResult result =
        new Cli(PROCESSES, directory, nobody).run("topic", "list", "--timeout", "2s");

    result.exits(UNREACHABLE);
    assertThat(result.err()).contains(nobody);
    assertThat(result.took()).isLessThan(ANSWER_BOUND);
  }

  @Test
  void anOversizedRecordFailsAndTheOneBeforeItIsThere() throws IOException {
    cli.run("topic", "create", "sizes", "--partitions", "1").ok();
    final Path input =
        Files.write(
            directory.resolve("sizes"), List.of("before", "x".repeat((1 << 20) + 1), "after"));

    final CliResult result = cli.runWithInput(input, "produce", "sizes");

    result.exits(FAILURE);
    assertThat(result.err()).contains("line 2", "1048576");
    assertThat(result.lastLine()).startsWith("acknowledged ").doesNotContain("3 of 3");
    assertThat(cli.run("consume", "sizes", "--from", "beginning", "--until-end").ok().lines())
        .contains("before")
        .isSubsetOf("before", "after");
  }

  @Test
  void unknownWordsAndValuesAreUsageErrors() {
    cli.run("topic", "frobnicate").exits(USAGE);
    cli.run("topic", "create", "t", "--ack", "sometimes").exits(USAGE);
    cli.run("consume", "known", "--from", "yesterday").exits(USAGE);
  }

  @Test
  void aDeletedTopicIsGoneAndItsNameIsFree() throws IOException {
    final Path input = Files.write(directory.resolve("gone"), List.of("old"));
    cli.run("topic", "create", "fleeting", "--partitions", "2").ok();
    cli.runWithInput(input, "produce", "fleeting").ok();

    cli.run("topic", "delete", "fleeting").ok();

    cli.run("topic", "describe", "fleeting").exits(NOT_FOUND);
    assertThat(cli.run("topic", "list").ok().out()).contains("known").doesNotContain("fleeting");
    cli.run("topic", "create", "fleeting", "--partitions", "1").ok();
    assertThat(cli.run("consume", "fleeting", "--from", "beginning", "--until-end").ok().out())
        .as("what the first of the name held")
        .isEmpty();
  }
}
