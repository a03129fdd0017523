package io.rafthold.session;

import org.agrona.DirectBuffer;
import org.agrona.ExpandableRingBuffer;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * One connected client: its subscriptions, and the replies that its link did not take yet. A slow
 * client fills its own queue only, and is closed when that is full.
 */
final class ClientSession {
  /** Bytes of replies that may wait for a client; with more its session is closed. */
  static final int MAX_QUEUED_REPLY_BYTES = 8 * 1024 * 1024;

  private static final int INITIAL_QUEUE_BYTES = 4_096;
  private static final int MAX_REPLIES_PER_DRAIN = 256;

  private final long sessionId;
  private final ClientLink link;
  private final Long2ObjectHashMap<Subscription> subscriptions = new Long2ObjectHashMap<>();
  private final ExpandableRingBuffer queue =
      new ExpandableRingBuffer(INITIAL_QUEUE_BYTES, MAX_QUEUED_REPLY_BYTES, true);
  private final ExpandableRingBuffer.MessageConsumer queueConsumer = this::offerQueued;
  private boolean isOverflown;
  private boolean isClosed;

  ClientSession(long sessionId, ClientLink link) {
    this.sessionId = sessionId;
    this.link = link;
  }

  long sessionId() {
    return sessionId;
  }

  Long2ObjectHashMap<Subscription> subscriptions() {
    return subscriptions;
  }

  /** Sends a reply now, or queues it behind those that wait; drops it where nobody is left. */
  void reply(DirectBuffer buffer, int length) {
    if (isClosed || isOverflown || (queue.isEmpty() && link.offer(sessionId, buffer, 0, length))) {
      return;
    }
    if (!queue.append(buffer, 0, length)) {
      isOverflown = true;
      link.close(sessionId);
    }
  }

  /**
   * Offers a message that can be built again; never queued.
   *
   * @return false where it was not sent
   */
  boolean offer(DirectBuffer buffer, int length) {
    return queue.isEmpty() && link.offer(sessionId, buffer, 0, length);
  }

  /**
   * Sends replies that wait.
   *
   * @return number of bytes sent
   */
  int drain() {
    return queue.isEmpty() ? 0 : queue.consume(queueConsumer, MAX_REPLIES_PER_DRAIN);
  }

  private boolean offerQueued(
      org.agrona.MutableDirectBuffer buffer, int offset, int length, int headOffset) {
    return link.offer(sessionId, buffer, offset, length);
  }

  void close() {
    isClosed = true;
    subscriptions.values().forEach(Subscription::close);
    subscriptions.clear();
  }
}
