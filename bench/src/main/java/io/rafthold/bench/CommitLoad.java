package io.rafthold.bench;

import io.rafthold.bench.rig.Latencies;
import io.rafthold.client.BufferFullException;
import io.rafthold.client.Producer;
import io.rafthold.client.ProducerRecord;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.RecordMetadata;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.IdleStrategy;

/**
 * Sends records to one partition and notes when each is acknowledged, all in the calling thread,
 * which runs the client's duty cycle too.
 */
final class CommitLoad {
  private static final int PARTITION = 0;
  private static final long STALL_LIMIT_NS = TimeUnit.SECONDS.toNanos(30);

  private final RaftholdClient client;
  private final Producer<byte[], byte[]> producer;
  private final ProducerRecord<byte[], byte[]> record;
  private final IdleStrategy idle = CompactIdle.create();
  private final Latencies latencies = new Latencies();
  private long acknowledged;
  private Throwable failure;

  CommitLoad(
      RaftholdClient client, Producer<byte[], byte[]> producer, String topic, int sizeBytes) {
    this.client = client;
    this.producer = producer;
    this.record = new ProducerRecord<>(topic, PARTITION, null, new byte[sizeBytes], List.of());
  }

  /** One run's outcome. */
  record Outcome(Latencies latencies, long records, double seconds) {
    double recordsPerSecond() {
      return records / seconds;
    }
  }

  /**
   * Keeps so many records outstanding: the next one leaves when one is acknowledged.
   *
   * @return latencies from send to acknowledgement, and the throughput
   */
  Outcome closedLoop(int records, int outstanding) {
    begin();
    final long startNs = System.nanoTime();
    long progressNs = startNs;
    long sent = 0;
    while (acknowledged < records) {
      final long before = acknowledged;
      while (sent < records && sent - acknowledged < outstanding && trySend(System.nanoTime())) {
        sent++;
      }
      idle.idle(client.invoke());
      progressNs = checked(before, progressNs);
    }
    return outcome(records, startNs);
  }

  /**
   * Sends at a fixed rate, whatever comes back. A record counts from when it was due, so that a
   * stall shows in all the records that it held up.
   *
   * @return latencies, and the throughput that was reached
   */
  Outcome openLoop(int records, long recordsPerSecond) {
    begin();
    final double intervalNs = (double) TimeUnit.SECONDS.toNanos(1) / recordsPerSecond;
    final long startNs = System.nanoTime();
    long progressNs = startNs;
    long sent = 0;
    while (acknowledged < records) {
      final long before = acknowledged;
      long dueNs = startNs + (long) (sent * intervalNs);
      while (sent < records && dueNs - System.nanoTime() <= 0 && trySend(dueNs)) {
        sent++;
        dueNs = startNs + (long) (sent * intervalNs);
      }
      idle.idle(client.invoke());
      progressNs = checked(before, progressNs);
    }
    return outcome(records, startNs);
  }

  private void begin() {
    acknowledged = 0;
    failure = null;
    latencies.clear();
  }

  private Outcome outcome(int records, long startNs) {
    final double seconds = (System.nanoTime() - startNs) / (double) TimeUnit.SECONDS.toNanos(1);
    return new Outcome(latencies.copy(), records, seconds);
  }

  private boolean trySend(long countedFromNs) {
    final var future = producer.send(record);
    if (future.isCompletedExceptionally()
        && future.handle((metadata, error) -> error).join() instanceof BufferFullException) {
      return false;
    }
    final var unused =
        future.whenComplete((metadata, error) -> onAnswer(metadata, error, countedFromNs));
    return true;
  }

  private void onAnswer(RecordMetadata metadata, Throwable error, long countedFromNs) {
    if (metadata == null) {
      failure = error;
      return;
    }
    acknowledged++;
    latencies.record(System.nanoTime() - countedFromNs);
  }

  /** Returns when there was progress last; fails on the first error, and where all stands still. */
  private long checked(long acknowledgedBefore, long progressNs) {
    if (failure != null) {
      throw new IllegalStateException("a record failed: " + failure.getMessage(), failure);
    }
    final long nowNs = System.nanoTime();
    if (acknowledged != acknowledgedBefore) {
      return nowNs;
    }
    if (nowNs - progressNs > STALL_LIMIT_NS) {
      throw new IllegalStateException("nothing was acknowledged for 30 s");
    }
    return progressNs;
  }
}
