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
  private int partitions;
  private final Map<Integer, PartitionInfo> leaders = new HashMap<>();

  /**
   * Plans to wait.
   *
   * @param firstPartition the first that is new
   * @param partitions that the topic has at least, the new ones included
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
   * @throws UnreachableException where no broker answers any more
   * @throws NoQuorumException where the deadline passes before; the topic is changed in both cases
   */
  TopicInfo await(Deadline deadline) {
    do {
      try {
        final TopicInfo seen = calls.cluster(topic, deadline).topic(topic);
        if (seen != null && isComplete(seen)) {
          return withLeaders(seen);
        }
      } catch (final UnreachableException nobody) {
        throw new UnreachableException(
            "topic '" + topic + "' was changed; then " + nobody.getMessage(), true);
      } catch (final RequestTimeoutException late) {
        // Others are asked for as long as there is time.
      }
      runtime.execute(runtime.core().connections()::wantAll);
      calls.pause(AdminCalls.POLL_INTERVAL_NS);
    } while (deadline.leftNs() > 0);
    throw tooLate();
  }

  private boolean isComplete(TopicInfo seen) {
    for (final PartitionInfo partition : seen.partitions()) {
      if (partition.leader() != PartitionInfo.NO_LEADER) {
        leaders.put(partition.groupId(), partition);
      }
    }
    final boolean hasAll = seen.partitions().size() >= partitions;
    partitions = Math.max(partitions, seen.partitions().size());
    return hasAll
        && seen.partitions().stream()
            .skip(firstPartition)
            .allMatch(partition -> leaders.containsKey(partition.groupId()));
  }

  private TopicInfo withLeaders(TopicInfo seen) {
    final List<PartitionInfo> all =
        seen.partitions().stream().map(each -> leaders.getOrDefault(each.groupId(), each)).toList();
    return new TopicInfo(
        seen.name(),
        seen.topicId(),
        seen.replicas(),
        seen.segmentBytes(),
        seen.ackLevel(),
        seen.retention(),
        all);
  }

  private NoQuorumException tooLate() {
    return new NoQuorumException(
        "topic '"
            + topic
            + "' was changed, and is not to be changed again; "
            + leaders.size()
            + " of its "
            + partitions
            + " partitions are known to have a leader by the deadline: start the brokers that are"
            + " down, if any, else describe the topic until all have one; many partitions take"
            + " longer, so give the call more time",
        true);
  }
}
