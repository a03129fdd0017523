package io.rafthold.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The partitions of one topic, as one producer sends to them. A topic that grows gets a new route,
 * which shares the old one's partitions: a record on its way by the old one comes to the same
 * place. Any thread.
 */
final class TopicRoute {
  private final TopicInfo topic;
  private final List<AtomicReference<ProducerPartition>> partitions;
  private final AtomicInteger turn;

  TopicRoute(TopicInfo topic) {
    this(topic, List.of(), new AtomicInteger());
  }

  private TopicRoute(
      TopicInfo topic, List<AtomicReference<ProducerPartition>> known, AtomicInteger turn) {
    this.topic = topic;
    this.turn = turn;
    partitions = new ArrayList<>(known);
    while (partitions.size() < topic.partitions().size()) {
      partitions.add(new AtomicReference<>());
    }
  }

  /** Returns the route by what is known now: this one, or a longer one. */
  TopicRoute by(TopicInfo now) {
    return now != null && now.topicId() == topic.topicId() && now.partitions().size() > size()
        ? new TopicRoute(now, partitions, turn)
        : this;
  }

  TopicInfo topic() {
    return topic;
  }

  int size() {
    return partitions.size();
  }

  ProducerPartition get(int partition) {
    return partitions.get(partition).get();
  }

  /** Sets a partition that is not set yet; returns the one that is set then. */
  ProducerPartition setIfMissing(int partition, ProducerPartition created) {
    return partitions.get(partition).compareAndSet(null, created) ? created : get(partition);
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
