package io.rafthold.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.client.local.LocalTailer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Compressed batches from the command line to the disk and back. */
class CompressionTest {
  private static final String TOPIC = "flights";
  private static final long SEED = 5;
  private static final int RECORDS = 3000;

  @RegisterExtension final Processes processes = Processes.ofTest();
  @TempDir Path directory;

  @Test
  void whatGoesInCompressedComesOutAsItWas() throws IOException {
    final List<String> lines = Flights.madeUp(SEED, RECORDS);
    final Path file = Files.write(directory.resolve("flights.ndjson"), lines);
    final TestCluster cluster = new TestCluster(processes, directory, 1).start();
    final Cli cli = new Cli(processes, directory, cluster.bootstrap());
    cli.run("topic", "create", TOPIC, "--partitions", "1", "--replicas", "1").ok();
    for (final String kind : List.of("lz4", "none", "zstd")) {
      cli.run("produce", TOPIC, "--file", file.toString(), "--compression", kind).ok();
    }
    for (final List<String> more : List.of(List.<String>of(), List.of("--pace", "1000000"))) {
      assertThat(consume(cli, more).subList(RECORDS, 2 * RECORDS)).isEqualTo(lines);
      assertThat(consume(cli, more)).hasSize(3 * RECORDS).endsWith(lines.get(RECORDS - 1));
    }
    assertThat(tailed(Path.of(cluster.dataDirectories().get(0))))
        .isEqualTo(consume(cli, List.of()));
    cluster.stop();

    final List<String> dump = dump(cluster, "--limit", "0", "--records");
    for (final String kind : List.of("lz4", "zstd")) {
      assertThat(dump).anyMatch(line -> line.matches("index .* compression " + kind + " of \\d+"));
    }
    assertThat(dump.stream().filter(line -> line.startsWith("  record offset ")))
        .hasSize(3 * RECORDS);
    assertThat(dump(cluster, "--limit", "0", "--json"))
        .anyMatch(line -> line.contains("\"compression\":\"zstd\",\"plainBytes\":"));
    new Cli(processes, directory, null).run("log", "verify", cluster.dataDirectories().get(0)).ok();
  }

  private static List<String> consume(Cli cli, List<String> more) {
    final List<String> all = new ArrayList<>(List.of("consume", TOPIC, "--until-end"));
    all.addAll(more);
    return cli.run(all.toArray(String[]::new)).ok().lines();
  }

  private static List<String> tailed(Path data) {
    final List<String> values = new ArrayList<>();
    try (LocalTailer tailer = LocalTailer.open(data, TOPIC, 0)) {
      Await.until(
          "all is read on the broker's host",
          Duration.ofSeconds(30),
          () -> {
            tailer.poll(
                record ->
                    values.add(
                        record
                            .buffer()
                            .getStringWithoutLengthUtf8(
                                record.valuePosition(), record.valueLength())),
                3 * RECORDS);
            return values.size() >= 3 * RECORDS;
          });
    }
    return values;
  }

  private List<String> dump(TestCluster cluster, String... more) {
    final List<String> all = new ArrayList<>();
    all.addAll(List.of("log", "dump", cluster.dataDirectories().get(0), "--group", "1"));
    all.addAll(List.of(more));
    return new Cli(processes, directory, null).run(all.toArray(String[]::new)).ok().lines();
  }
}
