package io.rafthold.client;

import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.OffsetSpec;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** A consumer as the user sees it: with partitions of his choice, or as a member of a group. */
final class ClientConsumer<K, V> implements Consumer<K, V> {
  private static final RebalanceListener NOBODY = new RebalanceListener() {};

  private final AtomicBoolean isClosed = new AtomicBoolean();
  private final AtomicBoolean isWoken = new AtomicBoolean();
  private final ClientRuntime runtime;
  private final ClientCore core;
  private final ConsumerSettings<K, V> settings;
  private final AssignedConsumer<K, V> reads;
  private GroupConsumer group;

  ClientConsumer(ClientRuntime runtime, ConsumerSettings<K, V> settings) {
    this.runtime = runtime;
    this.core = runtime.core();
    this.settings = settings;
    this.reads = new AssignedConsumer<>(runtime, settings);
  }

  @Override
  public void assign(Map<TopicPartition, Start> partitions) {
    reads.checkOpen();
    unsubscribe();
    reads.assign(partitions);
  }

  @Override
  public void assign(Collection<TopicPartition> partitions, Start start) {
    final Map<TopicPartition, Start> starts = new LinkedHashMap<>();
    partitions.forEach(partition -> starts.put(partition, start));
    assign(starts);
  }

  @Override
  public void subscribe(Collection<String> topics) {
    subscribe(topics, NOBODY);
  }

  @Override
  public void subscribe(Collection<String> topics, RebalanceListener listener) {
    reads.checkOpen();
    final GroupSettings member = groupSettings();
    if (topics.isEmpty()) {
      throw new IllegalArgumentException("no topic: name at least one, or unsubscribe");
    }
    unsubscribe();
    reads.assign(Map.of());
    group = new GroupConsumer(runtime, reads, member, new TreeSet<>(topics), listener);
  }

  @Override
  public void unsubscribe() {
    final GroupConsumer left = group;
    if (left != null) {
      left.checkIdle("unsubscribe");
      try {
        left.leave(runtime.requestTimeoutNs());
      } finally {
        group = null;
        reads.assign(Map.of());
      }
    }
  }

  @Override
  public Set<String> subscription() {
    return group == null ? Set.of() : Set.copyOf(group.topics());
  }

  @Override
  public Set<TopicPartition> assignment() {
    return reads.assignment();
  }

  @Override
  public Collection<TopicPartition> partitionsOf(String topic) {
    reads.checkOpen();
    return runtime.lookup().fresh(topic, runtime.requestTimeoutNs()).partitions().stream()
        .map(partition -> new TopicPartition(topic, partition.partition()))
        .toList();
  }

  @Override
  public ConsumerRecords<K, V> poll(Duration timeout) {
    reads.checkOpen();
    final Deadline deadline = new Deadline(core.clock(), timeout.toNanos());
    final GroupConsumer member = group;
    if (member == null) {
      throwIfWoken();
      final ConsumerRecords<K, V> records = reads.poll(deadline, isWoken::get);
      return records.isEmpty() ? checked(records) : records;
    }
    member.beginPoll();
    try {
      return poll(member, deadline);
    } finally {
      member.endPoll();
    }
  }

  private ConsumerRecords<K, V> poll(GroupConsumer member, Deadline deadline) {
    while (true) {
      throwIfWoken();
      member.rebalance();
      member.autoCommit();
      final ConsumerRecords<K, V> records =
          reads.poll(deadline, () -> isWoken.get() || member.hasNews());
      if (!records.isEmpty()) {
        return records;
      }
      if (deadline.leftNs() <= 0 && !member.hasNews()) {
        return checked(records);
      }
    }
  }

  private ConsumerRecords<K, V> checked(ConsumerRecords<K, V> empty) {
    throwIfWoken();
    return empty;
  }

  private void throwIfWoken() {
    if (isWoken.getAndSet(false)) {
      throw new WakeupException();
    }
  }

  @Override
  public void wakeup() {
    isWoken.set(true);
    reads.queue().signal();
  }

  @Override
  public void commit() {
    commit(Duration.ofNanos(runtime.requestTimeoutNs()));
  }

  @Override
  public void commit(Duration timeout) {
    commit(member().positions(), timeout);
  }

  @Override
  public void commit(Map<TopicPartition, Long> offsets) {
    commit(offsets, Duration.ofNanos(runtime.requestTimeoutNs()));
  }

  @Override
  public void commit(Map<TopicPartition, Long> offsets, Duration timeout) {
    runtime.await(commitAsync(offsets), timeout.toNanos(), "committing " + offsets);
  }

  @Override
  public CompletableFuture<Void> commitAsync() {
    return commitAsync(member().positions());
  }

  @Override
  public CompletableFuture<Void> commitAsync(Map<TopicPartition, Long> offsets) {
    reads.checkOpen();
    offsets.forEach(
        (partition, offset) -> {
          if (offset < 0) {
            throw new IllegalArgumentException(
                "offset " + offset + " of " + partition + " is negative: offsets are from 0");
          }
        });
    return member().commitAsync(offsets);
  }

  @Override
  public OptionalLong committed(TopicPartition partition) {
    return committed(partition, Duration.ofNanos(runtime.requestTimeoutNs()));
  }

  @Override
  public OptionalLong committed(TopicPartition partition, Duration timeout) {
    reads.checkOpen();
    final String name = groupSettings().name();
    final String what = "asking for the offset that '" + name + "' committed of " + partition;
    final Reply reply =
        ask(
            what,
            partition,
            new Deadline(core.clock(), timeout.toNanos()),
            (requests, correlationId, groupId) ->
                requests.groups().cursor(correlationId, name, groupId));
    if (reply instanceof Reply.CursorTold told && told.code() == ErrorCode.OK) {
      return told.offset() < 0 ? OptionalLong.empty() : OptionalLong.of(told.offset());
    }
    throw Failures.refused(reply.code(), what, reply.message());
  }

  @Override
  public long lag(TopicPartition partition) {
    return lag(partition, Duration.ofNanos(runtime.requestTimeoutNs()));
  }

  @Override
  public long lag(TopicPartition partition, Duration timeout) {
    final Deadline deadline = new Deadline(core.clock(), timeout.toNanos());
    final long position = position(partition, timeout);
    final String what = "asking for the end of " + partition;
    final Reply reply =
        ask(
            what,
            partition,
            deadline,
            (requests, correlationId, groupId) ->
                requests.offsets(correlationId, groupId, OffsetSpec.LATEST, 0, false));
    if (reply instanceof Reply.Offsets offsets && offsets.code() == ErrorCode.OK) {
      return Math.max(0, offsets.endOffset() - position);
    }
    throw Failures.refused(reply.code(), what, reply.message());
  }

  @Override
  public long epoch(TopicPartition partition) {
    return member().epoch(partition);
  }

  @Override
  public void seek(TopicPartition partition, Start start) {
    reads.checkOpen();
    reads.seek(partition, start);
  }

  @Override
  public long position(TopicPartition partition) {
    return position(partition, Duration.ofNanos(runtime.requestTimeoutNs()));
  }

  @Override
  public long position(TopicPartition partition, Duration timeout) {
    reads.checkOpen();
    return reads.position(partition, timeout.toNanos());
  }

  @Override
  public void pause(Collection<TopicPartition> partitions) {
    reads.checkOpen();
    partitions.forEach(reads::pause);
  }

  @Override
  public void resume(Collection<TopicPartition> partitions) {
    reads.checkOpen();
    partitions.forEach(reads::resume);
  }

  @Override
  public Set<TopicPartition> paused() {
    return reads.paused();
  }

  @Override
  public void close() {
    close(Duration.ofNanos(runtime.requestTimeoutNs()));
  }

  @Override
  public void close(Duration timeout) {
    if (isClosed.compareAndSet(false, true)) {
      final GroupConsumer left = group;
      try {
        if (left != null && runtime.isOpen()) {
          left.leave(timeout.toNanos());
        }
      } finally {
        group = null;
        reads.close();
      }
    }
  }

  /** Encodes a question about a partition's group. */
  private interface Question {
    int encode(Requests requests, long correlationId, int groupId);
  }

  private Reply ask(String what, TopicPartition partition, Deadline deadline, Question question) {
    final int groupId =
        runtime.lookup().partition(partition, Math.max(1, deadline.leftNs())).groupId();
    final long leftNs = Math.max(1, deadline.leftNs());
    return runtime.call(
        () ->
            core.calls()
                .start(
                    new Call(
                        core,
                        what,
                        groupId,
                        Call.leaderOf(groupId),
                        (requests, correlationId) ->
                            question.encode(requests, correlationId, groupId),
                        leftNs))
                .result(),
        leftNs,
        what);
  }

  private GroupSettings groupSettings() {
    return settings
        .group()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the consumer has no group: name one by ConsumerSettings.withGroup"));
  }

  private GroupConsumer member() {
    reads.checkOpen();
    if (group == null) {
      throw new IllegalStateException(
          "the consumer is not subscribed: commits and epochs are for members of a group, call"
              + " subscribe");
    }
    return group;
  }
}
