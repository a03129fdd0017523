package io.rafthold.client;

import io.rafthold.protocol.codec.ErrorCode;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The session with one broker: opens a link when somebody wants it, introduces the client, notices
 * silence, and tries again with growing pauses after a loss.
 *
 * <p>Whoever has something in flight remembers {@link #epoch()}: another value later means that the
 * session was lost in between, and what was sent on it may never be answered.
 */
final class BrokerConnection {
  private static final Logger LOGGER = LoggerFactory.getLogger(BrokerConnection.class);

  /** No broker id is known before the broker has introduced itself. */
  static final int UNKNOWN_BROKER = -1;

  private static final long CONNECT_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(3);
  private static final long SILENCE_TIMEOUT_NS = TimeUnit.MILLISECONDS.toNanos(2_500);
  private static final long SUSPICION_NS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long KEEPALIVE_NS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long FIRST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long LONGEST_PAUSE_NS = TimeUnit.SECONDS.toNanos(1);
  private static final int POLL_LIMIT = 64;
  private static final int METADATA_GROUP = 0;

  private enum State {
    IDLE,
    CONNECTING,
    GREETING,
    READY,
    PAUSED
  }

  private final Endpoint endpoint;
  private final ClientCore core;
  private final Backoff backoff;
  private final Link.Sink sink;

  private State state = State.IDLE;
  private Link link;
  private boolean wanted;
  private boolean retired;
  private int brokerId;
  private int epoch;
  private long greetingId;
  private long stateSinceNs;
  private long pauseNs;
  private long lastHeardNs;
  private long unansweredSinceNs;
  private boolean awaitsAnswer;
  private String lastError = "not tried yet";
  private Reply.Connected greeting;

  /** As of the last greeting. */
  private int maxBatchBytes;

  BrokerConnection(Endpoint endpoint, int brokerId, ClientCore core) {
    this.endpoint = endpoint;
    this.brokerId = brokerId;
    this.core = core;
    this.backoff = core.newBackoff(FIRST_PAUSE_NS, LONGEST_PAUSE_NS);
    this.sink = this::onMessage;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  int brokerId() {
    return brokerId;
  }

  int epoch() {
    return epoch;
  }

  boolean isReady() {
    return state == State.READY;
  }

  String lastError() {
    return lastError;
  }

  /** What the broker said of itself; null before the first session. */
  Reply.Connected greeting() {
    return greeting;
  }

  int maxMessageLength() {
    return link.maxMessageLength();
  }

  /** Returns the largest batch that the broker takes, and that fits into one message to it. */
  int maxBatchBytes() {
    return maxBatchBytes;
  }

  /** Asks for a session; it is kept from then on, until the broker is retired. */
  void want() {
    wanted = true;
  }

  /** The broker is no longer of the cluster, and not there: no session is tried any more. */
  void retire() {
    close();
    retired = true;
  }

  /** The broker is of the cluster, again. */
  void reinstate() {
    retired = false;
  }

  boolean isRetired() {
    return retired;
  }

  /** Offers a request that the broker answers; false when not ready or under back-pressure. */
  boolean offer(DirectBuffer buffer, int position, int length) {
    if (!offerUnanswered(buffer, position, length)) {
      return false;
    }
    if (!awaitsAnswer) {
      awaitsAnswer = true;
      unansweredSinceNs = core.nowNs();
    }
    return true;
  }

  /** Offers a message that the broker does not answer. */
  boolean offerUnanswered(DirectBuffer buffer, int position, int length) {
    return state == State.READY && link.offer(buffer, position, length);
  }

  /** Provokes an answer when nothing was heard for a while, so that a dead broker shows. */
  void keepAlive() {
    if (state == State.READY && !awaitsAnswer && core.nowNs() - lastHeardNs > KEEPALIVE_NS) {
      final Requests requests = core.requests();
      final long correlationId = CorrelationIds.of(core.correlationIds().nextSerial(), 0);
      offer(requests.buffer(), 0, requests.status(correlationId, METADATA_GROUP));
    }
  }

  /** Tells whether an answer is late, long before the broker is given up. */
  boolean isSuspect() {
    return awaitsAnswer && core.nowNs() - unansweredSinceNs > SUSPICION_NS;
  }

  int doWork() {
    final long nowNs = core.nowNs();
    int work = 0;
    switch (state) {
      case IDLE -> {
        if (wanted) {
          open(nowNs);
          work++;
        }
      }
      case CONNECTING, GREETING -> work += connect(nowNs);
      case READY -> {
        work += link.poll(sink, POLL_LIMIT);
        watch(nowNs);
      }
      case PAUSED -> {
        if (nowNs - stateSinceNs >= pauseNs) {
          enter(State.IDLE);
        }
      }
    }
    return work;
  }

  /** Notices the end of the link, and silence where an answer is due. */
  private void watch(long nowNs) {
    if (state != State.READY) {
      return;
    }
    if (link.isClosed()) {
      lose("connection lost: " + link.closeReason());
    } else if (awaitsAnswer && nowNs - unansweredSinceNs > SILENCE_TIMEOUT_NS) {
      lose("no answer for " + TimeUnit.NANOSECONDS.toMillis(SILENCE_TIMEOUT_NS) + " ms");
    }
  }

  void close() {
    if (link != null) {
      link.close();
    }
    enter(State.IDLE);
    wanted = false;
    link = null;
  }

  /** Gives the session up, and tries again after a pause. */
  void lose(String reason) {
    LOGGER.debug("Broker {}: {}", this, reason);
    lastError = reason;
    epoch++;
    awaitsAnswer = false;
    link.close();
    link = null;
    pauseNs = backoff.nextNs();
    enter(State.PAUSED);
    // Perhaps it was removed from the cluster: the others know.
    core.refresher().request(null);
  }

  private void open(long nowNs) {
    try {
      link = core.links().connect(endpoint);
      enter(State.CONNECTING);
    } catch (final RuntimeException e) {
      // An unknown host, say: it may be known later, and must not stop the other connections.
      lastError = String.valueOf(e.getMessage());
      pauseNs = backoff.nextNs();
      stateSinceNs = nowNs;
      state = State.PAUSED;
    }
  }

  private int connect(long nowNs) {
    if (link.isClosed()) {
      lose("connection refused: " + link.closeReason());
    } else if (nowNs - stateSinceNs > CONNECT_TIMEOUT_NS) {
      lose(
          "no answer within "
              + TimeUnit.NANOSECONDS.toMillis(CONNECT_TIMEOUT_NS)
              + " ms: is a broker there?");
    } else if (state == State.CONNECTING && link.isConnected()) {
      greetingId = CorrelationIds.of(core.correlationIds().nextSerial(), 0);
      final Requests requests = core.requests();
      final int length = requests.connect(greetingId, core.clientName());
      if (link.offer(requests.buffer(), 0, length)) {
        state = State.GREETING;
        return 1;
      }
    } else if (state == State.GREETING) {
      return link.poll(sink, 1);
    }
    return 0;
  }

  private void onMessage(DirectBuffer buffer, int position, int length) {
    // A handler further down may have given up the session while the link hands over the rest.
    if (state == State.READY || state == State.GREETING) {
      lastHeardNs = core.nowNs();
      awaitsAnswer = false;
      core.onMessage(this, buffer, position, length);
    }
  }

  /** Takes the broker's introduction; late ones of an earlier session are ignored. */
  void onGreeting(long correlationId, Reply.Connected reply) {
    if (state != State.GREETING || correlationId != greetingId) {
      return;
    }
    if (reply.code() != ErrorCode.OK) {
      lose("the broker refused the session: " + reply.code());
      return;
    }
    greeting = reply;
    maxBatchBytes =
        Math.min(reply.maxBatchBytes(), link.maxMessageLength() - PendingBatch.MESSAGE_OVERHEAD);
    brokerId = reply.brokerId();
    lastError = "";
    backoff.reset();
    enter(State.READY);
    LOGGER.debug("Broker {}: ready", this);
    core.onReady(this);
  }

  private void enter(State next) {
    state = next;
    stateSinceNs = core.nowNs();
  }

  @Override
  public String toString() {
    return brokerId == UNKNOWN_BROKER ? endpoint.toString() : brokerId + " at " + endpoint;
  }
}
