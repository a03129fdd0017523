package io.rafthold.client;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The partitions of one topic, as one producer sends to them. Any thread. */
final class TopicRoute {
  private final TopicInfo topic;
  private final AtomicReferenceArray<ProducerPartition> partitions;
  private final AtomicInteger turn = new AtomicInteger();

  TopicRoute(TopicInfo topic) {
    this.topic = topic;
    this.partitions = new AtomicReferenceArray<>(topic.partitions().size());
  }

  TopicInfo topic() {
    return topic;
  }

  int size() {
    return partitions.length();
  }

  ProducerPartition get(int partition) {
    return partitions.get(partition);
  }

  /** Sets a partition that is not set yet; returns the one that is set then. */
  ProducerPartition setIfMissing(int partition, ProducerPartition created) {
    return partitions.compareAndSet(partition, null, created) ? created : get(partition);
  }

  /** Returns the partition whose turn it is for records without a key. */
  int turn() {
    return Math.floorMod(turn.get(), size());
  }

  /** Passes the turn on, once a batch of the partition was started. */
  void passTurn() {
    turn.incrementAndGet();
  }
}
