package io.rafthold.client;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The topics that one producer sends to. Topics may grow: each is asked for now and then, and at
 * once where a record is for a partition that is not known. Any thread.
 */
final class TopicRoutes {
  private static final long AGE_NS = TimeUnit.SECONDS.toNanos(30);

  /** How long it is believed that a topic does not have more partitions. */
  private static final long BELIEF_NS = TimeUnit.SECONDS.toNanos(1);

  private final ClientRuntime runtime;
  private final ClientCore core;
  private final long timeoutNs;
  private final Map<String, TopicRoute> routes = new ConcurrentHashMap<>();
  private final Map<String, Long> askedNs = new ConcurrentHashMap<>();
  private final AtomicBoolean isFollowing = new AtomicBoolean();
  private volatile boolean isClosed;

  /**
   * Starts without any.
   *
   * @param timeoutNs how long a sender may wait for a topic that is not known
   */
  TopicRoutes(ClientRuntime runtime, long timeoutNs) {
    this.runtime = runtime;
    this.timeoutNs = timeoutNs;
    core = runtime.core();
  }

  /**
   * Returns a topic's route; waits for it where it is not known.
   *
   * @param partition that it has, or {@link ProducerRecord#ANY_PARTITION}
   * @throws UnknownTopicException where there is no such topic or partition
   * @throws RequestTimeoutException where that is not known in time, or cannot be waited for
   */
  TopicRoute route(String topic, int partition) {
    TopicRoute route = route(topic);
    if (partition >= route.size() && isDue(topic)) {
      if (runtime.driver().isInCycle()) {
        core.refresher().refresh(topic);
        throw cannotWait("partition " + partition + " of topic '" + topic + "'");
      }
      runtime.lookup().partition(new TopicPartition(topic, partition), timeoutNs);
      route = route(topic);
    }
    if (partition >= route.size()) {
      throw TopicLookup.missing(route.topic(), partition);
    }
    return route;
  }

  private boolean isDue(String topic) {
    final long nowNs = core.clock().nanoTime();
    final Long last = askedNs.get(topic);
    if (last != null && nowNs - last < BELIEF_NS) {
      return false;
    }
    askedNs.put(topic, nowNs);
    return true;
  }

  private TopicRoute route(String topic) {
    TopicRoute known = routes.get(topic);
    if (known == null) {
      known = firstRoute(topic);
    }
    TopicRoute now = known.by(core.view().topic(topic));
    while (now != known) {
      if (routes.replace(topic, known, now)) {
        return now;
      }
      // Somebody else has made a longer one, perhaps by an earlier answer.
      known = routes.get(topic);
      now = known.by(core.view().topic(topic));
    }
    return known;
  }

  private TopicRoute firstRoute(String topic) {
    TopicInfo info = core.view().topic(topic);
    if (info == null) {
      if (runtime.driver().isInCycle()) {
        throw cannotWait("topic '" + topic + "'");
      }
      info = runtime.lookup().atLeast(topic, 1, timeoutNs);
    }
    final TopicRoute created = new TopicRoute(info);
    final TopicRoute raced = routes.putIfAbsent(topic, created);
    if (raced == null && isFollowing.compareAndSet(false, true)) {
      runtime.execute(this::follow);
    }
    return raced == null ? created : raced;
  }

  private static RequestTimeoutException cannotWait(String what) {
    return new RequestTimeoutException(
        what
            + " is not known yet, and the client's own thread cannot wait for it: send its first"
            + " record from another thread, or again in a moment",
        false);
  }

  /** Asks for the topics anew, from time to time. Core's thread. */
  private void follow() {
    core.after(
        AGE_NS,
        () -> {
          if (!isClosed) {
            routes.keySet().forEach(core.refresher()::refresh);
            follow();
          }
        });
  }

  /** Asks for nothing any more. */
  void close() {
    isClosed = true;
  }
}
