package io.rafthold.client;

import io.rafthold.protocol.Batch;
import io.rafthold.protocol.BatchReader;
import io.rafthold.protocol.EntryType;
import io.rafthold.protocol.MalformedException;
import io.rafthold.protocol.codec.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one partition from a start on: finds a replica, subscribes, checks what comes, and hands it
 * over. Whatever goes wrong on the way, it subscribes again at the offset behind the last good
 * batch, so that the consumer sees each record once and in order.
 *
 * <p>The core's thread runs it; results, failures and troubles are read by the consumer's.
 */
final class Subscription {
  private static final Logger LOGGER = LoggerFactory.getLogger(Subscription.class);
  private static final long ANSWER_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(2);
  private static final long FIRST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long LONGEST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(500);

  /**
   * A replica may lag behind what was read or named elsewhere: only then is "too high" believed.
   */
  private static final long LAG_PATIENCE_NS = TimeUnit.MILLISECONDS.toNanos(500);

  /** A damaged batch may be the link's fault: so often it is fetched again. */
  private static final int CORRUPT_ATTEMPTS = 3;

  private static final long NONE = 0;

  private final BatchReader batches = new BatchReader();
  private final CompletableFuture<Long> firstOffset = new CompletableFuture<>();
  private final ClientCore core;
  private final SubscriptionSettings settings;
  private final BatchSink queue;
  private final Credit credit;
  private final Backoff backoff;
  private final SubscriptionStart start;

  private int groupId;
  private long nextOffset;
  private BrokerConnection connection;
  private int epoch;
  private long term;
  private long id;
  private long correlationId;
  private boolean isConfirmed;
  private long answerDeadlineNs;
  private long notBeforeNs;
  private long troubleSinceNs;
  private long tooHighSinceNs;
  private int corruptAttempts;

  /** The highest committed end that a broker has named. */
  private long committedEnd;

  private int turn;
  private String lastFailure = "";
  private volatile boolean isDone;
  private volatile RaftholdException failure;
  private volatile RaftholdException trouble;

  Subscription(ClientCore core, SubscriptionSettings settings, BatchSink queue) {
    this.core = core;
    this.settings = settings;
    this.queue = queue;
    this.credit = new Credit(settings.bufferBytes());
    this.backoff = core.newBackoff(FIRST_PAUSE_NS, LONGEST_PAUSE_NS);
    this.start = new SubscriptionStart(core, settings);
    this.notBeforeNs = core.nowNs();
    this.troubleSinceNs = core.nowNs();
  }

  TopicPartition partition() {
    return settings.partition();
  }

  /** Completes with the offset of the start. Any thread. */
  CompletableFuture<Long> firstOffset() {
    return firstOffset;
  }

  /** Returns why it has ended; null while it has not. Any thread. */
  RaftholdException failure() {
    return failure;
  }

  /** Returns, once, why it is standing still; null where it is not. Any thread. */
  RaftholdException takeTrouble() {
    final RaftholdException taken = trouble;
    trouble = null;
    return taken;
  }

  /** Tells whether there is a failure or a trouble to report. Any thread. */
  boolean hasNews() {
    return failure != null || trouble != null;
  }

  /** Tells whether the stop is reached and the consumer has had all before it. */
  boolean isDrained() {
    return isDone && credit.outstanding() == 0;
  }

  /** Notes that the consumer is done with a batch of a length. Its thread. */
  void onConsumed(int bytes) {
    credit.onConsumed(bytes);
  }

  /** Returns the highest committed end that a broker has named with records; 0 for none yet. */
  long committedEnd() {
    return committedEnd;
  }

  long id() {
    return id;
  }

  boolean isOver() {
    return isDone || failure != null;
  }

  int doWork() {
    final long nowNs = core.nowNs();
    watchTrouble(nowNs);
    if (id != NONE) {
      return watchSession(nowNs);
    }
    if (nowNs - notBeforeNs < 0) {
      return 0;
    }
    try {
      if (!firstOffset.isDone()) {
        return begin();
      }
      return start.isTopicThere() ? subscribe(nowNs) : 0;
    } catch (final RaftholdException e) {
      fail(e);
      return 1;
    }
  }

  private int begin() {
    if (!start.poll()) {
      return 0;
    }
    groupId = start.groupId();
    nextOffset = start.offset();
    firstOffset.complete(nextOffset);
    checkStop();
    return 1;
  }

  private int subscribe(long nowNs) {
    final BrokerConnection target =
        ReplicaChoice.find(core, settings.partition(), groupId, settings.readFrom(), turn);
    if (target == null || !target.isReady()) {
      core.refresher().request(settings.partition().topic());
      return 0;
    }
    final long serial = core.correlationIds().nextSerial();
    final long candidate = CorrelationIds.of(serial, 1);
    final Requests requests = core.requests();
    final int length =
        requests.subscribe(
            candidate,
            serial,
            groupId,
            nextOffset,
            credit.restart(target.greeting().maxBatchBytes()),
            settings.isAnyReplica());
    if (!target.offer(requests.buffer(), 0, length)) {
      return 0;
    }
    connection = target;
    epoch = target.epoch();
    term = core.view().term(groupId);
    id = serial;
    correlationId = candidate;
    isConfirmed = false;
    answerDeadlineNs = nowNs + ANSWER_TIMEOUT_NS;
    core.subscriptions().register(this);
    return 1;
  }

  private int watchSession(long nowNs) {
    if (connection.epoch() != epoch) {
      retry("broker " + connection + ": " + connection.lastError());
      return 1;
    }
    if (!isConfirmed && nowNs - answerDeadlineNs >= 0) {
      retry("broker " + connection + " did not answer");
      return 1;
    }
    if (hasMoved()) {
      retry("broker " + connection + " no longer leads");
      return 1;
    }
    connection.keepAlive();
    final long total = credit.raise(connection.greeting().maxBatchBytes());
    if (total < 0) {
      return 0;
    }
    final Requests requests = core.requests();
    if (connection.offerUnanswered(requests.buffer(), 0, requests.credit(id, total))) {
      credit.onGranted(total);
      return 1;
    }
    return 0;
  }

  /** Tells whether another broker is known to lead now, which a dead one does not say itself. */
  private boolean hasMoved() {
    if (settings.isAnyReplica()) {
      return false;
    }
    if (connection.isSuspect()) {
      core.refresher().request(settings.partition().topic());
    }
    final int leader = core.view().leader(groupId);
    return core.view().term(groupId) > term && leader >= 0 && leader != connection.brokerId();
  }

  /** Tells the user after a while that nothing can be read, and goes on trying. */
  private void watchTrouble(long nowNs) {
    if (id != NONE && isConfirmed) {
      troubleSinceNs = nowNs;
    } else if (nowNs - troubleSinceNs >= settings.troubleTimeoutNs()) {
      troubleSinceNs = nowNs;
      trouble =
          Failures.timedOut(
              "reading " + settings.partition(),
              settings.troubleTimeoutNs(),
              false,
              settings.readFrom() instanceof ReadFrom.Leader && core.view().leader(groupId) < 0,
              core.connections(),
              lastFailure);
      queue.signal();
    }
  }

  void onReply(
      BrokerConnection from, long answered, ErrorCode code, long from0, long end, int leader) {
    if (answered == correlationId && from == connection) {
      if (code == ErrorCode.OK) {
        isConfirmed = true;
      } else {
        onRefusal(from, code, from0, end, leader);
      }
    }
  }

  void onEnded(BrokerConnection from, ErrorCode code, long startOffset, long end, int leader) {
    if (from == connection) {
      onRefusal(from, code, startOffset, end, leader);
    }
  }

  private void onRefusal(
      BrokerConnection from, ErrorCode code, long startOffset, long endOffset, int leader) {
    switch (code) {
      case NOT_LEADER -> {
        core.view().onNotLeader(groupId, from.brokerId(), leader);
        retry("broker " + from + " does not lead");
      }
      case UNKNOWN_GROUP, SHUTTING_DOWN -> {
        core.view().onNotLeader(groupId, from.brokerId(), Reply.NO_HINT);
        retry("broker " + from + " answered " + code);
      }
      case OK, OVERLOADED, NO_QUORUM, INTERNAL, CORRUPT_BATCH ->
          retry("broker " + from + " ended with " + code);
      case OFFSET_OUT_OF_RANGE -> onOutOfRange(startOffset, endOffset);
      default -> fail(Failures.refused(code, "reading " + settings.partition(), ""));
    }
  }

  private void onOutOfRange(long startOffset, long endOffset) {
    final long nowNs = core.nowNs();
    if (nextOffset > endOffset && tooHighSinceNs == NONE) {
      tooHighSinceNs = nowNs;
    }
    if (nextOffset > endOffset && nowNs - tooHighSinceNs < LAG_PATIENCE_NS) {
      retry("the replica ends at " + endOffset);
      return;
    }
    fail(new OffsetOutOfRangeException(settings.partition(), nextOffset, startOffset, endOffset));
  }

  /** Takes a push; what is not dense, or not intact, is fetched again and never delivered. */
  void onPush(
      BrokerConnection from, long endOffset, DirectBuffer buffer, int position, int length) {
    if (from != connection) {
      return;
    }
    committedEnd = Math.max(committedEnd, endOffset);
    isConfirmed = true;
    try {
      batches.wrap(buffer, position, length);
      while (id != NONE && batches.next()) {
        credit.onReceived(batches.length());
        batches.verify();
        take(buffer);
      }
      if (id != NONE && credit.isOverdrawn(connection.greeting().maxBatchBytes())) {
        retry("broker " + from + " pushed beyond its credit");
      }
    } catch (final MalformedException e) {
      onCorrupt(e);
    }
  }

  private void take(DirectBuffer buffer) {
    final int position = batches.position();
    if (Batch.entryType(buffer, position) != EntryType.DATA
        || Batch.nextOffset(buffer, position) <= nextOffset) {
      return;
    }
    final long baseOffset = Batch.baseOffset(buffer, position);
    if (baseOffset > nextOffset) {
      retry("offsets " + nextOffset + " to " + (baseOffset - 1) + " were left out");
      return;
    }
    final long fromOffset = nextOffset;
    nextOffset = Batch.nextOffset(buffer, position);
    corruptAttempts = 0;
    tooHighSinceNs = NONE;
    backoff.reset();
    credit.onEnqueued(batches.length());
    // Marked before the consumer can see the batch, which may be its last.
    checkStop();
    queue.add(this, buffer, position, batches.length(), fromOffset, settings.stopOffset());
  }

  private void checkStop() {
    if (nextOffset >= settings.stopOffset()) {
      close();
      isDone = true;
      queue.signal();
    }
  }

  private void onCorrupt(MalformedException e) {
    corruptAttempts++;
    if (corruptAttempts < CORRUPT_ATTEMPTS) {
      retry(e.getMessage());
    } else {
      fail(
          new CorruptDataException(
              settings.partition()
                  + " at offset "
                  + nextOffset
                  + ": "
                  + e.getMessage()
                  + "; read from another replica, or run 'log verify' on the brokers",
              e));
    }
  }

  private void retry(String reason) {
    LOGGER.debug("{}: subscribing again at {}: {}", partition(), nextOffset, reason);
    close();
    lastFailure = reason;
    turn++;
    notBeforeNs = core.nowNs() + backoff.nextNs();
    core.refresher().request(settings.partition().topic());
  }

  private void fail(RaftholdException reason) {
    close();
    failure = reason;
    firstOffset.completeExceptionally(reason);
    queue.signal();
  }

  /** Ends the session, if there is one, and tells the broker. */
  void close() {
    if (id == NONE) {
      return;
    }
    core.subscriptions().unregister(this);
    if (connection.epoch() == epoch) {
      final Requests requests = core.requests();
      connection.offerUnanswered(requests.buffer(), 0, requests.unsubscribe(id));
    }
    id = NONE;
    correlationId = NONE;
    connection = null;
  }
}
