package io.rafthold.sim;

import io.rafthold.protocol.AckLevel;
import io.rafthold.sim.fault.FaultPlan;
import java.util.ArrayList;
import java.util.List;

/** What a seed decides before a run begins: the cluster, its load, and how rough it will be. */
public final class Plan {
  /** A topic that exists from the start. */
  public record TopicPlan(String name, int partitions, int replicas, AckLevel level) {}

  private static final long MS = 1_000_000;
  private static final long US = 1_000;
  private static final int MAX_PARTITIONS = 8;

  /** One run of so many has a consumer group. */
  private static final int GROUP_IN = 16;

  private static final int[] SIZES = {1, 2, 3, 3, 3, 3, 3, 4, 5, 5, 5, 6, 7};

  /** The seed. */
  public final long seed;

  /** How long faults may happen, in virtual time. */
  public final long safetyNs;

  final int brokers;
  final int clients;
  final List<TopicPlan> topics = new ArrayList<>();
  final long electionMinNs;
  final long electionMaxNs;
  final long heartbeatNs;
  final long cycleNs;
  final long flushNs;
  final long flushIntervalNs;
  final long linkTimeoutNs;
  final long scrubMs;
  final int segmentBytes;
  final long sendIntervalNs;
  final int burst;
  final int valueBytes;
  private final FaultPlan faults;
  private final SimRetention retention;
  private final boolean hasGroup;

  /**
   * Draws a plan.
   *
   * @param seed decides everything
   * @param safetyNs how long faults may happen
   */
  public Plan(long seed, long safetyNs) {
    this.seed = seed;
    this.safetyNs = safetyNs;
    final SimRandom random = SimRandom.of(seed, "plan");
    retention = new SimRetention(seed);
    hasGroup = SimRandom.of(seed, "group").below(GROUP_IN) == 0;
    brokers = SIZES[random.below(SIZES.length)];
    clients = random.within(1, 3);
    heartbeatNs = random.within(40, 200) * MS;
    electionMinNs = heartbeatNs * random.within(4, 8);
    electionMaxNs = electionMinNs * random.within(15, 30) / 10;
    cycleNs = random.skewed(20 * US, 5 * MS);
    flushNs = random.skewed(100 * US, 20 * MS);
    flushIntervalNs = random.within(2, 50) * MS;
    linkTimeoutNs = random.within(500, 5_000) * MS;
    segmentBytes = 65_536 * random.within(1, 4);
    sendIntervalNs = random.skewed(150 * MS, 5_000 * MS);
    burst = random.within(1, 6);
    valueBytes = (int) random.skewed(8, 2_000);
    final int count = random.within(1, 3);
    int partitions = 0;
    for (int i = 0; i < count && partitions < MAX_PARTITIONS; i++) {
      final int size = Math.min(random.within(1, 4), MAX_PARTITIONS - partitions);
      partitions += size;
      final int replicas = random.below(3) > 0 ? Math.min(3, brokers) : random.within(1, brokers);
      topics.add(
          new TopicPlan(
              "t" + i,
              size,
              replicas,
              random.below(2) == 0 ? AckLevel.QUORUM_SYNC : AckLevel.QUORUM));
    }
    scrubMs = SimRandom.of(seed, "scrub").skewed(500, 60_000);
    faults = new FaultPlan(seed, Promises.forbidden(this));
  }

  /** Returns how rough the run will be. */
  public FaultPlan faults() {
    return faults;
  }

  /** Returns how long topics keep their records. */
  public SimRetention retention() {
    return retention;
  }

  /** Tells whether the clients are members of a consumer group. */
  public boolean hasGroup() {
    return hasGroup;
  }

  /** Returns the topics that clients create. */
  public List<TopicPlan> topics() {
    return topics;
  }

  /** Returns a topic of a name. */
  public TopicPlan topic(String name) {
    for (final TopicPlan topic : topics) {
      if (topic.name().equals(name)) {
        return topic;
      }
    }
    throw new IllegalArgumentException("no topic " + name);
  }

  /** Draws one more topic, for a moment in the run. */
  TopicPlan oneMoreTopic(String name, SimRandom random) {
    final TopicPlan topic =
        new TopicPlan(
            name,
            random.within(1, 2),
            Math.min(brokers, random.within(1, 3)),
            random.below(2) == 0 ? AckLevel.QUORUM_SYNC : AckLevel.QUORUM);
    topics.add(topic);
    return topic;
  }

  /** Forgets a topic that is about to be deleted. */
  void forget(TopicPlan topic) {
    topics.remove(topic);
  }

  /** Returns the mean time between two bursts of a client. */
  public long sendIntervalNs() {
    return sendIntervalNs;
  }

  /** Returns the most records of a burst. */
  public int burst() {
    return burst;
  }

  /** Returns the most bytes of a value. */
  public int valueBytes() {
    return valueBytes;
  }

  /** Says the plan in a line. */
  public String describe() {
    return brokers
        + " brokers, "
        + clients
        + " clients, topics "
        + topics
        + ", election "
        + electionMinNs / MS
        + ".."
        + electionMaxNs / MS
        + " ms, heartbeat "
        + heartbeatNs / MS
        + " ms, cycle "
        + cycleNs / US
        + " us, flush "
        + flushNs / US
        + " us, flush interval "
        + flushIntervalNs / MS
        + " ms, link timeout "
        + linkTimeoutNs / MS
        + " ms, segments of "
        + segmentBytes
        + " bytes, "
        + retention
        + (hasGroup ? ", a consumer group" : "")
        + ", a send every "
        + sendIntervalNs / MS
        + " ms";
  }
}
