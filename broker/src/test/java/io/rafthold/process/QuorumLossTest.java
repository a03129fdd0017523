package io.rafthold.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** One broker down: all goes on. Two down: a clear answer, and all goes on when one is back. */
class QuorumLossTest {
  private static final int NO_QUORUM = 4;
  private static final Duration ANSWER_BOUND = Duration.ofSeconds(20);

  @RegisterExtension final Processes processes = Processes.ofTest();
  @TempDir Path directory;

  @Test
  void aMinorityIsNotMissedAndAMajorityIs() throws IOException {
    final TestCluster cluster = new TestCluster(processes, directory, 3).start();
    final Cli cli = new Cli(processes, directory, cluster.bootstrap());
    cli.run("topic", "create", "steady", "--partitions", "3", "--replicas", "3").ok();
    produce(cli, "with three").ok();

    cluster.broker(2).kill();
    produce(cli, "with two").ok();
    assertThat(consume(cli)).containsExactlyInAnyOrder("with three", "with two");

    cluster.broker(1).kill();
    final CliResult alone = produce(cli, "alone").exits(NO_QUORUM);
    assertThat(alone.err()).containsIgnoringCase("no quorum");
    assertThat(alone.lastLine()).isEqualTo("acknowledged 0 of 1");
    assertThat(alone.took()).isLessThan(ANSWER_BOUND);

    cluster.broker(1).start().awaitReady();
    produce(cli, "with two again").ok();
    assertThat(consume(cli))
        .contains("with three", "with two", "with two again")
        .as("an unknown outcome: the record may be there, once")
        .isSubsetOf("with three", "with two", "alone", "with two again")
        .doesNotHaveDuplicates();
  }

  private CliResult produce(Cli cli, String line) throws IOException {
    final Path input = Files.writeString(directory.resolve("line"), line + "\n");
    return cli.runWithInput(input, "produce", "steady", "--timeout", "8s");
  }

  private static List<String> consume(Cli cli) {
    return cli.run("consume", "steady", "--from", "beginning", "--until-end", "--format", "%v\\n")
        .ok()
        .lines();
  }
}
