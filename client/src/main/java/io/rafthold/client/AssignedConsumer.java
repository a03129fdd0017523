package io.rafthold.client;

import io.rafthold.protocol.MalformedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** The users' side of a consumer: decodes what its subscriptions hand over, and keeps positions. */
final class AssignedConsumer<K, V> implements Consumer<K, V> {
  private static final long UNKNOWN_POSITION = -1;

  private final FetchQueue queue = new FetchQueue();
  private final Map<TopicPartition, Assigned> assigned = new LinkedHashMap<>();
  private final AtomicBoolean isClosed = new AtomicBoolean();
  private final ClientRuntime runtime;
  private final ClientCore core;
  private final ConsumerSettings<K, V> settings;
  private FetchedBatch current;

  AssignedConsumer(ClientRuntime runtime, ConsumerSettings<K, V> settings) {
    this.runtime = runtime;
    this.core = runtime.core();
    this.settings = settings;
  }

  @Override
  public void assign(Map<TopicPartition, Start> partitions) {
    checkOpen();
    unassignAll();
    partitions.forEach((partition, start) -> add(partition, start, SubscriptionSettings.NEVER));
  }

  @Override
  public void assign(Collection<TopicPartition> partitions, Start start) {
    final Map<TopicPartition, Start> starts = new LinkedHashMap<>();
    partitions.forEach(partition -> starts.put(partition, start));
    assign(starts);
  }

  /** Adds a partition that ends before an offset. */
  void add(TopicPartition partition, Start start, long stopOffset) {
    final SubscriptionSettings subscriptionSettings =
        new SubscriptionSettings(
            partition,
            start,
            stopOffset,
            settings.readFrom(),
            settings.bufferBytes(),
            runtime.requestTimeoutNs());
    final Subscription subscription = new Subscription(core, subscriptionSettings, queue);
    assigned.put(partition, new Assigned(subscription, start));
    runtime.execute(() -> core.subscriptions().add(subscription));
  }

  @Override
  public Set<TopicPartition> assignment() {
    return Set.copyOf(assigned.keySet());
  }

  @Override
  public Collection<TopicPartition> partitionsOf(String topic) {
    checkOpen();
    final long timeoutNs = runtime.requestTimeoutNs();
    final TopicInfo info =
        runtime.call(
            () -> core.refresher().lookUp(topic, timeoutNs),
            timeoutNs,
            "looking up topic '" + topic + "'");
    return info.partitions().stream()
        .map(partition -> new TopicPartition(topic, partition.partition()))
        .toList();
  }

  @Override
  public ConsumerRecords<K, V> poll(Duration timeout) {
    checkOpen();
    final Deadline deadline = new Deadline(core.clock(), timeout.toNanos());
    final List<ConsumerRecord<K, V>> records = new ArrayList<>();
    boolean isLastLook = false;
    while (true) {
      collect(records);
      if (!records.isEmpty()) {
        return new ConsumerRecords<>(records);
      }
      throwFailure();
      final long leftNs = deadline.leftNs();
      if (isLastLook || isDrained()) {
        return new ConsumerRecords<>(records);
      }
      isLastLook = leftNs <= 0;
      final CompletableFuture<Void> signal = queue.nextSignal();
      if (!hasNews()) {
        runtime.waitFor(signal, Math.max(1, leftNs));
        checkOpen();
      }
    }
  }

  /** Tells whether every partition has reached its stop. */
  boolean isDrained() {
    for (final Assigned each : assigned.values()) {
      if (!each.subscription.isDrained()) {
        return false;
      }
    }
    return !assigned.isEmpty();
  }

  private void collect(List<ConsumerRecord<K, V>> records) {
    while (records.size() < settings.maxPollRecords()) {
      if (current == null) {
        current = queue.poll();
        if (current == null) {
          return;
        }
      }
      final Assigned owner = assigned.get(current.subscription().partition());
      if (owner == null || owner.subscription != current.subscription()) {
        current = null;
        continue;
      }
      final ConsumerRecord<K, V> record = next(owner);
      if (record != null) {
        records.add(record);
        owner.position = record.offset() + 1;
      } else {
        owner.position = current.nextOffset();
        owner.subscription.onConsumed(current.length());
        current = null;
      }
    }
  }

  private ConsumerRecord<K, V> next(Assigned owner) {
    try {
      return current.next(settings.keyCodec(), settings.valueCodec());
    } catch (final MalformedException e) {
      current = null;
      final Subscription broken = owner.subscription;
      runtime.execute(() -> core.subscriptions().remove(broken));
      owner.corruption = new CorruptDataException(broken.partition() + ": " + e.getMessage(), e);
      return null;
    }
  }

  /** Tells whether something came while the signal was being set up. */
  private boolean hasNews() {
    if (!queue.isEmpty()) {
      return true;
    }
    for (final Assigned each : assigned.values()) {
      if (each.corruption != null || each.subscription.hasNews()) {
        return true;
      }
    }
    return isDrained();
  }

  private void throwFailure() {
    for (final Assigned each : assigned.values()) {
      if (each.corruption != null) {
        throw each.corruption;
      }
      final RaftholdException failure = each.subscription.failure();
      if (failure != null) {
        throw failure;
      }
      final RaftholdException trouble = each.subscription.takeTrouble();
      if (trouble != null) {
        throw trouble;
      }
    }
  }

  @Override
  public void seek(TopicPartition partition, Start start) {
    checkOpen();
    final Subscription old = assigned(partition).subscription;
    runtime.execute(() -> core.subscriptions().remove(old));
    add(partition, start, SubscriptionSettings.NEVER);
  }

  @Override
  public long position(TopicPartition partition) {
    checkOpen();
    final Assigned entry = assigned(partition);
    if (entry.position == UNKNOWN_POSITION) {
      entry.position =
          runtime.await(
              entry.subscription.firstOffset(),
              runtime.requestTimeoutNs(),
              "looking up the position of " + partition);
    }
    return entry.position;
  }

  @Override
  public void close() {
    if (isClosed.compareAndSet(false, true)) {
      unassignAll();
    }
  }

  private void unassignAll() {
    for (final Assigned each : assigned.values()) {
      runtime.execute(() -> core.subscriptions().remove(each.subscription));
    }
    assigned.clear();
    current = null;
  }

  private Assigned assigned(TopicPartition partition) {
    final Assigned entry = assigned.get(partition);
    if (entry == null) {
      throw new IllegalArgumentException(
          partition + " is not assigned to this consumer: it has " + assigned.keySet());
    }
    return entry;
  }

  private void checkOpen() {
    runtime.checkOpen();
    if (isClosed.get()) {
      throw new ClientClosedException("the consumer is closed: open another one");
    }
  }

  private static final class Assigned {
    private final Subscription subscription;
    private long position;
    private CorruptDataException corruption;

    Assigned(Subscription subscription, Start start) {
      this.subscription = subscription;
      this.position = start instanceof Start.AtOffset at ? at.offset() : UNKNOWN_POSITION;
    }
  }
}
