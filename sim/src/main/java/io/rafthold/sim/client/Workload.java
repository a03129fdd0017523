package io.rafthold.sim.client;

import io.rafthold.client.Codec;
import io.rafthold.client.NewTopic;
import io.rafthold.client.Producer;
import io.rafthold.client.ProducerRecord;
import io.rafthold.client.ProducerSettings;
import io.rafthold.client.RecordMetadata;
import io.rafthold.client.SimulatedClient;
import io.rafthold.client.TopicInfo;
import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.sim.Plan;
import io.rafthold.sim.SimRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntToLongFunction;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What an application does with its client: creates topics, sends records in bursts, and reads
 * them, from the leader or another replica, with a seek now and then.
 */
public final class Workload {
  private static final long TIMEOUT_NS = 5_000_000_000L;
  private static final int MAX_OUTSTANDING = 200;
  private static final int END_READS_PER_MILLE = 5;

  /** A topic as this client knows it. */
  private static final class Known {
    final String name;
    TopicInfo info;
    CompletableFuture<TopicInfo> lookUp;
    CompletableFuture<ErrorCode> creation;
    boolean isCreated;
    Reading reading;

    Known(String name) {
      this.name = name;
    }
  }

  private final SimulatedClient client;
  private final Plan plan;
  private final History history;
  private final SimRandom random;
  private final int node;
  private final List<Known> topics = new ArrayList<>();
  private final Producer<byte[], byte[]> producer;

  /** The topic that the consumer group reads. */
  private final String groupTopic;

  private final SimRandom groupRandom;
  private GroupWork groupWork;
  private int outstanding;
  private long nextSendNs;
  private boolean isQuiet;

  /** Sets a client to work. */
  public Workload(SimulatedClient client, Plan plan, History history, SimRandom random, int node) {
    this.client = client;
    this.plan = plan;
    this.history = history;
    this.random = random;
    this.node = node;
    for (final Plan.TopicPlan topic : plan.topics()) {
      topics.add(new Known(topic.name()));
    }
    groupTopic = plan.hasGroup() ? plan.topics().get(0).name() : null;
    groupRandom = SimRandom.of(plan.seed, "group" + node);
    producer =
        client
            .api()
            .newProducer(
                ProducerSettings.builder(Codec.bytes(), Codec.bytes())
                    .maxRecordBytes(16 * 1024)
                    .maxBatchBytes(32 * 1024)
                    .maxInFlightBatches(random.within(1, 16))
                    .deliveryTimeout(Duration.ofMillis(random.within(2_000, 30_000)))
                    .attemptTimeout(Duration.ofMillis(random.within(300, 3_000)))
                    .ackLevel(node % 2 == 0 ? null : AckLevel.QUORUM_SYNC)
                    .build());
  }

  /** Begins to use one more topic, which somebody creates. */
  public void add(String name) {
    topics.add(new Known(name));
  }

  /** Uses a topic no more, and deletes it where asked. */
  public void delete(String name, boolean isDeleter) {
    if (name.equals(groupTopic)) {
      groupWork = null;
    }
    for (int i = topics.size() - 1; i >= 0; i--) {
      if (topics.get(i).name.equals(name)) {
        final Known gone = topics.remove(i);
        if (gone.reading != null) {
          gone.reading.close();
        }
        if (gone.info != null) {
          gone.info.partitions().forEach(each -> history.deleted(each.groupId()));
        }
      }
    }
    if (isDeleter) {
      final CompletableFuture<ErrorCode> unused = client.deleteTopic(name, TIMEOUT_NS);
    }
  }

  /** Asks for a transfer, and leaves it at that. */
  public void transfer(int groupId, int toBroker) {
    final CompletableFuture<ErrorCode> unused = client.transfer(groupId, toBroker, TIMEOUT_NS);
  }

  /** Asks for one more replica, and leaves it at that. */
  public void addReplica(int groupId, int brokerId) {
    final CompletableFuture<ErrorCode> unused = client.addReplica(groupId, brokerId, TIMEOUT_NS);
  }

  /** Asks for one replica less, and leaves it at that. */
  public void removeReplica(int groupId, int brokerId) {
    final CompletableFuture<ErrorCode> unused = client.removeReplica(groupId, brokerId, TIMEOUT_NS);
  }

  /** Sends nothing more by itself. */
  public void quiet() {
    isQuiet = true;
    if (groupWork != null) {
      groupWork.quiet();
    }
  }

  /**
   * Runs a duty cycle and does what the application has to do.
   *
   * @param hasNews whether something came since the last step
   * @return when it wants to be called again at the latest
   */
  public long step(long nowNs, boolean hasNews) {
    client.step();
    for (int i = 0; i < topics.size(); i++) {
      final Known topic = topics.get(i);
      prepare(topic);
      if (topic.reading != null) {
        topic.reading.step(hasNews);
        readEnd(topic);
      }
    }
    if (groupWork != null) {
      groupWork.step(nowNs, hasNews);
    }
    if (isQuiet) {
      return Long.MAX_VALUE;
    }
    if (nowNs >= nextSendNs) {
      nextSendNs = nowNs + random.within(1, 2 * plan.sendIntervalNs());
      for (int left = random.within(1, plan.burst()); left > 0; left--) {
        sendSomewhere();
      }
      client.step();
    }
    return nextSendNs;
  }

  private void prepare(Known topic) {
    if (topic.info != null) {
      return;
    }
    if (!topic.isCreated) {
      create(topic);
    } else if (topic.lookUp == null) {
      topic.lookUp = client.lookUp(topic.name, TIMEOUT_NS);
    } else if (topic.lookUp.isDone()) {
      if (topic.lookUp.isCompletedExceptionally()) {
        topic.lookUp = null;
      } else {
        topic.info = topic.lookUp.join();
        topic.reading = new Reading(client, topic.info, history, random, plan.retention());
        if (topic.name.equals(groupTopic)) {
          groupWork =
              new GroupWork(
                  client, topic.info, history.groups(), groupRandom, plan.retention(), node);
        }
      }
    }
  }

  /** Asks for the end of a partition, which no answered send before may lie behind. */
  private void readEnd(Known topic) {
    if (!random.perMille(END_READS_PER_MILLE)) {
      return;
    }
    final int partition = random.below(topic.info.partitions().size());
    final int groupId = topic.info.partitions().get(partition).groupId();
    final long least = history.leastEnd(groupId);
    final CompletableFuture<Long> unused =
        client
            .endOffset(groupId, TIMEOUT_NS)
            .whenComplete(
                (end, failure) -> {
                  if (failure == null) {
                    history.endRead(groupId, least, end);
                  }
                });
  }

  private void create(Known topic) {
    if (topic.creation == null) {
      final Plan.TopicPlan wanted = plan.topic(topic.name);
      topic.creation =
          client.createTopic(
              new NewTopic(topic.name, wanted.partitions())
                  .withReplicas(wanted.replicas())
                  .withAckLevel(wanted.level())
                  .withRetentionTime(Duration.ofMillis(plan.retention().timeMs())),
              TIMEOUT_NS);
    } else if (topic.creation.isDone()) {
      if (!topic.creation.isCompletedExceptionally()) {
        final ErrorCode code = topic.creation.join();
        topic.isCreated = code == ErrorCode.OK || code == ErrorCode.TOPIC_EXISTS;
      }
      topic.creation = null;
    }
  }

  private void sendSomewhere() {
    if (topics.isEmpty()) {
      return;
    }
    final Known topic = topics.get(random.below(topics.size()));
    if (topic.info != null && client.knows(topic.name) && outstanding < MAX_OUTSTANDING) {
      final CompletableFuture<RecordMetadata> unused =
          send(topic, random.below(topic.info.partitions().size()));
    }
  }

  private CompletableFuture<RecordMetadata> send(Known topic, int partition) {
    final int groupId = topic.info.partitions().get(partition).groupId();
    final long value = history.sending(groupId, ((long) node << 32) | partition);
    final byte[] bytes = new byte[Math.max(Long.BYTES, random.below(plan.valueBytes() + 1))];
    new UnsafeBuffer(bytes).putLong(0, value);
    outstanding++;
    return producer
        .send(new ProducerRecord<>(topic.name, partition, null, bytes, List.of()))
        .whenComplete(
            (metadata, failure) -> {
              outstanding--;
              history.ended(value, metadata, failure);
            });
  }

  /** Names a topic that this client uses and does not know yet; null where there is none. */
  public String unknownTopic() {
    for (final Known topic : topics) {
      if (topic.info == null || !client.knows(topic.name)) {
        return topic.name + (topic.isCreated ? ", which is created" : "");
      }
    }
    return null;
  }

  /**
   * Sends a record to each partition; all topics are known.
   *
   * @return what becomes of them
   */
  public List<CompletableFuture<RecordMetadata>> probe() {
    final List<CompletableFuture<RecordMetadata>> probes = new ArrayList<>();
    for (final Known topic : topics) {
      for (int i = 0; i < topic.info.partitions().size(); i++) {
        probes.add(send(topic, i));
      }
    }
    return probes;
  }

  /** Begins to read all partitions from their start. */
  public void readAll() {
    for (final Known topic : topics) {
      if (topic.info != null) {
        topic.reading.restart();
      }
    }
  }

  /** Tells whether all partitions were read up to an end that the caller names. */
  public boolean hasRead(IntToLongFunction endOfGroup) {
    for (final Known topic : topics) {
      if (topic.info == null || !topic.reading.hasReached(endOfGroup)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Names a partition that the consumer group has not read up to an end that the caller names.
   *
   * @return null where there is none
   */
  public String groupIsBehind(IntToLongFunction endOfGroup) {
    return groupWork == null ? null : groupWork.behind(endOfGroup);
  }
}
