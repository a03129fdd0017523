package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.log.Quarantine;
import io.rafthold.partition.Replica;
import io.rafthold.protocol.Batch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A bit rots under running brokers, where nobody reads it. */
class ScrubTest {
  private static final long SEED = 11;
  private static final int BROKERS = 3;
  private static final int RECORDS = 250;
  private static final long PASSES_NS = 5_000_000_000L;

  @TempDir Path directory;
  private CoreCluster cluster;
  private CoreClient client;
  private int leader;

  @BeforeEach
  void fill() {
    cluster = new CoreCluster(directory, BROKERS, SEED);
    cluster.keepHouse();
    client = new CoreClient(cluster, new SplittableRandom(SEED));
    TopicCreation.of("trades", 1).send(cluster, cluster.awaitLeader(0));
    client.produce(RECORDS);
    leader = cluster.awaitLeader(CoreClient.GROUP_ID).id;
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private Path replica(int broker) {
    return cluster.at(broker).groups().resolve(Integer.toString(CoreClient.GROUP_ID));
  }

  /** Flips a bit of a record in a segment, past the mapping that the broker has of it. */
  private void rot(int broker, int ordinal) throws IOException {
    final Path file =
        replica(broker)
            .resolve("segments")
            .resolve(String.format("%020d", ordinal))
            .resolve("19700102R.cq4");
    final UnsafeBuffer bytes = new UnsafeBuffer(Files.readAllBytes(file));
    int at = 4;
    for (int count = 0; count < 3; at += 4) {
      if (Batch.isHeaderIntact(bytes, at) && Batch.length(bytes, at) > Batch.HEADER_LENGTH) {
        count++;
      }
    }
    final int position = at + Batch.HEADER_LENGTH;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      final byte flipped = (byte) (bytes.getByte(position) ^ 0x20);
      channel.write(ByteBuffer.wrap(new byte[] {flipped}), position);
      channel.force(false);
    }
  }

  private boolean isMended(int broker) {
    for (final Replica replica : cluster.at(broker).core().replicas()) {
      if (replica.settings().groupId() == CoreClient.GROUP_ID
          && !replica.isRejoining()
          && !Quarantine.contents(replica(broker)).isEmpty()) {
        return replica.commitOffset() >= RECORDS;
      }
    }
    return false;
  }

  @ParameterizedTest(name = "leader: {0}, segment {1}")
  @CsvSource({"false, 1", "false, 2", "true, 1"})
  void itIsFoundAndTheOthersGiveItBack(boolean isLeader, int ordinal) throws IOException {
    final int victim = isLeader ? leader : (leader + 1) % BROKERS;
    rot(victim, ordinal);
    client.until("broker " + victim + " is mended", () -> isMended(victim));
    assertThat(cluster.at(victim).core().failures()).isEmpty();
    for (int broker = 0; broker < BROKERS; broker++) {
      client.readAllFrom(broker);
    }
  }

  @Test
  void whatIsSoundIsLeftAlone() {
    final long endNs = cluster.nowNs() + PASSES_NS;
    client.until("some passes", () -> cluster.nowNs() > endNs);
    for (int broker = 0; broker < BROKERS; broker++) {
      assertThat(Quarantine.contents(replica(broker))).isEmpty();
      assertThat(cluster.at(broker).core().failures()).isEmpty();
    }
  }
}
