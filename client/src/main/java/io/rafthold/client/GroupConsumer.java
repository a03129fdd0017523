package io.rafthold.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consumer's side of a group: takes up and lets go what the membership says, has the listener
 * hear of it, and commits. For the consumer's thread.
 */
final class GroupConsumer {
  /** Commits that may wait for the partitions; one more fails at once. */
  static final int MOST_COMMITS = 1_000;

  private static final Logger LOGGER = LoggerFactory.getLogger(GroupConsumer.class);

  private final Map<TopicPartition, Share> owned = new LinkedHashMap<>();
  private final AtomicInteger waitingCommits = new AtomicInteger();
  private final ClientRuntime runtime;
  private final AssignedConsumer<?, ?> reads;
  private final GroupSettings settings;
  private final RebalanceListener listener;
  private final GroupMembership membership;
  private final Commits commits;
  private final Set<String> topics;
  private long nextAutoCommitNs;
  private boolean isRebalancing;

  GroupConsumer(
      ClientRuntime runtime,
      AssignedConsumer<?, ?> reads,
      GroupSettings settings,
      Set<String> topics,
      RebalanceListener listener) {
    this.runtime = runtime;
    this.reads = reads;
    this.settings = settings;
    this.topics = topics;
    this.listener = listener;
    this.membership =
        new GroupMembership(
            runtime.core(),
            settings,
            List.copyOf(topics),
            runtime.requestTimeoutNs(),
            reads.queue());
    this.commits = new Commits(membership);
    this.nextAutoCommitNs = nowNs() + settings.autoCommit().toNanos();
    runtime.execute(() -> runtime.core().add(membership));
  }

  Set<String> topics() {
    return topics;
  }

  /** Begins a poll: from here on the member counts as alive. */
  void beginPoll() {
    checkIdle("poll");
    membership.onPolling();
  }

  /** Refuses what a listener must not do. */
  void checkIdle(String what) {
    if (isRebalancing) {
      throw new IllegalStateException("a RebalanceListener must not " + what);
    }
  }

  void endPoll() {
    membership.onPolled();
  }

  /** Tells whether {@link #rebalance} has something to do. */
  boolean hasNews() {
    return membership.hasNews();
  }

  /** Takes up and lets go; throws what the membership cannot go on for. */
  void rebalance() {
    if (membership.shares().hasNews()) {
      isRebalancing = true;
      try {
        letGo();
        forgetLost();
        takeUp();
      } finally {
        isRebalancing = false;
      }
    }
    final RaftholdException trouble = membership.takeTrouble();
    if (trouble != null) {
      throw trouble;
    }
  }

  /** Commits what earlier polls have delivered, where that is due. */
  void autoCommit() {
    if (!settings.autoCommit().isZero() && nowNs() - nextAutoCommitNs >= 0) {
      nextAutoCommitNs = nowNs() + settings.autoCommit().toNanos();
      final CompletableFuture<Void> unused =
          commitAsync(positions())
              .whenComplete(
                  (nothing, failure) -> {
                    if (failure != null) {
                      LOGGER.warn("An automatic commit failed: {}", failure.getMessage());
                    }
                  });
    }
  }

  private void letGo() {
    final List<Share> leaving = new ArrayList<>();
    for (final Share share : owned.values()) {
      if (share.step(Share.State.WANTED_BACK, Share.State.LETTING_GO)) {
        leaving.add(share);
      }
    }
    release(leaving, Long.MAX_VALUE);
  }

  /** Lets the consumer finish its work on some partitions, and gives them up whatever it throws. */
  private void release(List<Share> leaving, long patienceNs) {
    if (leaving.isEmpty()) {
      return;
    }
    try {
      hear(leaving, listener::onRevoked);
      commitLast(leaving, patienceNs);
    } finally {
      for (final Share share : leaving) {
        forget(share);
        if (!share.step(Share.State.LETTING_GO, Share.State.LET_GO)) {
          LOGGER.debug("{} was lost before it was let go", share.partition());
        }
      }
      runtime.execute(() -> membership.shares().onLetGo());
    }
  }

  /** The next owner waits for it: not for as long as other calls, and not in vain. */
  private void commitLast(List<Share> leaving, long mostPatienceNs) {
    if (settings.autoCommit().isZero()) {
      return;
    }
    final long usualPatienceNs =
        Math.min(runtime.requestTimeoutNs(), settings.sessionTimeout().toNanos() / 2);
    final long patienceNs = Math.min(usualPatienceNs, mostPatienceNs);
    try {
      final Map<TopicPartition, Long> positions = positions();
      positions.keySet().retainAll(leaving.stream().map(Share::partition).toList());
      runtime.await(commitAsync(positions), patienceNs, "committing before letting go");
    } catch (final RaftholdException e) {
      LOGGER.warn("What was read last will be delivered again: {}", e.getMessage());
    }
  }

  private void forgetLost() {
    final List<Share> gone = new ArrayList<>();
    Share share = membership.shares().pollLost();
    while (share != null) {
      if (owned.get(share.partition()) == share) {
        gone.add(share);
        forget(share);
      }
      share = membership.shares().pollLost();
    }
    hear(gone, listener::onLost);
  }

  private void forget(Share share) {
    owned.remove(share.partition(), share);
    reads.remove(share.partition());
  }

  private void takeUp() {
    final List<Share> taken = new ArrayList<>();
    for (final Share share : membership.shares().all()) {
      // One that was had before is lost first: the next round sees to it.
      if (!owned.containsKey(share.partition())
          && share.step(Share.State.CLAIMED, Share.State.ACTIVE)) {
        owned.put(share.partition(), share);
        reads.add(share.partition(), startOf(share), SubscriptionSettings.NEVER);
        taken.add(share);
      }
    }
    hear(taken, listener::onAssigned);
  }

  private Start startOf(Share share) {
    final long offset = share.claimedOffset();
    return offset == Share.NO_OFFSET ? settings.autoOffsetReset() : Start.offset(offset);
  }

  private static void hear(List<Share> shares, Consumer<List<TopicPartition>> what) {
    if (!shares.isEmpty()) {
      what.accept(shares.stream().map(Share::partition).toList());
    }
  }

  /** Returns the positions of all partitions that were read, or begun at a known place. */
  Map<TopicPartition, Long> positions() {
    final Map<TopicPartition, Long> positions = new LinkedHashMap<>();
    for (final TopicPartition partition : owned.keySet()) {
      final long position = reads.knownPosition(partition);
      if (position != AssignedConsumer.UNKNOWN_POSITION) {
        positions.put(partition, position);
      }
    }
    return positions;
  }

  /** Commits; completes when all is committed, or some of it cannot be. */
  CompletableFuture<Void> commitAsync(Map<TopicPartition, Long> offsets) {
    final Set<TopicPartition> foreign = new LinkedHashSet<>(offsets.keySet());
    foreign.removeAll(owned.keySet());
    if (!foreign.isEmpty()) {
      return CompletableFuture.failedFuture(new StaleGenerationException(settings.name(), foreign));
    }
    final CompletableFuture<Void> result = new CompletableFuture<>();
    if (waitingCommits.incrementAndGet() > MOST_COMMITS) {
      waitingCommits.decrementAndGet();
      result.completeExceptionally(
          new BufferFullException(
              MOST_COMMITS + " commits wait for their answers already: wait for one of them"));
      return result;
    }
    final Map<Share, Commits.Wish> wishes = new LinkedHashMap<>();
    offsets.forEach(
        (partition, offset) ->
            wishes.put(
                owned.get(partition), new Commits.Wish(offset, reads.takeSought(partition))));
    runtime.execute(
        () ->
            Futures.forward(
                commits
                    .commit(wishes)
                    .whenComplete((nothing, failure) -> waitingCommits.decrementAndGet()),
                result));
    return result;
  }

  /** Returns the epoch in which a partition is owned; throws where it is not. */
  long epoch(TopicPartition partition) {
    final Share share = owned.get(partition);
    if (share == null) {
      throw new IllegalArgumentException(
          partition + " is not assigned to this consumer: it has " + owned.keySet());
    }
    return share.epoch();
  }

  /** Lets all go and leaves the group; waits for the coordinator to know for so long. */
  void leave(long timeoutNs) {
    final Deadline deadline = new Deadline(runtime.core().clock(), timeoutNs);
    isRebalancing = true;
    try {
      try {
        forgetLost();
      } finally {
        releaseAll(deadline);
      }
    } finally {
      isRebalancing = false;
      end(Math.max(0, deadline.leftNs()));
    }
  }

  private void releaseAll(Deadline deadline) {
    final List<Share> leaving = new ArrayList<>();
    for (final Share share : owned.values()) {
      if (share.step(Share.State.ACTIVE, Share.State.LETTING_GO)
          || share.step(Share.State.WANTED_BACK, Share.State.LETTING_GO)) {
        leaving.add(share);
      }
    }
    release(leaving, Math.max(0, deadline.leftNs()));
  }

  private void end(long timeoutNs) {
    try {
      runtime.call(
          () -> {
            runtime.core().remove(membership);
            return membership.end();
          },
          timeoutNs,
          "leaving group '" + settings.name() + "'");
    } catch (final RaftholdException e) {
      LOGGER.debug("The others wait for the session timeout: {}", e.getMessage());
    }
  }

  private long nowNs() {
    return runtime.core().clock().nanoTime();
  }
}
