package io.rafthold.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Disks of stopped brokers lose, below the flush mark, what they were given. */
class DamagedReplicaTest {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final int RECORDS = 1_000;
  private static final int RECORDS_PER_SECOND = 2_000;

  @RegisterExtension final Processes processes = Processes.ofTest();
  @TempDir Path directory;

  /** Flips a bit in front of the end, of which a killed process may not have flushed the rest. */
  private static void flip(Path queueFile) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(queueFile.toFile(), "rw")) {
      final long at = keyFarIn(queueFile);
      file.seek(at);
      final int before = file.read();
      file.seek(at);
      file.write(before ^ 0x40);
    }
  }

  /** A byte of an entry three quarters in: what lies between entries harms nobody. */
  private static long keyFarIn(Path queueFile) throws IOException {
    final byte[] key = "key-".getBytes(StandardCharsets.US_ASCII);
    final byte[] bytes = Files.readAllBytes(queueFile);
    final List<Integer> found = new ArrayList<>();
    for (int at = 0; at < bytes.length - key.length; at++) {
      if (bytes[at] == key[0] && Arrays.equals(bytes, at, at + key.length, key, 0, key.length)) {
        found.add(at);
      }
    }
    return found.get(found.size() * 3 / 4);
  }

  private static void zero(Path queueFile) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(queueFile.toFile(), "rw")) {
      file.seek(lastByte(queueFile) / 2);
      file.write(new byte[4_096]);
    }
  }

  private static void cut(Path queueFile) throws IOException {
    try (FileChannel channel = FileChannel.open(queueFile, StandardOpenOption.WRITE)) {
      channel.truncate(lastByte(queueFile) / 2);
    }
  }

  private static long lastByte(Path file) throws IOException {
    final byte[] bytes = Files.readAllBytes(file);
    int at = bytes.length - 1;
    while (bytes[at] == 0) {
      at--;
    }
    return at;
  }

  /** The newest segment with entries of the topic's only partition. */
  private static Path newestQueueFile(BrokerProcess broker) {
    final List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(broker.dataDirectory().resolve("groups/1/segments"))) {
      files.filter(file -> file.toString().endsWith(".cq4")).sorted().forEach(found::add);
      for (int i = found.size() - 1; i > 0; i--) {
        if (lastByte(found.get(i)) > Files.size(found.get(i)) / 100) {
          return found.get(i);
        }
      }
      return found.get(0);
    } catch (final IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private List<Path> quarantine(BrokerProcess broker) throws IOException {
    final Path place = broker.dataDirectory().resolve("groups/1/quarantine");
    if (!Files.isDirectory(place)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(place)) {
      return files.toList();
    }
  }

  @Test
  void whatOneReplicaLostItGetsFromTheOthers() throws Exception {
    final TestCluster cluster = new TestCluster(processes, directory, 3).start();
    final Cli cli = new Cli(processes, directory, cluster.bootstrap());
    cli.run("topic", "create", "t", "--partitions", "1", "--replicas", "3").ok();
    try (Load load = new Load(cluster.bootstrap(), "t", RECORDS_PER_SECOND);
        Observer observer = new Observer(cluster.bootstrap())) {
      for (final String kind : List.of("flip", "zero", "cut")) {
        load.awaitMore(RECORDS, BOUND);
        final int leader = observer.awaitLeader("t", 0);
        // The leader's disk once, the others' else.
        final BrokerProcess victim =
            cluster.broker(kind.equals("zero") ? leader : (leader + 1) % 3);
        victim.killAtOnce();
        victim.awaitExit();
        final int before = quarantine(victim).size();
        harm(kind, newestQueueFile(victim));
        load.awaitMore(RECORDS, BOUND);
        victim.start();
        victim.awaitReady();
        Await.until("quarantine of " + kind, BOUND, () -> sizeOf(victim) > before);
        Await.until("broker caught up after " + kind, BOUND, () -> observer.isWhole("t"));
        assertThat(victim.errors() + victim.output()).contains("DAMAGE");
      }
      load.finish().verify();
    }
    cluster.stop();
    final List<String> verify = new ArrayList<>(List.of("log", "verify"));
    verify.addAll(cluster.dataDirectories());
    assertThat(new Cli(processes, directory, null).run(verify.toArray(String[]::new)).ok().out())
        .containsAnyOf("identical: ", "incomplete: ");
  }

  private int sizeOf(BrokerProcess broker) {
    try {
      return quarantine(broker).size();
    } catch (final IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static void harm(String kind, Path queueFile) throws IOException {
    switch (kind) {
      case "flip" -> flip(queueFile);
      case "zero" -> zero(queueFile);
      default -> cut(queueFile);
    }
  }

  @Test
  void aBrokerAloneServesNothingPastTheDamageUntilItIsTold() throws Exception {
    final TestCluster cluster = new TestCluster(processes, directory, 1).start();
    final BrokerProcess broker = cluster.broker(0);
    final Cli cli = new Cli(processes, directory, cluster.bootstrap());
    cli.run("topic", "create", "t", "--partitions", "1", "--replicas", "1").ok();
    try (Load load = new Load(cluster.bootstrap(), "t", RECORDS_PER_SECOND)) {
      load.awaitMore(RECORDS, BOUND);
    }
    broker.stop();
    flip(newestQueueFile(broker));
    broker.start().awaitReady();
    Await.until(
        "failed replica", BOUND, () -> cli.run("topic", "describe", "t").out().contains("failed"));
    assertThat(broker.errors() + broker.output())
        .contains("log repair " + broker.dataDirectory() + " --group 1 --accept-data-loss");
    broker.stop();

    final Cli offline = new Cli(processes, directory, null);
    final String data = broker.dataDirectory().toString();
    assertThat(offline.run("log", "repair", data, "--group", "1").exits(7).out())
        .contains("would go: entries")
        .contains("offsets");
    assertThat(quarantine(broker)).isEmpty();
    assertThat(offline.run("log", "repair", data, "--group", "1", "--accept-data-loss").ok().out())
        .contains("went: entries");
    assertThat(quarantine(broker)).hasSize(1);
    broker.start().awaitReady();
    final Path read = directory.resolve("read");
    Await.until(
        "the rest is served",
        BOUND,
        () -> !cli.run("topic", "describe", "t").out().contains("failed"));
    Files.writeString(
        read, cli.run("consume", "t", "--from", "beginning", "--count", "1").ok().out());
    assertThat(read).isNotEmptyFile();
  }
}
