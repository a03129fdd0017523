package io.rafthold.client;

import io.rafthold.protocol.codec.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Asks what is to be asked, one request after the other, on the caller's thread. */
final class ClusterAdmin implements Admin {
  private static final int ALL_GROUPS = -1;
  private static final String ALL_TOPICS = "";
  private static final long POLL_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LONGEST_STATUS_NS = TimeUnit.SECONDS.toNanos(4);

  private final ClientRuntime runtime;
  private final ClientCore core;
  private final long timeoutNs;

  ClusterAdmin(ClientRuntime runtime, long timeoutNs) {
    this.runtime = runtime;
    this.core = runtime.core();
    this.timeoutNs = timeoutNs;
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
    final Deadline deadline = deadline();
    final Answer answer =
        ask(
            what,
            Call.leaderOf(ClusterView.METADATA_GROUP),
            (requests, correlationId) -> requests.createTopic(correlationId, topic),
            deadline);
    final ErrorCode code = answer.reply.code();
    // An unanswered attempt of this very call may have created it.
    final boolean isOurs = code == ErrorCode.TOPIC_EXISTS && answer.call.isOutcomeUnknown();
    if (code != ErrorCode.OK && !isOurs) {
      throw Failures.refused(code, what, answer.reply.message());
    }
    final TopicInfo created = waitForLeaders(topic.name(), deadline);
    if (isOurs && created.partitions().size() != topic.partitions()) {
      throw Failures.refused(ErrorCode.TOPIC_EXISTS, what, "");
    }
    return created;
  }

  private TopicInfo waitForLeaders(String name, Deadline deadline) {
    while (true) {
      final TopicInfo topic = cluster(name, deadline).topic(name);
      if (topic != null
          && topic.partitions().stream()
              .allMatch(partition -> partition.leader() != PartitionInfo.NO_LEADER)) {
        return topic;
      }
      if (deadline.leftNs() <= 0) {
        throw new NoQuorumException(
            "topic '" + name + "' was created, but not all of its partitions have a leader yet",
            true);
      }
      pause(POLL_INTERVAL_NS);
    }
  }

  /** Waits on the duty cycle, so that a client with INVOKER goes on working meanwhile. */
  private void pause(long pauseNs) {
    final CompletableFuture<Void> over = new CompletableFuture<>();
    runtime.execute(() -> core.after(pauseNs, () -> over.complete(null)));
    runtime.await(over, pauseNs, "waiting for leaders");
  }

  @Override
  public void deleteTopic(String name) {
    final String what = "deleting topic '" + name + "'";
    final Answer answer =
        ask(
            what,
            Call.leaderOf(ClusterView.METADATA_GROUP),
            (requests, correlationId) -> requests.deleteTopic(correlationId, name),
            deadline());
    final ErrorCode code = answer.reply.code();
    final boolean wasOurs = code == ErrorCode.UNKNOWN_TOPIC && answer.call.isOutcomeUnknown();
    if (code != ErrorCode.OK && !wasOurs) {
      throw Failures.refused(code, what, answer.reply.message());
    }
    core.view().forgetTopic(name);
  }

  @Override
  public List<TopicInfo> listTopics() {
    final List<TopicInfo> topics = new ArrayList<>(cluster(ALL_TOPICS, deadline()).topics());
    topics.sort(Comparator.comparing(TopicInfo::name));
    return List.copyOf(topics);
  }

  @Override
  public TopicDescription describeTopic(String name) {
    final Deadline deadline = deadline();
    final TopicInfo topic =
        runtime.call(
            () -> core.refresher().lookUpFresh(name, deadline.leftNs()),
            timeoutNs,
            "describing topic '" + name + "'");
    final List<Integer> brokers =
        topic.partitions().stream()
            .flatMap(partition -> partition.replicaBrokers().stream())
            .distinct()
            .toList();
    final int group =
        topic.partitions().size() == 1 ? topic.partitions().get(0).groupId() : ALL_GROUPS;
    final Map<Integer, Reply.Status> statuses = statuses(brokers, group, deadline);
    final List<PartitionStatus> partitions =
        topic.partitions().stream().map(each -> Statuses.merge(each, statuses)).toList();
    return new TopicDescription(
        topic.name(),
        topic.topicId(),
        topic.replicas(),
        topic.segmentBytes(),
        topic.ackLevel(),
        partitions);
  }

  @Override
  public ClusterDescription describeCluster() {
    final Deadline deadline = deadline();
    final Reply.Cluster cluster = cluster(ALL_TOPICS, deadline);
    final List<Integer> ids = cluster.brokers().stream().map(BrokerInfo::id).toList();
    final Map<Integer, Reply.Status> statuses = statuses(ids, ClusterView.METADATA_GROUP, deadline);
    final List<BrokerInfo> brokers =
        cluster.brokers().stream()
            .map(broker -> broker.withReachable(statuses.containsKey(broker.id())))
            .sorted(Comparator.comparingInt(BrokerInfo::id))
            .toList();
    final List<TopicInfo> topics = new ArrayList<>(cluster.topics());
    topics.sort(Comparator.comparing(TopicInfo::name));
    final String clusterId =
        runtime.call(
            () -> CompletableFuture.completedFuture(core.connections().clusterId()),
            timeoutNs,
            "reading the cluster's name");
    return new ClusterDescription(clusterId, cluster.controller(), brokers, topics);
  }

  /** Asks brokers at the same time; those that do not answer are left out. */
  private Map<Integer, Reply.Status> statuses(
      List<Integer> brokers, int groupId, Deadline deadline) {
    // Some of the time is kept, so that the rest is reported rather than a timeout thrown.
    final long patienceNs = Math.max(1, Math.min(LONGEST_STATUS_NS, deadline.leftNs() * 3 / 4));
    final Map<Integer, CompletableFuture<Reply>> asked = new HashMap<>();
    for (final int broker : brokers) {
      asked.put(
          broker,
          start(
              "asking broker " + broker + " for its state",
              Call.broker(broker),
              (requests, correlationId) -> requests.status(correlationId, groupId),
              patienceNs));
    }
    final Map<Integer, Reply.Status> statuses = new HashMap<>();
    asked.forEach(
        (broker, answer) -> {
          try {
            final Reply reply =
                runtime.await(answer, patienceNs, "asking broker " + broker + " for its state");
            if (reply instanceof Reply.Status status && status.code() == ErrorCode.OK) {
              statuses.put(broker, status);
            }
          } catch (final RequestTimeoutException e) {
            // It is reported as not reachable.
          }
        });
    return statuses;
  }

  private CompletableFuture<Reply> start(
      String what, Call.Target target, Call.Encoding encoding, long patienceNs) {
    final CompletableFuture<Reply> answer = new CompletableFuture<>();
    runtime.execute(
        () ->
            core.calls()
                .start(
                    new Call(core, what, ClusterView.METADATA_GROUP, target, encoding, patienceNs))
                .forwardTo(answer));
    return answer;
  }

  private Reply.Cluster cluster(String topic, Deadline deadline) {
    final String what = "asking for the cluster's state";
    final Answer answer =
        ask(
            what,
            Call.any(),
            (requests, correlationId) -> requests.cluster(correlationId, topic),
            deadline);
    if (answer.reply instanceof Reply.Cluster cluster) {
      if (cluster.code() == ErrorCode.OK || cluster.code() == ErrorCode.UNKNOWN_TOPIC) {
        runtime.execute(() -> core.learn(cluster));
        return cluster;
      }
    }
    throw Failures.refused(answer.reply.code(), what, answer.reply.message());
  }

  private Answer ask(String what, Call.Target target, Call.Encoding encoding, Deadline deadline) {
    final long leftNs = Math.max(1, deadline.leftNs());
    final CompletableFuture<Call> started = new CompletableFuture<>();
    final CompletableFuture<Reply> answer = new CompletableFuture<>();
    runtime.execute(
        () -> {
          final Call call =
              new Call(core, what, ClusterView.METADATA_GROUP, target, encoding, leftNs);
          core.calls().start(call).forwardTo(answer);
          started.complete(call);
        });
    final Reply reply = runtime.await(answer, leftNs, what);
    return new Answer(started.join(), reply);
  }

  private Deadline deadline() {
    return new Deadline(core.clock(), timeoutNs);
  }

  private record Answer(Call call, Reply reply) {}
}
