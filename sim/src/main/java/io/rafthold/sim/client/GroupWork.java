package io.rafthold.sim.client;

import io.rafthold.client.Codec;
import io.rafthold.client.Consumer;
import io.rafthold.client.ConsumerRecord;
import io.rafthold.client.ConsumerSettings;
import io.rafthold.client.GroupSettings;
import io.rafthold.client.OffsetOutOfRangeException;
import io.rafthold.client.RaftholdException;
import io.rafthold.client.RebalanceListener;
import io.rafthold.client.RequestTimeoutException;
import io.rafthold.client.SimulatedClient;
import io.rafthold.client.StaleGenerationException;
import io.rafthold.client.Start;
import io.rafthold.client.TopicInfo;
import io.rafthold.client.TopicPartition;
import io.rafthold.client.UnknownTopicException;
import io.rafthold.sim.SimRandom;
import io.rafthold.sim.SimRetention;
import io.rafthold.sim.invariant.InvariantViolation;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntToLongFunction;

/**
 * A member of the run's consumer group on one client: reads, commits, now and then seeks, stands
 * still for longer than it may and goes on as if nothing were, or hangs for ever and is replaced.
 */
final class GroupWork {
  private static final long MS = 1_000_000;
  private static final int POLL_EVERY = 8;
  private static final int COMMITS_PER_MILLE = 100;
  private static final int PAUSES_PER_MILLE = 3;
  private static final int HANGS_PER_MILLE = 1;
  private static final int SEEKS_PER_MILLE = 2;
  private static final int MOST_BACK = 50;
  private static final int MOST_MEMBERS = 4;
  private static final int MEMBERS_OF_A_CLIENT = 100;

  /** Where a partition's next record is, from the first one on. */
  private final Map<TopicPartition, Long> next = new HashMap<>();

  private final SimulatedClient client;
  private final TopicInfo topic;
  private final GroupHistory history;
  private final SimRandom random;
  private final SimRetention retention;
  private final int node;
  private Consumer<byte[], byte[]> consumer;
  private int members;
  private int member;
  private int steps;
  private int seeks;
  private long maxPollMs;
  private long notBeforeNs;
  private boolean isBack;
  private boolean isQuiet;

  GroupWork(
      SimulatedClient client,
      TopicInfo topic,
      GroupHistory history,
      SimRandom random,
      SimRetention retention,
      int node) {
    this.client = client;
    this.topic = topic;
    this.history = history;
    this.random = random;
    this.retention = retention;
    this.node = node;
    join();
  }

  private void join() {
    member = node * MEMBERS_OF_A_CLIENT + members++;
    next.clear();
    maxPollMs = random.within(500, 4_000);
    consumer =
        client
            .api()
            .newConsumer(
                new ConsumerSettings<>(Codec.bytes(), Codec.bytes())
                    .withBufferBytes(256 * 1024)
                    .withGroup(
                        GroupSettings.of(GroupHistory.GROUP)
                            .withSessionTimeout(Duration.ofMillis(random.within(1_000, 6_000)))
                            .withMaxPollInterval(Duration.ofMillis(maxPollMs))));
    consumer.subscribe(List.of(topic.name()), new Listener());
  }

  /** Neither stands still nor hangs any more. */
  void quiet() {
    isQuiet = true;
  }

  void step(long nowNs, boolean hasNews) {
    final boolean isQuietStep = ++steps % POLL_EVERY != 0;
    if ((nowNs < notBeforeNs && !isQuiet) || (!hasNews && isQuietStep)) {
      return;
    }
    if (isBack) {
      // It has no idea that it was away, and finishes what it had in hand.
      isBack = false;
      commit();
    }
    poll();
    if (random.perMille(COMMITS_PER_MILLE)) {
      commit();
    }
    if (!isQuietStep && !isQuiet) {
      misbehave(nowNs);
    }
  }

  private void misbehave(long nowNs) {
    if (random.perMille(PAUSES_PER_MILLE)) {
      notBeforeNs = nowNs + random.within(1, 3 * maxPollMs) * MS;
      isBack = true;
    } else if (random.perMille(HANGS_PER_MILLE) && members < MOST_MEMBERS) {
      join();
    } else if (random.perMille(SEEKS_PER_MILLE) && !retention.isOn()) {
      seek();
    }
  }

  private void seek() {
    for (final TopicPartition partition : consumer.assignment()) {
      if (next.containsKey(partition)) {
        final long offset = Math.max(0, next.get(partition) - random.below(MOST_BACK));
        next.put(partition, offset);
        consumer.seek(partition, Start.offset(offset));
        seeks++;
        return;
      }
    }
  }

  private void poll() {
    try {
      for (final ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ZERO)) {
        take(record);
      }
    } catch (RequestTimeoutException | UnknownTopicException e) {
      // Polling again goes on trying; a topic may be deleted.
    } catch (OffsetOutOfRangeException e) {
      if (!retention.isOn()) {
        throw new InvariantViolation(GroupWork.class, "a member of a group is told: " + e);
      }
      next.put(e.partition(), e.startOffset());
      consumer.seek(e.partition(), Start.offset(e.startOffset()));
    } catch (RaftholdException e) {
      throw new InvariantViolation(GroupWork.class, "a member of a group fails: " + e);
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    final TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    final int groupId = groupOf(partition);
    final Long expected = next.get(partition);
    if (expected == null && !retention.isOn()) {
      history.begun(groupId, consumer.epoch(partition), record.offset());
    } else if (expected != null && expected != record.offset()) {
      throw new InvariantViolation(
          GroupWork.class,
          "a member reads offset "
              + record.offset()
              + " of "
              + partition
              + " where "
              + expected
              + " is next");
    }
    next.put(partition, record.offset() + 1);
    history.read(groupId, record.offset() + 1);
  }

  /** One that a seek has overtaken may have been left out: the commit behind the seek counts. */
  private void commit() {
    final Map<TopicPartition, Long> offsets = new LinkedHashMap<>();
    final Map<TopicPartition, Long> epochs = new HashMap<>();
    for (int i = 0; i < topic.partitions().size(); i++) {
      final TopicPartition partition = new TopicPartition(topic.name(), i);
      if (next.containsKey(partition) && consumer.assignment().contains(partition)) {
        offsets.put(partition, next.get(partition));
        epochs.put(partition, consumer.epoch(partition));
      }
    }
    final int seeksBefore = seeks;
    final CompletableFuture<Void> unused =
        consumer
            .commitAsync(offsets)
            .whenComplete(
                (nothing, failure) -> {
                  if (failure == null && seeks == seeksBefore) {
                    offsets.forEach(
                        (partition, offset) ->
                            history.committed(groupOf(partition), epochs.get(partition), offset));
                  } else if (failure != null) {
                    refused(failure);
                  }
                });
  }

  /** A commit is refused where the partition is another's; else it may be repeated. */
  private void refused(Throwable failure) {
    if (!(failure instanceof StaleGenerationException)
        && failure instanceof RaftholdException known
        && !known.isRetriable()) {
      history.wrong("a commit ends with " + failure);
    }
  }

  private int groupOf(TopicPartition partition) {
    return topic.partitions().get(partition.partition()).groupId();
  }

  /**
   * Names a partition that the group has not read to its end; null where there is none, or where
   * retention may have left nothing to be read.
   */
  String behind(IntToLongFunction endOfGroup) {
    if (retention.isOn()) {
      return null;
    }
    for (int i = 0; i < topic.partitions().size(); i++) {
      final int groupId = topic.partitions().get(i).groupId();
      if (history.reached(groupId) < endOfGroup.applyAsLong(groupId)) {
        return topic.name() + "-" + i + " at " + history.reached(groupId);
      }
    }
    return null;
  }

  private final class Listener implements RebalanceListener {
    private final int listener = member;

    @Override
    public void onAssigned(Collection<TopicPartition> partitions) {
      partitions.forEach(next::remove);
      partitions.forEach(
          partition -> history.assigned(groupOf(partition), consumer.epoch(partition), listener));
    }

    @Override
    public void onRevoked(Collection<TopicPartition> partitions) {
      commit();
    }
  }
}
