package io.rafthold.client;

import io.rafthold.protocol.codec.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** Asks what is to be asked, one request after the other, on the caller's thread. */
final class ClusterAdmin implements Admin {
  private final ClientRuntime runtime;
  private final ClientCore core;
  private final AdminCalls calls;
  private final MembershipAdmin members;
  private final GroupAdmin groups;
  private final long timeoutNs;

  ClusterAdmin(ClientRuntime runtime, long timeoutNs) {
    this.runtime = runtime;
    this.core = runtime.core();
    this.timeoutNs = timeoutNs;
    calls = new AdminCalls(runtime, timeoutNs);
    members = new MembershipAdmin(calls);
    groups = new GroupAdmin(calls);
  }

  @Override
  public Admin withTimeout(Duration timeout) {
    final SettingsCheck check = new SettingsCheck().positive("timeout", timeout);
    check.throwIfBad();
    return new ClusterAdmin(runtime, check.nanosOf(timeout));
  }

  @Override
  public TopicInfo createTopic(NewTopic topic) {
    final String what = "creating topic '" + topic.name() + "'";
    final Deadline deadline = calls.deadline();
    final AdminCalls.Answer answer =
        calls.ask(
            what,
            ClusterView.METADATA_GROUP,
            Call.leaderOf(ClusterView.METADATA_GROUP),
            (requests, correlationId) -> requests.createTopic(correlationId, topic),
            deadline);
    final ErrorCode code = answer.reply().code();
    // An unanswered attempt of this very call may have created it.
    final boolean isOurs = code == ErrorCode.TOPIC_EXISTS && answer.call().isOutcomeUnknown();
    if (code != ErrorCode.OK && !isOurs) {
      throw Failures.refused(code, what, answer.reply().message());
    }
    if (isOurs && !has(topic.name(), topic.partitions(), deadline)) {
      throw Failures.refused(ErrorCode.TOPIC_EXISTS, what, "");
    }
    return waitForLeaders(topic.name(), 0, topic.partitions(), deadline);
  }

  private TopicInfo waitForLeaders(
      String name, int firstPartition, int partitions, Deadline deadline) {
    return new LeaderWait(runtime, calls, name, firstPartition, partitions).await(deadline);
  }

  @Override
  public void alterTopic(String name, TopicChange change) {
    final String what = "altering topic '" + name + "'";
    final AdminCalls.Answer answer =
        calls.ask(
            what,
            ClusterView.METADATA_GROUP,
            Call.leaderOf(ClusterView.METADATA_GROUP),
            (requests, correlationId) -> requests.alterTopic(correlationId, name, change),
            calls.deadline());
    final ErrorCode code = answer.reply().code();
    if (code != ErrorCode.OK) {
      throw Failures.refused(code, what, answer.reply().message());
    }
  }

  @Override
  public TopicInfo growTopic(String name, int partitions) {
    final String what = "adding partitions to topic '" + name + "'";
    final Deadline deadline = calls.deadline();
    final int before = calls.topic(name, deadline).partitions().size();
    final AdminCalls.Answer answer =
        calls.ask(
            what,
            ClusterView.METADATA_GROUP,
            Call.leaderOf(ClusterView.METADATA_GROUP),
            (requests, correlationId) -> requests.growTopic(correlationId, name, partitions),
            deadline);
    final ErrorCode code = answer.reply().code();
    // An unanswered attempt of this very call may have added them: then it has as many.
    final boolean mayBeOurs =
        code == ErrorCode.INVALID_ARGUMENT && answer.call().isOutcomeUnknown();
    if (code != ErrorCode.OK && !(mayBeOurs && has(name, partitions, deadline))) {
      throw Failures.refused(code, what, answer.reply().message());
    }
    return waitForLeaders(name, Math.min(before, partitions), partitions, deadline);
  }

  private boolean has(String name, int partitions, Deadline deadline) {
    final long leftNs = Math.max(1, deadline.leftNs());
    return runtime.lookup().atLeast(name, partitions, leftNs).partitions().size() == partitions;
  }

  @Override
  public void deleteTopic(String name) {
    final String what = "deleting topic '" + name + "'";
    final AdminCalls.Answer answer =
        calls.ask(
            what,
            ClusterView.METADATA_GROUP,
            Call.leaderOf(ClusterView.METADATA_GROUP),
            (requests, correlationId) -> requests.deleteTopic(correlationId, name),
            calls.deadline());
    final ErrorCode code = answer.reply().code();
    final boolean wasOurs = code == ErrorCode.UNKNOWN_TOPIC && answer.call().isOutcomeUnknown();
    if (code != ErrorCode.OK && !wasOurs) {
      throw Failures.refused(code, what, answer.reply().message());
    }
    core.view().forgetTopic(name);
  }

  @Override
  public List<TopicInfo> listTopics() {
    final List<TopicInfo> topics =
        new ArrayList<>(calls.cluster(AdminCalls.ALL_TOPICS, calls.deadline()).topics());
    topics.sort(Comparator.comparing(TopicInfo::name));
    return List.copyOf(topics);
  }

  @Override
  public TopicDescription describeTopic(String name) {
    final Deadline deadline = calls.deadline();
    final TopicInfo topic = calls.topic(name, deadline);
    final Set<Integer> brokers = new TreeSet<>();
    for (final PartitionInfo partition : topic.partitions()) {
      brokers.addAll(partition.replicaBrokers());
      if (partition.leader() != PartitionInfo.NO_LEADER) {
        brokers.add(partition.leader());
      }
    }
    final int group =
        topic.partitions().size() == 1
            ? topic.partitions().get(0).groupId()
            : AdminCalls.ALL_GROUPS;
    return describe(topic, calls.statuses(List.copyOf(brokers), group, deadline), deadline);
  }

  /** Asks brokers that have replicas on the move too, which only the leaders could name. */
  private TopicDescription describe(
      TopicInfo topic, Map<Integer, Reply.Status> statuses, Deadline deadline) {
    final TopicDescription described = Statuses.merge(topic, statuses);
    final Set<Integer> others = new TreeSet<>();
    for (final PartitionStatus partition : described.partitions()) {
      others.addAll(partition.voters());
      others.addAll(partition.learners());
      others.removeAll(partition.target());
    }
    others.removeAll(statuses.keySet());
    if (others.isEmpty()) {
      return described;
    }
    final Map<Integer, Reply.Status> all = new HashMap<>(statuses);
    all.putAll(calls.statuses(List.copyOf(others), AdminCalls.ALL_GROUPS, deadline));
    return Statuses.merge(topic, all);
  }

  @Override
  public ClusterDescription describeCluster() {
    final Deadline deadline = calls.deadline();
    final Reply.Cluster cluster = calls.cluster(AdminCalls.ALL_TOPICS, deadline);
    final List<Integer> ids = cluster.brokers().stream().map(BrokerInfo::id).toList();
    final Map<Integer, Reply.Status> reachable =
        calls.statuses(ids, ClusterView.METADATA_GROUP, deadline);
    final List<BrokerInfo> brokers =
        cluster.brokers().stream()
            .map(broker -> answered(broker, reachable.get(broker.id())))
            .sorted(Comparator.comparingInt(BrokerInfo::id))
            .toList();
    final List<TopicInfo> topics = new ArrayList<>(cluster.topics());
    topics.sort(Comparator.comparing(TopicInfo::name));
    final String clusterId =
        runtime.call(
            () -> CompletableFuture.completedFuture(core.connections().clusterId()),
            timeoutNs,
            "reading the cluster's name");
    return new ClusterDescription(
        clusterId, cluster.controller(), brokers, topics, details(topics, reachable, deadline));
  }

  private static BrokerInfo answered(BrokerInfo broker, Reply.Status status) {
    return status == null ? broker : broker.answered(status.disk());
  }

  private List<TopicDescription> details(
      List<TopicInfo> topics, Map<Integer, Reply.Status> reachable, Deadline deadline) {
    if (topics.isEmpty()) {
      return List.of();
    }
    final Map<Integer, Reply.Status> statuses =
        calls.statuses(List.copyOf(reachable.keySet()), AdminCalls.ALL_GROUPS, deadline);
    return statuses.size() < reachable.size()
        ? List.of()
        : topics.stream().map(topic -> Statuses.merge(topic, statuses)).toList();
  }

  @Override
  public void addBroker(NewBroker broker) {
    members.addBroker(broker);
  }

  @Override
  public void removeBroker(int brokerId) {
    members.removeBroker(brokerId);
  }

  @Override
  public void addReplica(String topic, int partition, int brokerId) {
    members.addReplica(topic, partition, brokerId);
  }

  @Override
  public void removeReplica(String topic, int partition, int brokerId) {
    members.removeReplica(topic, partition, brokerId);
  }

  @Override
  public void transferLeadership(String topic, int partition, int brokerId) {
    members.transferLeadership(topic, partition, brokerId);
  }

  @Override
  public List<GroupInfo> listGroups() {
    return groups.list();
  }

  @Override
  public GroupDescription describeGroup(String name) {
    return groups.describe(name);
  }

  @Override
  public Map<TopicPartition, Long> seekGroup(String name, Map<TopicPartition, Start> positions) {
    return groups.seek(name, positions);
  }

  @Override
  public void deleteGroup(String name) {
    groups.delete(name);
  }
}
