package io.rafthold.client;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Waits on the caller's thread until new partitions of a topic have leaders. A broker knows those
 * of the partitions that it has replicas of: all are asked in turn.
 */
final class LeaderWait {
  private final ClientRuntime runtime;
  private final AdminCalls calls;
  private final String topic;
  private final int firstPartition;
  private final int partitions;
  private final Map<Integer, PartitionInfo> led = new HashMap<>();

  /**
   * Plans to wait.
   *
   * @param firstPartition the first that is new
   * @param partitions that the topic has, the new ones included
   */
  LeaderWait(
      ClientRuntime runtime, AdminCalls calls, String topic, int firstPartition, int partitions) {
    this.runtime = runtime;
    this.calls = calls;
    this.topic = topic;
    this.firstPartition = firstPartition;
    this.partitions = partitions;
  }

  /**
   * Waits.
   *
   * @return the topic with all leaders that were heard of
   * @throws NoQuorumException where the deadline passes before; the topic is changed nevertheless
   */
  TopicInfo await(Deadline deadline) {
    RequestTimeoutException lastFailure = null;
    while (deadline.leftNs() > 0) {
      try {
        final TopicInfo seen = calls.cluster(topic, deadline).topic(topic);
        if (seen != null && isComplete(seen)) {
          return withLeaders(seen);
        }
      } catch (final RequestTimeoutException late) {
        lastFailure = late;
      }
      runtime.execute(runtime.core().connections()::wantAll);
      calls.pause(AdminCalls.POLL_INTERVAL_NS);
    }
    throw tooLate(lastFailure);
  }

  private boolean isComplete(TopicInfo seen) {
    for (final PartitionInfo partition : seen.partitions()) {
      if (partition.leader() != PartitionInfo.NO_LEADER) {
        led.put(partition.groupId(), partition);
      }
    }
    return seen.partitions().size() >= partitions
        && seen.partitions().stream()
            .skip(firstPartition)
            .allMatch(partition -> led.containsKey(partition.groupId()));
  }

  private TopicInfo withLeaders(TopicInfo seen) {
    final List<PartitionInfo> all =
        seen.partitions().stream().map(each -> led.getOrDefault(each.groupId(), each)).toList();
    return new TopicInfo(
        seen.name(),
        seen.topicId(),
        seen.replicas(),
        seen.segmentBytes(),
        seen.ackLevel(),
        seen.retention(),
        all);
  }

  private NoQuorumException tooLate(RequestTimeoutException lastFailure) {
    final NoQuorumException late =
        new NoQuorumException(
            "topic '"
                + topic
                + "' has its partitions, but "
                + led.size()
                + " of "
                + partitions
                + " have a leader by the end of the call's time; nothing is to be done again: the"
                + " others get theirs as soon as brokers have made their files, describe the topic"
                + " to see them; many partitions take more time, about 30 s for a thousand on two"
                + " cores",
            true);
    if (lastFailure != null) {
      late.addSuppressed(lastFailure);
    }
    return late;
  }
}
