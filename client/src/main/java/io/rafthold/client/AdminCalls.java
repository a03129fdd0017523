package io.rafthold.client;

import io.rafthold.protocol.codec.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Asks one thing after the other and waits for the answers, on the caller's thread. */
final class AdminCalls {
  static final int ALL_GROUPS = -1;
  static final String ALL_TOPICS = "";
  static final long POLL_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LONGEST_STATUS_NS = TimeUnit.SECONDS.toNanos(4);

  private final ClientRuntime runtime;
  private final ClientCore core;
  private final long timeoutNs;

  AdminCalls(ClientRuntime runtime, long timeoutNs) {
    this.runtime = runtime;
    this.core = runtime.core();
    this.timeoutNs = timeoutNs;
  }

  /** An answer, and the call that it ended. */
  record Answer(Call call, Reply reply) {}

  Deadline deadline() {
    return new Deadline(core.clock(), timeoutNs);
  }

  /** Waits on the duty cycle, so that a client with INVOKER goes on working meanwhile. */
  void pause(long pauseNs) {
    final CompletableFuture<Void> over = new CompletableFuture<>();
    runtime.execute(() -> core.after(pauseNs, () -> over.complete(null)));
    runtime.await(over, pauseNs, "waiting");
  }

  Answer ask(
      String what, int groupId, Call.Target target, Call.Encoding encoding, Deadline deadline) {
    final long leftNs = Math.max(1, deadline.leftNs());
    final CompletableFuture<Call> started = new CompletableFuture<>();
    final CompletableFuture<Reply> answer = new CompletableFuture<>();
    runtime.execute(
        () -> {
          final Call call = new Call(core, what, groupId, target, encoding, leftNs);
          core.calls().start(call).forwardTo(answer);
          started.complete(call);
        });
    final Reply reply = runtime.await(answer, leftNs, what);
    return new Answer(started.join(), reply);
  }

  /** Asks any broker what it knows, which may be that a topic is not known to it. */
  Reply.Cluster cluster(String topic, Deadline deadline) {
    final String what = "asking for the cluster's state";
    final Answer answer =
        ask(
            what,
            ClusterView.METADATA_GROUP,
            Call.any(),
            (requests, correlationId) -> requests.cluster(correlationId, topic),
            deadline);
    if (answer.reply() instanceof Reply.Cluster cluster) {
      runtime.execute(() -> core.learn(cluster));
      return cluster;
    }
    throw Failures.refused(answer.reply().code(), what, answer.reply().message());
  }

  /** Looks a topic up at a broker that knows, whatever this client knows already. */
  TopicInfo topic(String name, Deadline deadline) {
    return runtime.call(
        () -> core.refresher().lookUpFresh(name, deadline.leftNs()),
        timeoutNs,
        "describing topic '" + name + "'");
  }

  /** Some of the time is kept, so that the rest is reported rather than a timeout thrown. */
  long patienceNs(Deadline deadline) {
    return Math.max(1, Math.min(LONGEST_STATUS_NS, deadline.leftNs() * 3 / 4));
  }

  /** Asks brokers at the same time; those that do not answer are left out. */
  Map<Integer, Reply.Status> statuses(List<Integer> brokers, int groupId, Deadline deadline) {
    final long patienceNs = patienceNs(deadline);
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
    return begin(what, ClusterView.METADATA_GROUP, target, encoding, patienceNs);
  }

  /** Asks without waiting for the answer. */
  CompletableFuture<Reply> begin(
      String what, int groupId, Call.Target target, Call.Encoding encoding, long patienceNs) {
    final CompletableFuture<Reply> answer = new CompletableFuture<>();
    runtime.execute(
        () ->
            core.calls()
                .start(new Call(core, what, groupId, target, encoding, patienceNs))
                .forwardTo(answer));
    return answer;
  }

  /** Waits for an answer to {@link #begin}. */
  Reply await(CompletableFuture<Reply> answer, Deadline deadline, String what) {
    return runtime.await(answer, Math.max(1, deadline.leftNs()), what);
  }
}
