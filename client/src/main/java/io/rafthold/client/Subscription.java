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
  private final ReadPlace place;
  private final SubscriptionStart start;
  private final TroubleWatch trouble;
  private final LogEnds ends;

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
  private long tooHighSinceNs;
  private int corruptAttempts;
  private volatile boolean isDone;
  private volatile RaftholdException failure;

  Subscription(ClientCore core, SubscriptionSettings settings, BatchSink queue) {
    this(core, settings, queue, new LogEnds());
  }

  /**
   * @param ends learn what brokers say of the partition
   */
  Subscription(ClientCore core, SubscriptionSettings settings, BatchSink queue, LogEnds ends) {
    this.core = core;
    this.settings = settings;
    this.queue = queue;
    this.credit = new Credit(settings.bufferBytes());
    this.backoff = core.newBackoff(FIRST_PAUSE_NS, LONGEST_PAUSE_NS);
    this.place = new ReadPlace(core, settings.partition(), settings.readFrom());
    this.start = new SubscriptionStart(core, settings, place);
    this.trouble = new TroubleWatch(core, settings);
    this.ends = ends;
    this.notBeforeNs = core.nowNs();
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
    return trouble.take();
  }

  /** Tells whether there is a failure or a trouble to report. Any thread. */
  boolean hasNews() {
    return failure != null || trouble.isReported();
  }

  /** Tells whether the stop is reached and the consumer has had all before it. */
  boolean isDrained() {
    return isDone && credit.outstanding() == 0;
  }

  /** Notes that the consumer is done with a batch of a length. Its thread. */
  void onConsumed(int bytes) {
    credit.onConsumed(bytes);
  }

  long id() {
    return id;
  }

  boolean isOver() {
    return isDone || failure != null;
  }

  int doWork() {
    final long nowNs = core.nowNs();
    if (trouble.look(id != NONE && isConfirmed, place.isLeaderOnly(), groupId)) {
      queue.signal();
    }
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
    final BrokerConnection target = place.find(groupId);
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
            place.isAnyReplica());
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
    if (isConfirmed && place.isToMove(groupId, nextOffset, credit.outstanding() > 0)) {
      retry("another replica than broker " + connection + " is to be read");
      notBeforeNs = nowNs;
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
    if (place.isAnyReplica()) {
      return false;
    }
    if (connection.isSuspect()) {
      core.refresher().request(settings.partition().topic());
    }
    final int leader = core.view().leader(groupId);
    return core.view().term(groupId) > term && leader >= 0 && leader != connection.brokerId();
  }

  void onReply(
      BrokerConnection from, long answered, ErrorCode code, long from0, long end, int leader) {
    if (answered == correlationId && from == connection) {
      if (code == ErrorCode.OK) {
        isConfirmed = true;
        ends.learn(end, 0);
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
    if (place.giveUp()) {
      retry("the replica has no offset " + nextOffset);
      return;
    }
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
      BrokerConnection from,
      long endOffset,
      long durableOffset,
      DirectBuffer buffer,
      int position,
      int length) {
    if (from != connection) {
      return;
    }
    ends.learn(endOffset, durableOffset);
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
    place.onRecords();
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
    trouble.onFailure(reason);
    place.onFailed();
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
