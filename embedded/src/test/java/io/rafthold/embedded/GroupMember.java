package io.rafthold.embedded;

import io.rafthold.client.Codec;
import io.rafthold.client.Consumer;
import io.rafthold.client.ConsumerRecord;
import io.rafthold.client.ConsumerSettings;
import io.rafthold.client.GroupSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.RaftholdException;
import io.rafthold.client.RebalanceListener;
import io.rafthold.client.TopicPartition;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A member of a group with a client and a thread of its own: polls, tells the ledger, commits. It
 * ends in order, or as a process that dies.
 */
final class GroupMember implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final long JOIN_TIMEOUT_MS = TimeUnit.SECONDS.toMillis(60);

  private final Set<TopicPartition> assigned = ConcurrentHashMap.newKeySet();
  private final String name;
  private final GroupLedger ledger;
  private final RaftholdClient client;
  private final ConsumerSettings<byte[], Long> settings;
  private final List<String> topics;
  private final Thread thread;
  private volatile boolean isStopped;
  private volatile boolean isDead;
  private volatile RuntimeException failure;

  GroupMember(
      String name, String bootstrap, GroupSettings group, List<String> topics, GroupLedger ledger) {
    this.name = name;
    this.ledger = ledger;
    this.topics = topics;
    client = RaftholdClient.builder().bootstrap(bootstrap).clientName(name).build();
    settings = new ConsumerSettings<>(Codec.bytes(), Codec.int64()).withGroup(group);
    thread = new Thread(this::run, name);
    thread.start();
  }

  private void run() {
    final Consumer<byte[], Long> consumer = client.newConsumer(settings);
    try {
      consumer.subscribe(topics, new Listener());
      while (!isStopped) {
        turn(consumer);
      }
      if (!isDead) {
        consumer.close();
      }
    } catch (final RuntimeException e) {
      if (!isDead) {
        failure = e;
      }
    }
  }

  private void turn(Consumer<byte[], Long> consumer) {
    try {
      boolean isAny = false;
      for (final ConsumerRecord<byte[], Long> record : consumer.poll(POLL)) {
        final TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        ledger.processed(name, partition, consumer.epoch(partition), record);
        isAny = true;
      }
      if (isAny && !isStopped) {
        consumer.commit();
        ledger.committed(consumer.assignment().size());
      }
    } catch (final RaftholdException e) {
      if (isStopped || !e.isRetriable()) {
        ledger.refused(name, e);
      }
    }
  }

  /** Returns what it owns, as it knows. */
  Set<TopicPartition> assigned() {
    return new HashSet<>(assigned);
  }

  /** Ends it as a process that dies: nobody is told. */
  void die() {
    isDead = true;
    isStopped = true;
    client.close();
    join();
  }

  /** Leaves in order. */
  @Override
  public void close() {
    isStopped = true;
    join();
    client.close();
    if (failure != null) {
      throw failure;
    }
  }

  private void join() {
    try {
      thread.join(JOIN_TIMEOUT_MS);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      throw new AssertionError(name + " does not end");
    }
  }

  private final class Listener implements RebalanceListener {
    @Override
    public void onAssigned(Collection<TopicPartition> partitions) {
      assigned.addAll(partitions);
      ledger.told(name + " got " + partitions);
    }

    @Override
    public void onRevoked(Collection<TopicPartition> partitions) {
      assigned.removeAll(partitions);
      ledger.told(name + " let go " + partitions);
    }

    @Override
    public void onLost(Collection<TopicPartition> partitions) {
      assigned.removeAll(partitions);
      ledger.told(name + " lost " + partitions);
    }
  }
}
