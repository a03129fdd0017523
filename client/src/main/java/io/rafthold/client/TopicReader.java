package io.rafthold.client;

import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.OffsetSpec;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A consumer whose partitions have an end, fixed by asking the leaders when it is opened. */
final class TopicReader<K, V> implements Reader<K, V> {
  private final ClientRuntime runtime;
  private final ClientCore core;
  private final ReaderSettings<K, V> settings;
  private final AssignedConsumer<K, V> consumer;

  TopicReader(ClientRuntime runtime, ReaderSettings<K, V> settings) {
    this.runtime = runtime;
    this.core = runtime.core();
    this.settings = settings;
    this.consumer = new AssignedConsumer<>(runtime, settings.consumer());
    try {
      open();
    } catch (final RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  private void open() {
    final Deadline deadline = new Deadline(core.clock(), runtime.requestTimeoutNs());
    final List<PartitionInfo> partitions = partitions(deadline);
    if (!(settings.stop() instanceof Stop.AtEnd)) {
      partitions.forEach(each -> consumer.add(id(each), settings.start(), stopOffset()));
      return;
    }
    final Map<PartitionInfo, CompletableFuture<Reply>> asked = new LinkedHashMap<>();
    for (final PartitionInfo partition : partitions) {
      asked.put(partition, askForEnd(partition, deadline));
    }
    asked.forEach((partition, answer) -> open(partition, answer, deadline));
  }

  private List<PartitionInfo> partitions(Deadline deadline) {
    final String topic = settings.topic();
    return settings.partition() == ReaderSettings.ALL_PARTITIONS
        ? runtime.lookup().fresh(topic, deadline.leftNs()).partitions()
        : List.of(
            runtime
                .lookup()
                .partition(new TopicPartition(topic, settings.partition()), deadline.leftNs()));
  }

  private CompletableFuture<Reply> askForEnd(PartitionInfo partition, Deadline deadline) {
    final CompletableFuture<Reply> answer = new CompletableFuture<>();
    final int groupId = partition.groupId();
    final long leftNs = Math.max(1, deadline.leftNs());
    runtime.execute(
        () ->
            core.calls()
                .start(
                    new Call(
                        core,
                        "looking up the end of " + id(partition),
                        groupId,
                        Call.leaderOf(groupId),
                        (requests, correlationId) ->
                            requests.offsets(correlationId, groupId, OffsetSpec.LATEST, 0, false),
                        leftNs))
                .forwardTo(answer));
    return answer;
  }

  private void open(PartitionInfo partition, CompletableFuture<Reply> answer, Deadline deadline) {
    final String what = "looking up the end of " + id(partition);
    final Reply reply = runtime.await(answer, Math.max(1, deadline.leftNs()), what);
    if (!(reply instanceof Reply.Offsets offsets) || offsets.code() != ErrorCode.OK) {
      throw Failures.refused(reply.code(), what, reply.message());
    }
    if (settings.start() instanceof Start.AtOffset at
        && (at.offset() < offsets.startOffset() || at.offset() > offsets.endOffset())) {
      throw new OffsetOutOfRangeException(
          id(partition), at.offset(), offsets.startOffset(), offsets.endOffset());
    }
    consumer.add(id(partition), settings.start(), offsets.endOffset());
  }

  /** Returns a stop that needs no looking up. */
  private long stopOffset() {
    return settings.stop() instanceof Stop.AtOffset at ? at.offset() : SubscriptionSettings.NEVER;
  }

  private TopicPartition id(PartitionInfo partition) {
    return new TopicPartition(settings.topic(), partition.partition());
  }

  @Override
  public ConsumerRecords<K, V> poll(Duration timeout) {
    return consumer.poll(timeout);
  }

  @Override
  public boolean isAtEnd() {
    return consumer.isDrained();
  }

  @Override
  public Iterator<ConsumerRecord<K, V>> iterator() {
    return new ReaderIterator<>(this);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
