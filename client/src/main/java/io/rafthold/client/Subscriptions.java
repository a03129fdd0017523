package io.rafthold.client;

import io.rafthold.protocol.codec.SubscribeReplyDecoder;
import io.rafthold.protocol.codec.SubscriptionEndedDecoder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;

/** All partitions that consumers and readers read, and which session on the wire is whose. */
final class Subscriptions {
  private final List<Subscription> all = new ArrayList<>();
  private final Long2ObjectHashMap<Subscription> sessions = new Long2ObjectHashMap<>();

  void add(Subscription subscription) {
    all.add(subscription);
  }

  void remove(Subscription subscription) {
    subscription.close();
    all.remove(subscription);
  }

  void register(Subscription subscription) {
    sessions.put(subscription.id(), subscription);
  }

  void unregister(Subscription subscription) {
    sessions.remove(subscription.id());
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  int doWork() {
    int work = 0;
    for (int i = all.size() - 1; i >= 0; i--) {
      final Subscription subscription = all.get(i);
      if (subscription.isOver()) {
        all.remove(i);
      } else {
        work += subscription.doWork();
      }
    }
    return work;
  }

  void onReply(BrokerConnection from, SubscribeReplyDecoder reply) {
    final Subscription subscription = sessions.get(reply.subscriptionId());
    if (subscription != null) {
      subscription.onReply(
          from,
          reply.correlationId(),
          reply.code(),
          reply.startOffset(),
          reply.endOffset(),
          reply.leader());
    }
  }

  void onEnded(BrokerConnection from, SubscriptionEndedDecoder ended) {
    final Subscription subscription = sessions.get(ended.subscriptionId());
    if (subscription != null) {
      subscription.onEnded(
          from, ended.code(), ended.startOffset(), ended.endOffset(), ended.leader());
    }
  }

  /** The serial number of a subscribe request is its subscription's id. */
  void onRefused(BrokerConnection from, long correlationId, Reply.Refused refused) {
    final Subscription subscription = sessions.get(CorrelationIds.serial(correlationId));
    if (subscription != null) {
      subscription.onReply(from, correlationId, refused.code(), -1, -1, Reply.NO_HINT);
    }
  }

  void onPush(
      BrokerConnection from,
      long subscriptionId,
      long endOffset,
      long durableOffset,
      DirectBuffer buffer,
      int position,
      int length) {
    final Subscription subscription = sessions.get(subscriptionId);
    if (subscription != null) {
      subscription.onPush(from, endOffset, durableOffset, buffer, position, length);
    }
  }

  void close() {
    all.forEach(Subscription::close);
    all.clear();
  }
}
