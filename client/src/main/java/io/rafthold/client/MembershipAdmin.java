package io.rafthold.client;

import io.rafthold.protocol.codec.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Changes brokers, replicas and leaders, one request after the other, on the caller's thread. */
final class MembershipAdmin {
  /** How long a leader may take to hand over before it is asked again. */
  private static final long TRANSFER_PATIENCE_NS = TimeUnit.SECONDS.toNanos(1);

  private final AdminCalls calls;

  MembershipAdmin(AdminCalls calls) {
    this.calls = calls;
  }

  void addBroker(NewBroker broker) {
    final Deadline deadline = calls.deadline();
    final String what = "adding broker " + broker.id();
    final AdminCalls.Answer answer =
        askMetadata(
            what, (requests, correlationId) -> requests.addBroker(correlationId, broker), deadline);
    // An unanswered attempt of this very call may have added it.
    final boolean isOurs =
        answer.reply().code() == ErrorCode.INVALID_ARGUMENT
            && answer.call().isOutcomeUnknown()
            && isThere(broker, deadline);
    if (!isOurs) {
      require(what, answer);
    }
  }

  private boolean isThere(NewBroker broker, Deadline deadline) {
    return calls.cluster(AdminCalls.ALL_TOPICS, deadline).brokers().stream()
        .anyMatch(
            known ->
                known.id() == broker.id()
                    && known.host().equals(broker.host())
                    && known.clientPort() == broker.clientPort());
  }

  void removeBroker(int brokerId) {
    final Deadline deadline = calls.deadline();
    final String what = "removing broker " + brokerId;
    final AdminCalls.Answer answer =
        askMetadata(
            what,
            (requests, correlationId) -> requests.removeBroker(correlationId, brokerId),
            deadline);
    final boolean wasOurs =
        answer.reply().code() == ErrorCode.UNKNOWN_BROKER && answer.call().isOutcomeUnknown();
    if (!wasOurs) {
      require(what, answer);
    }
  }

  void addReplica(String topic, int partition, int brokerId) {
    final Deadline deadline = calls.deadline();
    final PartitionInfo info = partition(topic, partition, deadline);
    final String what =
        "adding a replica of partition " + partition + " of '" + topic + "' on broker " + brokerId;
    final AdminCalls.Answer answer =
        askMetadata(
            what,
            (requests, correlationId) ->
                requests.addReplica(correlationId, info.groupId(), brokerId),
            deadline);
    final boolean isOurs =
        answer.reply().code() == ErrorCode.INVALID_ARGUMENT
            && answer.call().isOutcomeUnknown()
            && partition(topic, partition, deadline).replicaBrokers().contains(brokerId);
    if (!isOurs) {
      require(what, answer);
    }
  }

  void removeReplica(String topic, int partition, int brokerId) {
    final Deadline deadline = calls.deadline();
    final PartitionInfo info = partition(topic, partition, deadline);
    final String what =
        "removing the replica of partition "
            + partition
            + " of '"
            + topic
            + "' on broker "
            + brokerId;
    final AdminCalls.Answer answer =
        askMetadata(
            what,
            (requests, correlationId) ->
                requests.removeReplica(correlationId, info.groupId(), brokerId),
            deadline);
    final boolean wasOurs =
        answer.reply().code() == ErrorCode.INVALID_ARGUMENT
            && answer.call().isOutcomeUnknown()
            && !partition(topic, partition, deadline).replicaBrokers().contains(brokerId);
    if (!wasOurs) {
      require(what, answer);
    }
  }

  void transferLeadership(String topic, int partition, int brokerId) {
    final Deadline deadline = calls.deadline();
    final PartitionInfo info = partition(topic, partition, deadline);
    final int groupId = info.groupId();
    final String what =
        "handing partition " + partition + " of '" + topic + "' over to broker " + brokerId;
    do {
      final AdminCalls.Answer answer =
          calls.ask(
              what,
              groupId,
              Call.leaderOf(groupId),
              (requests, correlationId) -> requests.transfer(correlationId, groupId, brokerId),
              deadline);
      require(what, answer);
      final Deadline patience = deadline.within(TRANSFER_PATIENCE_NS);
      do {
        if (leads(brokerId, groupId, deadline)) {
          return;
        }
        calls.pause(AdminCalls.POLL_INTERVAL_NS);
      } while (patience.leftNs() > 0);
    } while (deadline.leftNs() > 0);
    throw new RequestTimeoutException(
        what + " did not succeed: is broker " + brokerId + " up, and its replica caught up?", true);
  }

  private boolean leads(int brokerId, int groupId, Deadline deadline) {
    final Map<Integer, Reply.Status> statuses =
        calls.statuses(List.of(brokerId), groupId, deadline);
    final Reply.Status status = statuses.get(brokerId);
    return status != null
        && status.groups().stream().anyMatch(each -> each.groupId() == groupId && each.isLeader());
  }

  private PartitionInfo partition(String topic, int partition, Deadline deadline) {
    final TopicInfo info = calls.topic(topic, deadline);
    for (final PartitionInfo each : info.partitions()) {
      if (each.partition() == partition) {
        return each;
      }
    }
    throw new UnknownTopicException(
        "topic '"
            + topic
            + "' has no partition "
            + partition
            + ": it has 0 to "
            + (info.partitions().size() - 1));
  }

  private AdminCalls.Answer askMetadata(String what, Call.Encoding encoding, Deadline deadline) {
    return calls.ask(
        what,
        ClusterView.METADATA_GROUP,
        Call.leaderOf(ClusterView.METADATA_GROUP),
        encoding,
        deadline);
  }

  private static void require(String what, AdminCalls.Answer answer) {
    if (answer.reply().code() != ErrorCode.OK) {
      throw Failures.refused(answer.reply().code(), what, answer.reply().message());
    }
  }
}
