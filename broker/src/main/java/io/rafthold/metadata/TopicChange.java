package io.rafthold.metadata;

import io.rafthold.partition.RetentionPolicy;

/**
 * What shall be otherwise in a topic's settings. Immutable.
 *
 * @param retentionMs see {@link RetentionPolicy#timeMs}, or {@link #AS_IT_IS}
 * @param retentionBytes see {@link RetentionPolicy#bytes}, or {@link #AS_IT_IS}
 * @param segmentBytes bound of segments to come, or {@link #AS_IT_IS}
 */
public record TopicChange(long retentionMs, long retentionBytes, long segmentBytes) {
  /** Stands for a setting that stays. */
  public static final long AS_IT_IS = -1;

  /** Tells whether everything stays. */
  boolean isEmpty() {
    return retentionMs == AS_IT_IS && retentionBytes == AS_IT_IS && segmentBytes == AS_IT_IS;
  }

  /** Returns the topic as it is with the change. */
  Topic of(Topic topic) {
    final RetentionPolicy before = topic.retention();
    return topic.with(
        segmentBytes == AS_IT_IS ? topic.segmentBytes() : segmentBytes,
        new RetentionPolicy(
            retentionMs == AS_IT_IS ? before.timeMs() : retentionMs,
            retentionBytes == AS_IT_IS ? before.bytes() : retentionBytes));
  }
}
