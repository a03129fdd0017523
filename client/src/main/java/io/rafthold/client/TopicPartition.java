package io.rafthold.client;

import java.util.Objects;

/**
 * One partition of a topic.
 *
 * @param topic its name
 * @param partition its number, from 0
 */
public record TopicPartition(String topic, int partition) {
  /** Checks that the number is not negative. */
  public TopicPartition {
    Objects.requireNonNull(topic, "topic");
    if (partition < 0) {
      throw new IllegalArgumentException("partition " + partition + " is negative");
    }
  }

  @Override
  public String toString() {
    return topic + "-" + partition;
  }
}
