package io.rafthold.client;

import io.rafthold.protocol.codec.CursorAction;
import io.rafthold.protocol.codec.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Keeps one consumer in its group, on the core's thread: joins, sends heartbeats, leaves when the
 * consumer does not poll, and joins anew when it was removed. What it owns is {@link Shares}'
 * business.
 *
 * <p>Only the methods that say so are for the consumer's thread.
 */
final class GroupMembership {
  private static final long NOBODY = 0;
  private static final long NOT_ACTED_YET = 0;
  private static final int SHORTEST_HEARTBEAT_MS = 20;
  private static final int HEARTBEATS_PER_TIMEOUT = 3;
  private static final long LONGEST_ANSWER_NS = TimeUnit.SECONDS.toNanos(2);
  private static final long RETRY_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(100);

  private enum Phase {
    /** Waits for a poll. */
    RESTING,
    LOOKING_UP,
    JOINING,
    MEMBER,
    OVER
  }

  private final ClientCore core;
  private final GroupSettings settings;
  private final List<String> topics;
  private final long requestTimeoutNs;
  private final FetchQueue queue;
  private final Shares shares;
  private final List<CompletableFuture<TopicInfo>> lookUps = new ArrayList<>();
  private Phase phase = Phase.RESTING;
  private Call call;
  private long joinToken;
  private long memberId;
  private long generation;
  private long sequence;
  private long nextBeatNs;
  private boolean isBeatUrgent;
  private boolean mustStartOver;
  private volatile boolean isPolling;

  /** Whether there was a poll since the member left. */
  private volatile boolean isWanted;

  private volatile long lastPollNs;
  private volatile RaftholdException trouble;

  GroupMembership(
      ClientCore core,
      GroupSettings settings,
      List<String> topics,
      long requestTimeoutNs,
      FetchQueue queue) {
    this.core = core;
    this.settings = settings;
    this.topics = topics;
    this.requestTimeoutNs = requestTimeoutNs;
    this.queue = queue;
    this.shares = new Shares(core, this, topics, queue);
    this.lastPollNs = core.clock().nanoTime();
  }

  GroupSettings settings() {
    return settings;
  }

  Shares shares() {
    return shares;
  }

  long requestTimeoutNs() {
    return requestTimeoutNs;
  }

  /** Notes that the consumer polls, until {@link #onPolled}. The consumer's thread. */
  void onPolling() {
    isPolling = true;
    isWanted = true;
  }

  /** Notes that the consumer has polled. Its thread. */
  void onPolled() {
    lastPollNs = core.clock().nanoTime();
    isPolling = false;
  }

  /** Returns, once, why the member cannot go on; null where it can. The consumer's thread. */
  RaftholdException takeTrouble() {
    final RaftholdException taken = trouble;
    trouble = null;
    return taken;
  }

  /** Tells whether there is something for the consumer to see to. Its thread. */
  boolean hasNews() {
    return trouble != null || shares.hasNews();
  }

  /** Has the next poll throw something. */
  void tell(RaftholdException reason) {
    trouble = reason;
    queue.signal();
  }

  int doWork() {
    return switch (phase) {
      case RESTING -> rest();
      case LOOKING_UP -> lookUp();
      case JOINING -> join();
      case MEMBER -> live();
      case OVER -> 0;
    };
  }

  private int rest() {
    if (trouble != null || !(isWanted || isPolling)) {
      return 0;
    }
    topics.forEach(topic -> lookUps.add(core.refresher().lookUp(topic, 1, requestTimeoutNs)));
    phase = Phase.LOOKING_UP;
    return 1;
  }

  /** A group may well read topics that are not there yet; a user who mistypes one wants to know. */
  private int lookUp() {
    for (final CompletableFuture<TopicInfo> each : lookUps) {
      if (!each.isDone()) {
        return 0;
      }
    }
    final RaftholdException failure = Futures.firstFailure(lookUps);
    lookUps.clear();
    if (failure == null) {
      beginAnew();
    } else {
      phase = Phase.RESTING;
      tell(failure);
    }
    return 1;
  }

  private void beginAnew() {
    phase = Phase.JOINING;
    joinToken = core.newToken();
    memberId = NOBODY;
    generation = NOT_ACTED_YET;
    mustStartOver = false;
    call = null;
  }

  private int join() {
    if (call == null) {
      call =
          start(
              "joining group '" + settings.name() + "'",
              (requests, correlationId) ->
                  requests
                      .groups()
                      .join(correlationId, settings, topics, joinToken, core.clientName()),
              requestTimeoutNs);
      return 1;
    }
    if (!call.result().isDone()) {
      return 0;
    }
    final Call ended = call;
    call = null;
    final RaftholdException failure = ended.failure();
    if (failure != null) {
      tell(failure);
    } else {
      onJoined(ended.result().join());
    }
    return 1;
  }

  private void onJoined(Reply reply) {
    if (reply instanceof Reply.GroupJoined joined && joined.code() == ErrorCode.OK) {
      memberId = joined.memberId();
      phase = Phase.MEMBER;
      nextBeatNs = core.nowNs();
    } else {
      phase = Phase.RESTING;
      tell(
          Failures.refused(
              reply.code(), "joining group '" + settings.name() + "'", reply.message()));
    }
  }

  private int live() {
    final long nowNs = core.nowNs();
    if (!isPolling && nowNs - lastPollNs > settings.maxPollInterval().toNanos()) {
      leave();
      phase = Phase.RESTING;
      isWanted = false;
      return 1;
    }
    if (mustStartOver) {
      leave();
      beginAnew();
      return 1;
    }
    int work = shares.doWork();
    if (call == null) {
      if (isBeatUrgent || nowNs - nextBeatNs >= 0) {
        call = start("a heartbeat of group '" + settings.name() + "'", this::beat, answerTimeNs());
        work++;
      }
    } else if (call.result().isDone()) {
      final Call ended = call;
      call = null;
      onBeaten(ended);
      work++;
    }
    return work;
  }

  private int beat(Requests requests, long correlationId) {
    isBeatUrgent = false;
    return requests
        .groups()
        .heartbeat(correlationId, settings.name(), memberId, generation, shares.held());
  }

  /** A new leader is looked for early enough to be found before the session is over. */
  private long answerTimeNs() {
    return Math.min(
        LONGEST_ANSWER_NS, settings.sessionTimeout().toNanos() / HEARTBEATS_PER_TIMEOUT);
  }

  private void onBeaten(Call ended) {
    if (ended.failure() != null) {
      core.refresher().request(null);
      nextBeatNs = core.nowNs() + RETRY_PAUSE_NS;
      return;
    }
    final Reply reply = ended.result().join();
    if (reply instanceof Reply.GroupBeat beat && beat.code() == ErrorCode.OK) {
      nextBeatNs = core.nowNs() + TimeUnit.MILLISECONDS.toNanos(pauseMs(beat.heartbeatMs()));
      // One of a lower generation comes from a leader that is none any more.
      if (beat.generation() >= generation) {
        generation = beat.generation();
        shares.onOwned(memberId, beat.epochsByGroupId());
      }
    } else if (reply.code() == ErrorCode.UNKNOWN_MEMBER) {
      shares.loseAll();
      beginAnew();
    } else {
      nextBeatNs = core.nowNs() + TimeUnit.MILLISECONDS.toNanos(pauseMs(Integer.MAX_VALUE));
      tell(
          Failures.refused(
              reply.code(), "a heartbeat of group '" + settings.name() + "'", reply.message()));
    }
  }

  private long pauseMs(int heartbeatMs) {
    final long longestMs = settings.sessionTimeout().toMillis() / HEARTBEATS_PER_TIMEOUT;
    return Math.max(SHORTEST_HEARTBEAT_MS, Math.min(heartbeatMs, longestMs));
  }

  /** Lets the coordinator know at once. */
  void beatSoon() {
    isBeatUrgent = true;
  }

  /** Looks again before long: the coordinator's word could not be followed yet. */
  void beatAgain() {
    nextBeatNs = core.nowNs() + RETRY_PAUSE_NS;
  }

  /** The coordinator's word and the partitions' do not go together: begins as somebody else. */
  void startOverSoon() {
    mustStartOver = true;
  }

  /** Returns a number above all earlier ones, for a wish about a cursor. */
  long nextSequence() {
    return ++sequence;
  }

  /** Asks a partition's leader to do something with the group's cursor. */
  Call move(CursorAction action, Share share, long offset) {
    final CursorWish wish =
        new CursorWish(
            action, share.groupId(), share.memberId(), share.epoch(), nextSequence(), offset);
    return core.calls()
        .start(
            new Call(
                core,
                what(action) + share.partition() + " for group '" + settings.name() + "'",
                share.groupId(),
                Call.leaderOf(share.groupId()),
                (requests, correlationId) ->
                    requests.groups().move(correlationId, settings.name(), wish),
                requestTimeoutNs));
  }

  private static String what(CursorAction action) {
    return action == CursorAction.CLAIM ? "claiming " : "committing the offset of ";
  }

  private Call start(String what, Call.Encoding encoding, long timeoutNs) {
    final int group = ClusterView.METADATA_GROUP;
    return core.calls()
        .start(new Call(core, what, group, Call.leaderOf(group), encoding, timeoutNs));
  }

  /** Tells whether the client is being closed, so that nothing can be asked any more. */
  boolean isEnding() {
    return core.isClosing();
  }

  /** Ends the membership, for good; completes when the coordinator knows, or cannot be told. */
  CompletableFuture<Reply> end() {
    final Phase before = phase;
    final Call joining = call;
    phase = Phase.OVER;
    call = null;
    if (before == Phase.MEMBER) {
      return leave().result();
    }
    if (before == Phase.JOINING && joining != null) {
      joining.onReply(this::leaveAgain);
    }
    return CompletableFuture.completedFuture(null);
  }

  /** Who closes while it joins does not keep partitions from others for a session timeout. */
  private void leaveAgain(Reply reply) {
    if (reply instanceof Reply.GroupJoined joined && joined.code() == ErrorCode.OK) {
      memberId = joined.memberId();
      leave();
    }
  }

  private Call leave() {
    final long leaver = memberId;
    shares.loseAll();
    call = null;
    memberId = NOBODY;
    return start(
        "leaving group '" + settings.name() + "'",
        (requests, correlationId) ->
            requests.groups().leave(correlationId, settings.name(), leaver),
        requestTimeoutNs);
  }
}
