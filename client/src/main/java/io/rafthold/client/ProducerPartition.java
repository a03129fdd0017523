package io.rafthold.client;

import io.rafthold.protocol.codec.AckLevelCode;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import io.rafthold.protocol.codec.ProduceRequestEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the batches of one partition in order, each exactly once in effect: go-back-N over an
 * idempotent producer.
 *
 * <pre>
 *   queue (user threads)         window, in sequence order
 *   full ... full open   ---->   | in flight | in flight | to be sent in this round |
 *                        seal    0                       ^ cursor
 * </pre>
 *
 * <p>A batch gets its sequence and its final bytes when it enters the window, and keeps both. When
 * an attempt fails, all of the window that is not acknowledged is sent again from its start, in
 * order, with the same bytes. A good answer counts whichever attempt it is to; a bad one only while
 * its attempt is the current one.
 *
 * <p><b>A batch that fails for good</b> takes those behind it along, and the partition goes on
 * under a new producer id. Its sequences are lost with it and the broker accepts no gap; and it may
 * still arrive, so that followers sent meanwhile could end up before it.
 */
final class ProducerPartition {
  private static final Logger LOGGER = LoggerFactory.getLogger(ProducerPartition.class);
  private static final long DOUBT_AFTER_NS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long FIRST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long LONGEST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(500);

  /** A deposed leader may say so wrongly, until somebody has told us of the next one. */
  private static final int TIMES_FORGOTTEN_FOR_SURE = 6;

  private final ProduceRequestEncoder encoder = new ProduceRequestEncoder();
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final ClientCore core;
  private final TopicPartition id;
  private final int groupId;
  private final ProducerShared shared;
  private final AckLevelCode ackLevel;
  private final SendQueue queue;
  private final SendWindow window;
  private final Backoff backoff;
  private final TopicWatch watch;
  private final SendFailures failures;
  private final LeaderConnection leader;

  private IdentityRequest identityRequest;
  private ProducerIdentity identity;
  private long nextSequence;
  private PendingBatch refused;
  private RaftholdException refusal;
  private int timesForgotten;
  private long attemptDeadlineNs;
  private long notBeforeNs;
  private ErrorCode lastCode = ErrorCode.OK;
  private String lastFailure = "";

  ProducerPartition(ClientCore core, TopicPartition id, int groupId, ProducerShared shared) {
    this.core = core;
    this.id = id;
    this.groupId = groupId;
    this.shared = shared;
    this.ackLevel = Requests.ackLevel(shared.settings().ackLevel());
    this.queue = new SendQueue(shared.pool(), shared.deliveryTimeoutNs());
    this.window = new SendWindow(shared.settings().maxInFlightBatches());
    this.identityRequest = shared.firstIdentity();
    this.failures = new SendFailures(id);
    this.leader = new LeaderConnection(core, id, groupId);
    this.watch = new TopicWatch(core, id, shared.deliveryTimeoutNs());
    this.backoff = core.newBackoff(FIRST_PAUSE_NS, LONGEST_PAUSE_NS);
    this.notBeforeNs = core.nowNs();
  }

  TopicPartition id() {
    return id;
  }

  /** The way in for user threads. */
  SendQueue queue() {
    return queue;
  }

  boolean isIdle() {
    return window.isEmpty() && queue.isEmpty();
  }

  int doWork() {
    if (isIdle()) {
      return 0;
    }
    final long nowNs = core.nowNs();
    int work = expire(nowNs);
    if (refused != null && refused == window.first()) {
      failRefused();
      return work + 1;
    }
    watchAttempt(nowNs);
    if (nowNs - notBeforeNs < 0 || !isTopicThere() || !leader.find() || !findIdentity()) {
      return work;
    }
    while (sendNext(nowNs)) {
      work++;
    }
    return work;
  }

  /** Notices that what is in flight will not be answered, or not by a leader. */
  private void watchAttempt(long nowNs) {
    final BrokerConnection connection = leader.connection();
    if (connection == null || !window.isAnyInFlight()) {
      return;
    }
    if (leader.isLost()) {
      retry("broker " + connection + ": " + connection.lastError(), backoff.nextNs());
    } else if (nowNs - attemptDeadlineNs >= 0) {
      retry("broker " + connection + " did not answer", 0);
    } else if (leader.isDeposed()) {
      retry("broker " + connection + " no longer leads", 0);
    } else if (nowNs - attemptDeadlineNs >= DOUBT_AFTER_NS - shared.attemptTimeoutNs()) {
      // The others know of a new leader long before the old one's silence is certain.
      core.refresher().request(id.topic());
    }
  }

  /** Looks after the topic while there is no leader to send to: it may have been deleted. */
  private boolean isTopicThere() {
    if (leader.connection() != null) {
      return true;
    }
    try {
      final PartitionInfo known = watch.poll();
      // Group ids rise: who tells of a lower one lags behind the topic's deletion.
      if (known != null && known.groupId() > groupId) {
        throw new UnknownTopicException(
            "topic '" + id.topic() + "' was deleted and created anew: open another producer");
      }
      return known != null;
    } catch (final UnknownTopicException e) {
      final PendingBatch first = window.first();
      failFrom(first == null ? e : failures.unlessSent(first, 0, e));
      return false;
    }
  }

  /** Tells whether there is a producer id; what is in the window then goes out under it. */
  private boolean findIdentity() {
    final ProducerIdentity current = identityRequest.poll();
    if (current != null && !current.equals(identity)) {
      identity = current;
      nextSequence = 0;
      window.forEach(
          batch -> {
            core.inFlight().remove(batch.serial());
            seal(batch);
          });
    }
    return current != null;
  }

  private void seal(PendingBatch batch) {
    batch.seal(identity, nextSequence, core.correlationIds().nextSerial());
    nextSequence += batch.recordCount();
    core.inFlight().put(batch.serial(), this);
  }

  private boolean sendNext(long nowNs) {
    if (window.isHeldBack()) {
      return false;
    }
    final BrokerConnection connection = leader.connection();
    final PendingBatch waiting = window.next();
    final PendingBatch batch = waiting == null ? admit(connection.maxBatchBytes()) : waiting;
    if (batch != null && batch.length() > connection.maxBatchBytes()) {
      // Another leader took batches of that size.
      refuse(batch, failures.tooLarge(batch, connection.maxBatchBytes()));
      return false;
    }
    if (batch == null || !batch.offerTo(connection, encoder, header, groupId, ackLevel)) {
      return false;
    }
    if (!window.isAnyInFlight()) {
      attemptDeadlineNs = nowNs + shared.attemptTimeoutNs();
    }
    core.stages().sent(batch);
    window.advance();
    return true;
  }

  /** Takes a batch from the queue into the window; null where either has none for the other. */
  private PendingBatch admit(int limit) {
    while (!window.isFull() && !queue.isEmpty()) {
      final PendingBatch batch = queue.poll(window.takesOpen(core.inFlight().size()));
      if (batch == null) {
        return null;
      }
      if (batch.length() <= limit) {
        seal(shared.compress(batch));
        window.add(batch);
        return batch;
      }
      finish(batch, failures.tooLarge(batch, limit));
    }
    return null;
  }

  /** Takes the answer to a batch of this partition. */
  void onReply(
      BrokerConnection from,
      long correlationId,
      ErrorCode code,
      long baseOffset,
      long timestampNs,
      int leaderHint) {
    final PendingBatch batch = window.find(CorrelationIds.serial(correlationId));
    if (batch == null) {
      return;
    }
    if (code == ErrorCode.OK) {
      onAck(batch, baseOffset, timestampNs);
    } else if (code == ErrorCode.DUPLICATE_TOO_OLD) {
      onAck(batch, RecordMetadata.UNKNOWN_OFFSET, timestampNs);
    } else if (batch.isCurrent(correlationId)) {
      lastCode = code;
      onRefusal(batch, from, code, baseOffset, leaderHint);
    }
  }

  private void onAck(PendingBatch batch, long baseOffset, long timestampNs) {
    core.stages().acknowledged(batch);
    window.remove(batch);
    backoff.reset();
    timesForgotten = 0;
    lastCode = ErrorCode.OK;
    lastFailure = "";
    attemptDeadlineNs = core.nowNs() + shared.attemptTimeoutNs();
    release(batch);
    batch.succeed(id.topic(), id.partition(), baseOffset, timestampNs);
    shared.pool().give(batch);
  }

  private void onRefusal(
      PendingBatch batch, BrokerConnection from, ErrorCode code, long endOffset, int hint) {
    final String failure = "broker " + from + " answered " + code;
    switch (code) {
      case NOT_LEADER -> {
        core.view().onNotLeader(groupId, from.brokerId(), hint);
        final boolean hasHint = hint >= 0 && hint != from.brokerId();
        retry(failure, hasHint && lastFailure.isEmpty() ? 0 : backoff.nextNs());
      }
      case UNKNOWN_GROUP, SHUTTING_DOWN -> {
        core.view().onNotLeader(groupId, from.brokerId(), Reply.NO_HINT);
        retry(failure, backoff.nextNs());
      }
      case OUT_OF_ORDER, CORRUPT_BATCH, OVERLOADED, NO_QUORUM, INTERNAL, DISK_FULL ->
          retry(failure, backoff.nextNs());
      case UNALLOCATED_PRODUCER -> retry(failure, backoff.nextNs());
      case UNKNOWN_PRODUCER -> onUnknownProducer(batch, failure);
      case OFFSET_CONFLICT ->
          refuse(batch, new OffsetConflictException(id, batch.expectedOffset(), endOffset));
      default -> refuse(batch, Failures.refused(code, "sending to " + id, ""));
    }
  }

  /** Acted on when those before it are settled: they may still succeed. */
  private void refuse(PendingBatch batch, RaftholdException reason) {
    refused = batch;
    refusal = reason;
  }

  /**
   * Fails the oldest batch, and those behind it too; but for one that expected an offset and was
   * sent once: it will not come again and nothing was sent behind it, so its sequences are free.
   */
  private void failRefused() {
    final PendingBatch batch = refused;
    if (!(refusal instanceof OffsetConflictException) || batch.attempts() > 1) {
      failFrom(failures.unlessSent(batch, 1, refusal));
      return;
    }
    refused = null;
    window.remove(batch);
    nextSequence = batch.firstSequence();
    finish(batch, refusal);
  }

  /**
   * Behind a batch that got lost it is one more gap. For the first of the window it means that the
   * partition has forgotten the producer: where nothing was ever sent twice, nothing of the window
   * can be in the log, and it goes out again under a new id. Else an earlier attempt may be in the
   * log, and nobody can tell any more once a leader of today has said so a few times.
   */
  private void onUnknownProducer(PendingBatch batch, String failure) {
    final boolean isFirst = batch == window.first();
    if (isFirst && !window.isNoneRetried() && ++timesForgotten >= TIMES_FORGOTTEN_FOR_SURE) {
      refuse(batch, Failures.forgotten("sending to " + id));
      return;
    }
    final boolean isForgotten = isFirst && window.isNoneRetried();
    retry(failure, backoff.nextNs());
    if (isForgotten) {
      renewIdentity();
    }
  }

  private void renewIdentity() {
    identityRequest = new IdentityRequest(core, shared.deliveryTimeoutNs());
    timesForgotten = 0;
  }

  /** Goes back to the start of the window. */
  private void retry(String failure, long pauseNs) {
    LOGGER.debug("{}: sending again: {}", id, failure);
    lastFailure = failure;
    leader.drop();
    refused = null;
    window.rewind();
    notBeforeNs = core.nowNs() + pauseNs;
    core.refresher().request(id.topic());
  }

  private int expire(long nowNs) {
    final PendingBatch first = window.first();
    if (first != null && nowNs - first.deadlineNs() >= 0) {
      failFrom(timedOut(first.attempts() > 0));
      return 1;
    }
    int work = 0;
    for (PendingBatch old = queue.pollExpired(nowNs); old != null; old = queue.pollExpired(nowNs)) {
      finish(old, timedOut(false));
      work++;
    }
    return work;
  }

  private RaftholdException timedOut(boolean maybeDone) {
    return Failures.timedOut(
        "sending to " + id,
        shared.deliveryTimeoutNs(),
        maybeDone,
        !leader.isReachable() || identity == null || lastCode == ErrorCode.NO_QUORUM,
        core.connections(),
        lastFailure);
  }

  /** Fails the oldest batch and all behind it, and starts over under a new id. */
  private void failFrom(RaftholdException failure) {
    final List<PendingBatch> sealed = window.drain();
    final List<PendingBatch> queued = new ArrayList<>();
    for (PendingBatch batch = queue.poll(); batch != null; batch = queue.poll()) {
      queued.add(batch);
    }
    refused = null;
    leader.drop();
    renewIdentity();
    for (int i = 0; i < sealed.size(); i++) {
      final PendingBatch batch = sealed.get(i);
      finish(batch, i == 0 ? failure : failures.behind(batch, failure));
    }
    for (int i = 0; i < queued.size(); i++) {
      finish(queued.get(i), i == 0 && sealed.isEmpty() ? failure : failures.abortedBehind(failure));
    }
  }

  /** Fails everything: the producer is closed. */
  void failAll(RaftholdException failure) {
    queue.close();
    final List<PendingBatch> all = window.drain();
    for (PendingBatch batch = queue.poll(); batch != null; batch = queue.poll()) {
      all.add(batch);
    }
    all.forEach(batch -> finish(batch, failures.unlessSent(batch, 0, failure)));
  }

  private void finish(PendingBatch batch, RaftholdException failure) {
    release(batch);
    batch.fail(failure);
    shared.pool().give(batch);
  }

  /** Gives room back before futures complete, so that what hangs on them may send again. */
  private void release(PendingBatch batch) {
    core.inFlight().remove(batch.serial());
    shared.budget().release(batch.recordBytes(), batch.recordCount());
  }

  void forEach(Consumer<PendingBatch> visitor) {
    window.forEach(visitor);
    queue.forEach(visitor);
  }
}
