package io.rafthold.client;

import io.rafthold.protocol.codec.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Asks brokers in turn what they know, when somebody lacks a topic or a leader, at most once an
 * interval for each topic; and completes the look-ups that wait for a topic.
 *
 * <p>That a topic does not exist is believed only of the controller, which makes sure that it still
 * leads before it says so: any other broker may lag behind the topic's creation.
 */
final class ClusterRefresher {
  private static final String LEADERS_ONLY = "";
  private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long QUESTION_TIMEOUT_NS = TimeUnit.MILLISECONDS.toNanos(500);

  /** How long a broker has to answer before the next one is asked too; its answer still counts. */
  private static final long PATIENCE_NS = TimeUnit.MILLISECONDS.toNanos(100);

  private final ClientCore core;
  private final List<Question> questions = new ArrayList<>();
  private final List<Lookup> lookups = new ArrayList<>();
  private int nextPlace;

  ClusterRefresher(ClientCore core) {
    this.core = core;
  }

  /**
   * Asks for a topic and its leaders.
   *
   * @param topic its name, or null where only the brokers and the controller matter
   */
  void request(String topic) {
    core.connections().wantAll();
    questionOf(topic == null ? LEADERS_ONLY : topic).isWanted = true;
  }

  /** Asks the controller, if it is connected, for a topic that is known already. */
  void refresh(String topic) {
    final Question question = questionOf(topic);
    question.isWanted = true;
    question.isForController = true;
  }

  private Question questionOf(String topic) {
    for (int i = 0; i < questions.size(); i++) {
      if (questions.get(i).topic.equals(topic)) {
        return questions.get(i);
      }
    }
    final Question question = new Question(topic, nextPlace++);
    questions.add(question);
    return question;
  }

  /** Completes with the next answer of a broker, whatever is known already. */
  CompletableFuture<TopicInfo> lookUpFresh(String topic, long timeoutNs) {
    return add(new Lookup(topic, core.nowNs(), timeoutNs, true, 0));
  }

  /**
   * Completes when the topic is known to have so many partitions, or the controller was asked and
   * says otherwise, which may be that there is no such topic: any other broker may lag behind.
   */
  CompletableFuture<TopicInfo> lookUp(String topic, int partitions, long timeoutNs) {
    return add(new Lookup(topic, core.nowNs(), timeoutNs, false, partitions));
  }

  private CompletableFuture<TopicInfo> add(Lookup lookup) {
    lookups.add(lookup);
    return lookup.result;
  }

  boolean isIdle() {
    return lookups.isEmpty();
  }

  int doWork() {
    int work = 0;
    for (int i = lookups.size() - 1; i >= 0; i--) {
      final Lookup lookup = lookups.get(i);
      final TopicInfo known = lookup.isFresh ? null : core.view().topic(lookup.topic);
      if (known != null && known.partitions().size() >= lookup.partitions) {
        lookup.result.complete(known);
      } else if (core.nowNs() - lookup.sinceNs >= lookup.timeoutNs) {
        lookup.result.completeExceptionally(
            Failures.timedOut(
                "looking up topic '" + lookup.topic + "'",
                lookup.timeoutNs,
                false,
                core.view().leader(ClusterView.METADATA_GROUP) < 0,
                core.connections(),
                ""));
      } else {
        request(lookup.topic);
      }
      if (lookup.result.isDone()) {
        lookups.remove(lookup);
        work++;
      }
    }
    for (int i = questions.size() - 1; i >= 0; i--) {
      final Question question = questions.get(i);
      work += ask(question);
      if (!question.isWanted && question.call == null && core.nowNs() - question.notBeforeNs >= 0) {
        questions.remove(i);
      }
    }
    return work;
  }

  void failAll(RaftholdException failure) {
    List.copyOf(lookups).forEach(lookup -> lookup.result.completeExceptionally(failure));
    lookups.clear();
  }

  private int ask(Question question) {
    if (question.call != null
        && (question.call.result().isDone() || core.nowNs() - question.askedNs >= PATIENCE_NS)) {
      question.call = null;
    }
    if (!question.isWanted
        || question.call != null
        || core.nowNs() - question.notBeforeNs < 0
        || core.connections().readyFrom(0) == null) {
      return 0;
    }
    question.isWanted = false;
    question.notBeforeNs = core.nowNs() + INTERVAL_NS;
    final long askedNs = core.nowNs();
    question.askedNs = askedNs;
    final String topic = question.topic;
    final BrokerConnection asked = whomToAsk(question);
    question.call =
        core.calls()
            .start(
                new Call(
                    core,
                    "asking for the cluster's state",
                    ClusterView.METADATA_GROUP,
                    anyCore -> asked,
                    (requests, correlationId) -> requests.cluster(correlationId, topic),
                    QUESTION_TIMEOUT_NS));
    question.call.onReply(reply -> onReply(topic, asked, askedNs, reply));
    return 1;
  }

  /**
   * Every second question goes to the controller, which alone can say that a topic is not there.
   * The others go to all brokers in turn, for each topic on its own: perhaps only one of them has a
   * replica and knows the leader. One that owes somebody an answer may be dead, and comes last.
   */
  private BrokerConnection whomToAsk(Question question) {
    question.asked++;
    final int controller = core.view().leader(ClusterView.METADATA_GROUP);
    final boolean isControllersTurn = question.isForController || (question.asked & 1) == 0;
    if (controller >= 0 && isControllersTurn) {
      final BrokerConnection connection = core.connections().broker(controller);
      if (connection != null && connection.isReady() && !connection.isSuspect()) {
        question.isForController = false;
        return connection;
      }
    }
    return core.connections().answeringFrom(question.place + question.asked / 2);
  }

  private void onReply(String topic, BrokerConnection from, long askedNs, Reply reply) {
    if (!(reply instanceof Reply.Cluster cluster)) {
      return;
    }
    core.learn(cluster);
    final boolean isControllers = cluster.controller() == from.brokerId();
    final TopicInfo found = cluster.topic(topic);
    if (found != null) {
      questionOf(topic).foundNs = askedNs;
      settle(
          topic,
          lookup ->
              lookup.partitions <= found.partitions().size()
                  || (isControllers && askedNs - lookup.sinceNs >= 0),
          lookup -> lookup.result.complete(found));
    }
    if (cluster.code() == ErrorCode.UNKNOWN_TOPIC && isControllers && !isOutdated(topic, askedNs)) {
      core.view().forgetTopic(topic);
      settle(
          topic,
          lookup -> askedNs - lookup.sinceNs >= 0,
          lookup ->
              lookup.result.completeExceptionally(
                  new UnknownTopicException(
                      "topic '" + topic + "' does not exist: create it, or mend the name")));
    }
  }

  /** Tells whether the topic was found by a later question: answers may overtake each other. */
  private boolean isOutdated(String topic, long askedNs) {
    return questionOf(topic).foundNs - askedNs > 0;
  }

  private void settle(String topic, Predicate<Lookup> which, Consumer<Lookup> how) {
    for (final Lookup lookup : List.copyOf(lookups)) {
      if (lookup.topic.equals(topic) && which.test(lookup)) {
        how.accept(lookup);
      }
    }
  }

  private static final class Question {
    private final String topic;
    private final int place;
    private boolean isWanted;
    private boolean isForController;
    private int asked;
    private long askedNs;
    private long foundNs;
    private long notBeforeNs;
    private Call call;

    Question(String topic, int place) {
      this.topic = topic;
      this.place = place;
      this.notBeforeNs = Long.MIN_VALUE / 2;
      this.foundNs = Long.MIN_VALUE / 2;
    }
  }

  private static final class Lookup {
    private final String topic;
    private final boolean isFresh;
    private final int partitions;
    private final long sinceNs;
    private final long timeoutNs;
    private final CompletableFuture<TopicInfo> result = new CompletableFuture<>();

    Lookup(String topic, long sinceNs, long timeoutNs, boolean isFresh, int partitions) {
      this.isFresh = isFresh;
      this.partitions = partitions;
      this.topic = topic;
      this.sinceNs = sinceNs;
      this.timeoutNs = timeoutNs;
    }
  }
}
