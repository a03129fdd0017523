package io.rafthold.embedded;

import io.rafthold.client.Codec;
import io.rafthold.client.Producer;
import io.rafthold.client.ProducerRecord;
import io.rafthold.client.ProducerSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.RecordMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/** Writes to partitions of a topic in turn until it is stopped; the value is the offset. */
final class GroupLoad implements AutoCloseable {
  private static final long INTERVAL_NS = 1_000_000;
  private static final byte[] NO_KEY = {};

  private final AtomicLongArray sent;
  private final RaftholdClient client;
  private final String topic;
  private final int firstPartition;
  private final Thread thread;
  private volatile boolean isStopped;
  private volatile RuntimeException failure;

  GroupLoad(String bootstrap, String topic, int partitions) {
    this(bootstrap, topic, 0, partitions);
  }

  /** Writes to the partitions from one on and below another. */
  GroupLoad(String bootstrap, String topic, int firstPartition, int endPartition) {
    this.topic = topic;
    this.firstPartition = firstPartition;
    sent = new AtomicLongArray(endPartition);
    client = RaftholdClient.builder().bootstrap(bootstrap).clientName("load").build();
    thread = new Thread(this::run, "load");
    thread.start();
  }

  private void run() {
    final List<CompletableFuture<RecordMetadata>> acks = new ArrayList<>();
    try (Producer<byte[], Long> producer =
        client.newProducer(ProducerSettings.builder(Codec.bytes(), Codec.int64()).build())) {
      while (!isStopped) {
        for (int i = firstPartition; i < sent.length(); i++) {
          acks.add(
              producer.send(
                  new ProducerRecord<>(topic, i, NO_KEY, sent.getAndIncrement(i), List.of())));
        }
        LockSupport.parkNanos(INTERVAL_NS);
      }
      acks.forEach(CompletableFuture::join);
    } catch (final RuntimeException e) {
      failure = e;
    }
  }

  /** Returns how many records a partition has been sent. */
  long sent(int partition) {
    return sent.get(partition);
  }

  /** Stops, when all is acknowledged. */
  void stop() {
    isStopped = true;
    try {
      thread.join();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void close() {
    try {
      stop();
    } finally {
      client.close();
    }
  }
}
