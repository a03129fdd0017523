package io.rafthold.process;

import io.rafthold.client.Codec;
import io.rafthold.client.Producer;
import io.rafthold.client.ProducerRecord;
import io.rafthold.client.ProducerSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.RaftholdException;
import io.rafthold.client.RecordMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Writes records that carry the writer's name and a number that rises within each partition, and
 * notes what becomes of each. Some go alone, some in batches that are one.
 */
final class NumberedWriter implements AutoCloseable {
  private static final int OUTSTANDING = 200;
  private static final int MAX_BATCH_RECORDS = 8;
  private static final int MAX_FILLER_CHARS = 300;
  private static final long END_BOUND_S = 300;

  private final String name;
  private final String topic;
  private final Outcomes[] outcomes;
  private final RaftholdClient client;
  private final Producer<String, String> producer;
  private final Semaphore outstanding = new Semaphore(OUTSTANDING);
  private final Random random;
  private final long intervalNs;
  private final Thread thread;
  private volatile boolean stopped;

  /**
   * Begins to write.
   *
   * @param name without a slash; no other writer of the topic has it
   * @param seed of what it writes where
   */
  NumberedWriter(
      String name,
      String bootstrap,
      String topic,
      int partitions,
      int recordsPerSecond,
      long seed,
      ProducerSettings<String, String> settings) {
    this.name = name;
    this.topic = topic;
    outcomes =
        IntStream.range(0, partitions).mapToObj(each -> new Outcomes()).toArray(Outcomes[]::new);
    random = new Random(seed);
    intervalNs = TimeUnit.SECONDS.toNanos(1) / recordsPerSecond;
    client = RaftholdClient.builder().bootstrap(bootstrap).clientName("writer-" + name).build();
    producer = client.newProducer(settings);
    thread = new Thread(this::write, "writer-" + name);
    thread.start();
  }

  static ProducerSettings.Builder<String, String> settings() {
    return ProducerSettings.builder(Codec.string(), Codec.string());
  }

  String name() {
    return name;
  }

  String topic() {
    return topic;
  }

  /** What became of the records of a partition. */
  Outcomes outcomes(int partition) {
    return outcomes[partition];
  }

  /** The one value that a record of that number has. */
  String value(int partition, int number) {
    final int filler = Math.floorMod(number * 31 + partition, MAX_FILLER_CHARS);
    return name + "/" + number + "/" + "x".repeat(filler);
  }

  private void write() {
    try {
      long nextNs = System.nanoTime();
      while (!stopped) {
        final long earlyNs = nextNs - System.nanoTime();
        if (earlyNs > 0) {
          LockSupport.parkNanos(earlyNs);
          continue;
        }
        final int count = random.nextInt(4) == 0 ? 1 + random.nextInt(MAX_BATCH_RECORDS) : 1;
        if (outstanding.tryAcquire(count, 10, TimeUnit.MILLISECONDS)) {
          nextNs = Math.max(nextNs, System.nanoTime() - TimeUnit.SECONDS.toNanos(1));
          nextNs += count * intervalNs;
          send(random.nextInt(outcomes.length), count);
        }
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(int partition, int count) {
    final List<ProducerRecord<String, String>> records = new ArrayList<>(count);
    final int first = outcomes[partition].next();
    records.add(record(partition, first));
    for (int i = 1; i < count; i++) {
      records.add(record(partition, outcomes[partition].next()));
    }
    if (count == 1) {
      final CompletableFuture<RecordMetadata> unused =
          producer
              .send(records.get(0))
              .whenComplete(
                  (metadata, failure) ->
                      note(
                          partition,
                          first,
                          1,
                          failure == null ? List.of(metadata) : null,
                          failure));
    } else {
      final CompletableFuture<List<RecordMetadata>> unused =
          producer
              .sendBatch(topic, partition, records, OptionalLong.empty())
              .whenComplete((all, failure) -> note(partition, first, count, all, failure));
    }
  }

  private ProducerRecord<String, String> record(int partition, int number) {
    return new ProducerRecord<>(
        topic, partition, "key-" + number % 7, value(partition, number), List.of());
  }

  private void note(
      int partition, int first, int count, List<RecordMetadata> metadata, Throwable failure) {
    for (int i = 0; i < count; i++) {
      if (failure == null) {
        outcomes[partition].acknowledge(first + i, metadata.get(i).offset());
      } else {
        // Anything else than the client's own reports must not come out of a future.
        outcomes[partition].fail(first + i, ((RaftholdException) failure).isOutcomeUnknown());
      }
    }
    outstanding.release(count);
  }

  /** Ends the writing and waits until no record's outcome is open. */
  void finish() throws InterruptedException {
    stopped = true;
    thread.join(TimeUnit.SECONDS.toMillis(END_BOUND_S));
    if (!outstanding.tryAcquire(OUTSTANDING, END_BOUND_S, TimeUnit.SECONDS)) {
      throw new AssertionError(
          "writer " + name + " has not heard of all records " + END_BOUND_S + " s after its end");
    }
  }

  @Override
  public void close() {
    stopped = true;
    client.close();
  }
}
