package io.rafthold.client;

import io.rafthold.protocol.codec.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One request with a deadline: finds whom to ask, asks, and asks again after a lost connection, a
 * silent broker, or an answer that says "not me" or "not now". Any other answer ends it, good or
 * bad.
 */
final class Call {
  /** Whom to ask; looked up before each attempt. */
  interface Target {
    /** Returns whom to ask, perhaps not ready yet; null where that is not known. */
    BrokerConnection find(ClientCore core);
  }

  /** Encodes the request into the client's scratch buffer. */
  interface Encoding {
    /** Returns the length of the message. */
    int encode(Requests requests, long correlationId);
  }

  private static final long ATTEMPT_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(2);
  private static final long FIRST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LONGEST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(500);

  private final String what;
  private final int groupId;
  private final Target target;
  private final Encoding encoding;
  private final CompletableFuture<Reply> result = new CompletableFuture<>();
  private final long timeoutNs;
  private final long serial;
  private final long deadlineNs;
  private final Backoff backoff;

  private BrokerConnection askedOf;
  private int epoch;
  private int attempt;
  private long attemptDeadlineNs;
  private long notBeforeNs;
  private boolean isAsked;
  private volatile boolean outcomeUnknown;
  private String lastFailure = "";
  private ErrorCode lastCode = ErrorCode.OK;

  /**
   * Prepares a call.
   *
   * @param what for messages: "create topic x"
   * @param groupId whose leader is asked, for NOT_LEADER and its hint
   */
  Call(
      ClientCore core, String what, int groupId, Target target, Encoding encoding, long timeoutNs) {
    this.what = what;
    this.groupId = groupId;
    this.target = target;
    this.encoding = encoding;
    this.timeoutNs = timeoutNs;
    this.serial = core.correlationIds().nextSerial();
    this.deadlineNs = core.nowNs() + timeoutNs;
    this.notBeforeNs = core.nowNs();
    this.backoff = core.newBackoff(FIRST_PAUSE_NS, LONGEST_PAUSE_NS);
  }

  /** Asks the leader of a group. */
  static Target leaderOf(int groupId) {
    return core -> {
      final int leader = core.view().leader(groupId);
      return leader < 0 ? null : core.connections().broker(leader);
    };
  }

  /** Asks one broker. */
  static Target broker(int brokerId) {
    return core -> core.connections().broker(brokerId);
  }

  /** Asks whoever is there. */
  static Target any() {
    return core -> core.connections().nextReady();
  }

  long serial() {
    return serial;
  }

  CompletableFuture<Reply> result() {
    return result;
  }

  /** Returns what it failed with once it is over; null where there is a reply. */
  RaftholdException failure() {
    return Futures.failure(result);
  }

  /** Completes another future as this call's result. */
  void forwardTo(CompletableFuture<Reply> other) {
    Futures.forward(result, other);
  }

  /** Runs when a reply is there, good or bad, and never where the call fails. */
  void onReply(Consumer<Reply> action) {
    Futures.onSuccess(result, action);
  }

  /** Tells whether an attempt may have had effect although it was not answered. Any thread. */
  boolean isOutcomeUnknown() {
    return outcomeUnknown;
  }

  /** One step; the call is over when its result is done. */
  int doWork(ClientCore core) {
    final long nowNs = core.nowNs();
    if (nowNs - deadlineNs >= 0) {
      expire(core);
      return 1;
    }
    if (isAsked) {
      if (askedOf.epoch() != epoch) {
        retry(core, "broker " + askedOf + ": " + askedOf.lastError(), true);
      } else if (nowNs - attemptDeadlineNs >= 0) {
        retry(core, "broker " + askedOf + " did not answer", true);
      }
      return 0;
    }
    return nowNs - notBeforeNs >= 0 ? ask(core, nowNs) : 0;
  }

  void onReply(ClientCore core, BrokerConnection from, long correlationId, Reply reply) {
    if (!isAsked || !CorrelationIds.isAttempt(correlationId, attempt)) {
      if (reply.code() == ErrorCode.OK) {
        result.complete(reply);
      }
      return;
    }
    lastCode = reply.code();
    if (reply.isFinal() || !isRetriable(reply.code())) {
      result.complete(reply);
      return;
    }
    if (reply.code() == ErrorCode.NOT_LEADER) {
      core.view().onNotLeader(groupId, from.brokerId(), reply.leaderHint());
    }
    final String said = reply.message().isEmpty() ? "" : ": " + reply.message();
    retry(core, "broker " + from + " answered " + reply.code() + said, isUnknown(reply.code()));
  }

  /** Ends the call whatever has become of it. */
  void fail(RaftholdException failure) {
    final boolean isUnknown = isAsked || outcomeUnknown;
    result.completeExceptionally(
        isUnknown && !failure.isOutcomeUnknown()
            ? new OutcomeUnknownException(
                what + ": asked, it may have been carried out; then: " + failure.getMessage(),
                failure)
            : failure);
  }

  private int ask(ClientCore core, long nowNs) {
    final BrokerConnection connection = target.find(core);
    if (connection == null || !connection.isReady()) {
      core.refresher().request(null);
      return 0;
    }
    final long correlationId = CorrelationIds.of(serial, attempt + 1);
    final int length = encoding.encode(core.requests(), correlationId);
    if (!connection.offer(core.requests().buffer(), 0, length)) {
      return 0;
    }
    attempt++;
    isAsked = true;
    askedOf = connection;
    epoch = connection.epoch();
    attemptDeadlineNs = nowNs + ATTEMPT_TIMEOUT_NS;
    return 1;
  }

  private void retry(ClientCore core, String failure, boolean unknown) {
    isAsked = false;
    outcomeUnknown |= unknown;
    lastFailure = failure;
    notBeforeNs = core.nowNs() + backoff.nextNs();
    core.refresher().request(null);
  }

  private void expire(ClientCore core) {
    final boolean noLeader = lastCode == ErrorCode.NO_QUORUM || target.find(core) == null;
    result.completeExceptionally(
        Failures.timedOut(
            what, timeoutNs, isAsked || outcomeUnknown, noLeader, core.connections(), lastFailure));
  }

  private static boolean isRetriable(ErrorCode code) {
    return switch (code) {
      case NOT_LEADER,
          UNKNOWN_GROUP,
          OVERLOADED,
          DISK_FULL,
          SHUTTING_DOWN,
          NO_QUORUM,
          CHANGE_IN_PROGRESS ->
          true;
      default -> false;
    };
  }

  private static boolean isUnknown(ErrorCode code) {
    return code == ErrorCode.NO_QUORUM;
  }
}
