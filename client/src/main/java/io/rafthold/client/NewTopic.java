package io.rafthold.client;

import io.rafthold.protocol.AckLevel;
import java.time.Duration;
import java.util.Objects;

/**
 * A topic to be created.
 *
 * @param name 1 to 249 letters, digits, {@code .}, {@code _} and {@code -}; not {@code .} or {@code
 *     ..}
 * @param partitions at least 1
 * @param replicas at most the number of brokers, or {@link #CLUSTER_DEFAULT}
 * @param segmentBytes size of a log segment, or {@link #CLUSTER_DEFAULT}
 * @param ackLevel or null for the cluster's default
 * @param retention how long records are kept
 */
public record NewTopic(
    String name,
    int partitions,
    int replicas,
    long segmentBytes,
    AckLevel ackLevel,
    TopicRetention retention) {
  /** Leaves the choice to the cluster. */
  public static final int CLUSTER_DEFAULT = 0;

  /** Checks that there is a name; the rest is checked when it is created. */
  public NewTopic {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(retention, "retention");
  }

  /**
   * Describes a topic on the cluster's defaults.
   *
   * @param name of the topic
   * @param partitions at least 1
   */
  public NewTopic(String name, int partitions) {
    this(name, partitions, CLUSTER_DEFAULT, CLUSTER_DEFAULT, null, TopicRetention.FOR_EVER);
  }

  /**
   * Returns the same with a number of replicas.
   *
   * @param count at most the number of brokers
   * @return a new description
   */
  public NewTopic withReplicas(int count) {
    return new NewTopic(name, partitions, count, segmentBytes, ackLevel, retention);
  }

  /**
   * Returns the same with a segment size.
   *
   * @param bytes of each segment
   * @return a new description
   */
  public NewTopic withSegmentBytes(long bytes) {
    return new NewTopic(name, partitions, replicas, bytes, ackLevel, retention);
  }

  /**
   * Returns the same with an ack level.
   *
   * @param level when a record counts as acknowledged
   * @return a new description
   */
  public NewTopic withAckLevel(AckLevel level) {
    return new NewTopic(name, partitions, replicas, segmentBytes, level, retention);
  }

  /**
   * Returns the same with a retention by time.
   *
   * @param time age beyond which records may go, from one second on; zero: never
   * @return a new description
   */
  public NewTopic withRetentionTime(Duration time) {
    return withRetention(new TopicRetention(time, retention.bytes()));
  }

  /**
   * Returns the same with a retention by size.
   *
   * @param bytes newest bytes of each partition that stay at least, from 1 MiB on; 0: all
   * @return a new description
   */
  public NewTopic withRetentionBytes(long bytes) {
    return withRetention(new TopicRetention(retention.time(), bytes));
  }

  private NewTopic withRetention(TopicRetention kept) {
    return new NewTopic(name, partitions, replicas, segmentBytes, ackLevel, kept);
  }
}
