package io.rafthold.sim.client;

import io.rafthold.client.Codec;
import io.rafthold.client.Consumer;
import io.rafthold.client.ConsumerRecord;
import io.rafthold.client.ConsumerSettings;
import io.rafthold.client.OffsetOutOfRangeException;
import io.rafthold.client.PartitionInfo;
import io.rafthold.client.RaftholdException;
import io.rafthold.client.ReadFrom;
import io.rafthold.client.RequestTimeoutException;
import io.rafthold.client.SimulatedClient;
import io.rafthold.client.Start;
import io.rafthold.client.TopicInfo;
import io.rafthold.client.TopicPartition;
import io.rafthold.sim.SimRandom;
import io.rafthold.sim.SimRetention;
import io.rafthold.sim.invariant.InvariantViolation;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntToLongFunction;
import org.agrona.concurrent.UnsafeBuffer;

/** One consumer of a topic's partitions: sees each offset once and in order, but where it seeks. */
final class Reading {
  private static final int SEEKS_PER_MILLE = 1;
  private static final int MOST_BACK = 200;
  private static final int POLL_EVERY = 8;

  private final SimulatedClient client;
  private final TopicInfo topic;
  private final History history;
  private final SimRandom random;
  private final SimRetention retention;
  private final long[] next;
  private Consumer<byte[], byte[]> consumer;
  private int steps;

  Reading(
      SimulatedClient client,
      TopicInfo topic,
      History history,
      SimRandom random,
      SimRetention retention) {
    this.retention = retention;
    this.client = client;
    this.topic = topic;
    this.history = history;
    this.random = random;
    next = new long[topic.partitions().size()];
    open(random.below(3) == 0 ? ReadFrom.any() : ReadFrom.leader());
  }

  private void open(ReadFrom readFrom) {
    consumer =
        client
            .api()
            .newConsumer(
                new ConsumerSettings<>(Codec.bytes(), Codec.bytes())
                    .withReadFrom(readFrom)
                    .withBufferBytes(256 * 1024));
    final Map<TopicPartition, Start> starts = new LinkedHashMap<>();
    for (final PartitionInfo partition : topic.partitions()) {
      starts.put(
          new TopicPartition(topic.name(), partition.partition()),
          Start.offset(next[partition.partition()]));
    }
    consumer.assign(starts);
  }

  void close() {
    consumer.close();
  }

  /** Reads everything once more, from the leaders. */
  void restart() {
    consumer.close();
    Arrays.fill(next, 0);
    open(ReadFrom.leader());
  }

  void step(boolean hasNews) {
    final boolean isQuietStep = ++steps % POLL_EVERY != 0;
    if (!hasNews && isQuietStep) {
      return;
    }
    try {
      for (final ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ZERO)) {
        take(record);
      }
    } catch (RequestTimeoutException e) {
      // Polling again goes on trying.
    } catch (OffsetOutOfRangeException e) {
      goOnAtStart(e);
    } catch (RaftholdException e) {
      throw new InvariantViolation(Reading.class, "a consumer of " + topic.name() + " fails: " + e);
    }
    if (!isQuietStep && random.perMille(SEEKS_PER_MILLE)) {
      final int partition = random.below(next.length);
      next[partition] = Math.max(0, next[partition] - random.below(MOST_BACK));
      consumer.seek(new TopicPartition(topic.name(), partition), Start.offset(next[partition]));
    }
  }

  /** Retention has overtaken the reader, which is told so, and where the log starts now. */
  private void goOnAtStart(OffsetOutOfRangeException overtaken) {
    final int partition = overtaken.partition().partition();
    final int groupId = topic.partitions().get(partition).groupId();
    if (!retention.isOn()
        || overtaken.offset() != next[partition]
        || overtaken.startOffset() <= next[partition]
        || !history.isCommitted(groupId, overtaken.startOffset())) {
      throw new InvariantViolation(
          Reading.class, "at offset " + next[partition] + " a consumer is told: " + overtaken);
    }
    next[partition] = overtaken.startOffset();
    consumer.seek(overtaken.partition(), Start.offset(next[partition]));
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.offset() != next[record.partition()]) {
      throw new InvariantViolation(
          Reading.class,
          "a consumer of "
              + topic.name()
              + "-"
              + record.partition()
              + " reads offset "
              + record.offset()
              + " where "
              + next[record.partition()]
              + " is next");
    }
    next[record.partition()]++;
    history.read(
        topic.partitions().get(record.partition()).groupId(),
        record.offset(),
        new UnsafeBuffer(record.value()).getLong(0));
  }

  boolean hasReached(IntToLongFunction endOfGroup) {
    for (final PartitionInfo partition : topic.partitions()) {
      if (next[partition.partition()] < endOfGroup.applyAsLong(partition.groupId())) {
        return false;
      }
    }
    return true;
  }
}
