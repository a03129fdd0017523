package io.rafthold.client;

import io.rafthold.protocol.codec.SubscribeReplyDecoder;
import io.rafthold.protocol.codec.SubscriptionEndedDecoder;
import org.agrona.DirectBuffer;

/** The partitions that consumers read. */
final class Subscriptions {
  Subscriptions(ClientCore core) {}

  int doWork() {
    return 0;
  }

  boolean isEmpty() {
    return true;
  }

  void onReply(BrokerConnection from, SubscribeReplyDecoder reply) {}

  void onEnded(BrokerConnection from, SubscriptionEndedDecoder ended) {}

  void onRefused(BrokerConnection from, long correlationId, Reply.Refused refused) {}

  void onPush(
      BrokerConnection from,
      long subscriptionId,
      long endOffset,
      DirectBuffer buffer,
      int position,
      int length) {}

  void close() {}
}
