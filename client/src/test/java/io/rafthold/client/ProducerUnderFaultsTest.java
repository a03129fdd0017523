package io.rafthold.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the network and the brokers do: in order, nothing lost, nothing twice. */
class ProducerUnderFaultsTest {
  private static final int RECORDS = 400;
  private static final int PARTITIONS = 2;

  static List<Long> seeds() {
    final List<Long> seeds = new ArrayList<>();
    for (long seed = 1; seed <= Long.getLong("rafthold.test.seeds", 40); seed++) {
      seeds.add(seed);
    }
    return seeds;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyRecordIsInItsPartitionOnceAndInOrder(long seed) {
    final Faults faults = Faults.all(seed);
    final ScriptedCluster cluster =
        new ScriptedCluster(3, faults).withTopic(ScriptedCluster.TOPIC, PARTITIONS);
    final ClientRuntime client = cluster.client(60_000_000_000L);
    final Producer<String, String> producer =
        client.newProducer(
            ProducerSettings.builder(Codec.string(), Codec.string())
                .deliveryTimeout(Duration.ofMinutes(10))
                .attemptTimeout(Duration.ofMillis(500))
                .maxInFlightBatches(1 + faults.random.nextInt(64))
                .maxBatchBytes(1024)
                .build());
    final List<CompletableFuture<RecordMetadata>> sent = new ArrayList<>();
    final List<List<String>> expected = List.of(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < RECORDS; i++) {
      final int partition = faults.random.nextInt(PARTITIONS);
      expected.get(partition).add("v" + i);
      sent.add(producer.send(new ProducerRecord<>("t", partition, null, "v" + i, List.of())));
      for (int cycles = faults.random.nextInt(4); cycles > 0; cycles--) {
        client.invoke();
      }
    }
    cluster.runFor(client, 3_000_000_000L);
    faults.calm();
    producer.flush(Duration.ofMinutes(2));

    for (int partition = 0; partition < PARTITIONS; partition++) {
      assertThat(ProducerTest.values(cluster.partition(partition)))
          .as("partition %d, seed %d", partition, seed)
          .isEqualTo(expected.get(partition));
    }
    for (int i = 0; i < RECORDS; i++) {
      final RecordMetadata metadata = sent.get(i).join();
      if (metadata.offset() != RecordMetadata.UNKNOWN_OFFSET) {
        assertThat(expected.get(metadata.partition()).get((int) metadata.offset()))
            .as("the offset that was acknowledged, seed %d", seed)
            .isEqualTo("v" + i);
      }
    }
    client.close();
  }
}
