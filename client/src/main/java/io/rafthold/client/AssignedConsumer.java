package io.rafthold.client;

import io.rafthold.protocol.BatchInflater;
import io.rafthold.protocol.MalformedException;
import io.rafthold.protocol.MissingLibraryException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Reads the partitions of one consumer: decodes what its subscriptions hand over, and keeps
 * positions. For the consumer's thread.
 */
final class AssignedConsumer<K, V> {
  static final long UNKNOWN_POSITION = -1;

  private final FetchQueue queue = new FetchQueue();

  /** Batches of partitions that were paused, which go before those of the queue. */
  private final Deque<FetchedBatch> resumed = new ArrayDeque<>();

  private final Map<TopicPartition, Assigned> assigned = new LinkedHashMap<>();
  private final AtomicBoolean isClosed = new AtomicBoolean();
  private final ClientRuntime runtime;
  private final ClientCore core;
  private final ConsumerSettings<K, V> settings;
  private final Start outOfRange;
  private final BatchInflater inflater = new BatchInflater();
  private FetchedBatch current;

  /** What a codec threw, to be thrown when all records before are delivered; and of which. */
  private RuntimeException postponed;

  private Subscription postponedOf;

  AssignedConsumer(ClientRuntime runtime, ConsumerSettings<K, V> settings) {
    this.outOfRange = settings.group().flatMap(GroupSettings::outOfRange).orElse(null);
    this.runtime = runtime;
    this.core = runtime.core();
    this.settings = settings;
  }

  /** Replaces all partitions. */
  void assign(Map<TopicPartition, Start> partitions) {
    unassignAll();
    partitions.forEach((partition, start) -> add(partition, start, SubscriptionSettings.NEVER));
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

  Set<TopicPartition> assignment() {
    return Set.copyOf(assigned.keySet());
  }

  /** Gives a partition up; the others go on. Harmless where it is not read. */
  void remove(TopicPartition partition) {
    final Assigned entry = assigned.remove(partition);
    if (entry != null) {
      runtime.execute(() -> core.subscriptions().remove(entry.subscription));
    }
  }

  /** Waits for records. */
  ConsumerRecords<K, V> poll(Duration timeout) {
    return poll(new Deadline(core.clock(), timeout.toNanos()), () -> false);
  }

  /**
   * Waits for records.
   *
   * @param isCalled tells whether somebody else has something for the consumer, who signals {@link
   *     #queue}: then it returns early
   */
  ConsumerRecords<K, V> poll(Deadline deadline, BooleanSupplier isCalled) {
    checkOpen();
    throwPostponed();
    final List<ConsumerRecord<K, V>> records = new ArrayList<>();
    boolean isLastLook = false;
    while (true) {
      collect(records);
      if (!records.isEmpty()) {
        return new ConsumerRecords<>(records);
      }
      throwPostponed();
      throwFailure();
      final long leftNs = deadline.leftNs();
      if (isLastLook || isDrained() || isCalled.getAsBoolean()) {
        return new ConsumerRecords<>(records);
      }
      isLastLook = leftNs <= 0;
      final CompletableFuture<Void> signal = queue.nextSignal();
      if (!hasNews() && !isCalled.getAsBoolean()) {
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
    while (records.size() < settings.maxPollRecords() && postponed == null) {
      if (current == null) {
        current = resumed.isEmpty() ? queue.poll() : resumed.poll();
        if (current == null) {
          return;
        }
      }
      final Assigned owner = assigned.get(current.subscription().partition());
      if (!isRead(current.subscription())) {
        current = null;
      } else if (owner.isPaused) {
        owner.parked.add(current);
        current = null;
      } else {
        collect(owner, records);
      }
    }
  }

  private void collect(Assigned owner, List<ConsumerRecord<K, V>> records) {
    final ConsumerRecord<K, V> record;
    try {
      record = next(owner);
    } catch (final RuntimeException e) {
      // What was collected already counts as delivered: it must not be lost.
      postponed = e;
      postponedOf = owner.subscription;
      return;
    }
    if (record != null) {
      records.add(record);
      owner.position = record.offset() + 1;
    } else if (current != null) {
      owner.position = current.nextOffset();
      owner.subscription.onConsumed(current.length());
      current = null;
    }
  }

  private ConsumerRecord<K, V> next(Assigned owner) {
    try {
      return current.next(settings.keyCodec(), settings.valueCodec(), inflater);
    } catch (final MalformedException e) {
      return giveUp(owner, new CorruptDataException(partition(owner) + e.getMessage(), e));
    } catch (final MissingLibraryException e) {
      return giveUp(
          owner, new UnsupportedCompressionException(partition(owner) + e.getMessage(), e));
    }
  }

  private static String partition(Assigned owner) {
    return owner.subscription.partition() + ": ";
  }

  /** Reads no further in a partition; the next poll that has no records says why. */
  private ConsumerRecord<K, V> giveUp(Assigned owner, RaftholdException reason) {
    final Subscription broken = owner.subscription;
    current = null;
    runtime.execute(() -> core.subscriptions().remove(broken));
    owner.unreadable = reason;
    return null;
  }

  /** Tells whether something came while the signal was being set up. */
  private boolean hasNews() {
    if (!queue.isEmpty() || !resumed.isEmpty()) {
      return true;
    }
    for (final Assigned each : assigned.values()) {
      if (!each.isPaused && (each.unreadable != null || each.subscription.hasNews())) {
        return true;
      }
    }
    return isDrained();
  }

  private void throwPostponed() {
    final RuntimeException failure = postponed;
    postponed = null;
    if (failure != null && isRead(postponedOf)) {
      throw failure;
    }
  }

  /** Tells whether a subscription is still what is read of its partition. */
  private boolean isRead(Subscription subscription) {
    final Assigned owner = assigned.get(subscription.partition());
    return owner != null && owner.subscription == subscription;
  }

  /** Of a partition that is held back this is said when it goes on: records may come before it. */
  private void throwFailure() {
    for (final Assigned each : assigned.values()) {
      if (each.isPaused) {
        continue;
      }
      if (each.unreadable != null) {
        throw each.unreadable;
      }
      final RaftholdException failure = each.subscription.failure();
      if (failure instanceof OffsetOutOfRangeException && outOfRange != null) {
        seek(each.subscription.partition(), outOfRange);
        return;
      }
      if (failure != null) {
        throw failure;
      }
      final RaftholdException trouble = each.subscription.takeTrouble();
      if (trouble != null) {
        throw trouble;
      }
    }
  }

  void seek(TopicPartition partition, Start start) {
    final Assigned before = assigned(partition);
    runtime.execute(() -> core.subscriptions().remove(before.subscription));
    add(partition, start, SubscriptionSettings.NEVER);
    final Assigned after = assigned(partition);
    after.isPaused = before.isPaused;
    after.isSought = true;
  }

  /** Holds a partition's records back; what its buffer has room for is still fetched. */
  void pause(TopicPartition partition) {
    final Assigned entry = assigned(partition);
    if (!entry.isPaused) {
      entry.isPaused = true;
      if (current != null && current.subscription() == entry.subscription) {
        entry.parked.add(current);
        current = null;
      }
    }
  }

  /** Gives a partition's records out again, from where they were held back. */
  void resume(TopicPartition partition) {
    final Assigned entry = assigned(partition);
    entry.isPaused = false;
    // What was parked is older than what an earlier resumption of it has left.
    while (!entry.parked.isEmpty()) {
      resumed.addFirst(entry.parked.pollLast());
    }
  }

  Set<TopicPartition> paused() {
    final Set<TopicPartition> paused = new LinkedHashSet<>();
    assigned.forEach(
        (partition, entry) -> {
          if (entry.isPaused) {
            paused.add(partition);
          }
        });
    return Set.copyOf(paused);
  }

  long position(TopicPartition partition, long timeoutNs) {
    final Assigned entry = assigned(partition);
    if (entry.position == UNKNOWN_POSITION) {
      entry.position =
          runtime.await(
              entry.subscription.firstOffset(),
              timeoutNs,
              "looking up the position of " + partition);
    }
    return entry.position;
  }

  /** Returns the position where that needs no waiting, else {@link #UNKNOWN_POSITION}. */
  long knownPosition(TopicPartition partition) {
    final Assigned entry = assigned(partition);
    final CompletableFuture<Long> first = entry.subscription.firstOffset();
    if (entry.position == UNKNOWN_POSITION && first.isDone() && !first.isCompletedExceptionally()) {
      entry.position = first.join();
    }
    return entry.position;
  }

  /** Tells, once, whether the position was moved by a seek. */
  boolean takeSought(TopicPartition partition) {
    final Assigned entry = assigned(partition);
    final boolean isSought = entry.isSought;
    entry.isSought = false;
    return isSought;
  }

  FetchQueue queue() {
    return queue;
  }

  void close() {
    if (isClosed.compareAndSet(false, true)) {
      unassignAll();
    }
  }

  private void unassignAll() {
    for (final Assigned each : assigned.values()) {
      runtime.execute(() -> core.subscriptions().remove(each.subscription));
    }
    assigned.clear();
    resumed.clear();
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

  void checkOpen() {
    runtime.checkOpen();
    if (isClosed.get()) {
      throw new ClientClosedException("the consumer is closed: open another one");
    }
  }

  private static final class Assigned {
    private final Deque<FetchedBatch> parked = new ArrayDeque<>();
    private final Subscription subscription;
    private long position;
    private boolean isPaused;
    private boolean isSought;
    private RaftholdException unreadable;

    Assigned(Subscription subscription, Start start) {
      this.subscription = subscription;
      this.position = start instanceof Start.AtOffset at ? at.offset() : UNKNOWN_POSITION;
    }
  }
}
