package io.rafthold.client;

import io.rafthold.client.transport.Doze;
import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.AckLevelCode;
import io.rafthold.protocol.codec.BrokerState;
import io.rafthold.protocol.codec.ClusterReplyEncoder;
import io.rafthold.protocol.codec.ClusterRequestDecoder;
import io.rafthold.protocol.codec.ConnectReplyEncoder;
import io.rafthold.protocol.codec.ConnectRequestDecoder;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.InitProducerReplyEncoder;
import io.rafthold.protocol.codec.InitProducerRequestDecoder;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import java.util.ArrayDeque;
import java.util.Deque;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.sbe.MessageEncoderFlyweight;

/** The one link to a broker that greets, and knows a topic; what else it says is a test's. */
final class FuzzedLink implements Links, Link {
  private static final long CYCLE_NS = 1_000_000L;
  private static final int MAX_MESSAGE_BYTES = 1 << 20;

  private final Deque<UnsafeBuffer> toClient = new ArrayDeque<>();
  private final ExpandableArrayBuffer out = new ExpandableArrayBuffer();
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private long correlationId;
  private long nowNs;
  private boolean isClosed;

  long nowNs() {
    return nowNs;
  }

  /** The id of the request that came last. */
  long lastCorrelationId() {
    return correlationId;
  }

  void deliver(UnsafeBuffer message) {
    toClient.add(message);
  }

  @Override
  public Link connect(Endpoint endpoint) {
    isClosed = false;
    return this;
  }

  @Override
  public int invoke() {
    nowNs += CYCLE_NS;
    return 0;
  }

  @Override
  public boolean isConnected() {
    return !isClosed;
  }

  @Override
  public boolean isClosed() {
    return isClosed;
  }

  @Override
  public String closeReason() {
    return "";
  }

  @Override
  public boolean offer(DirectBuffer buffer, int position, int length) {
    correlationId = ReplyDecoder.correlationId(buffer, position);
    switch (MessageFrame.templateId(buffer, position, length)) {
      case ConnectRequestDecoder.TEMPLATE_ID ->
          send(
              new ConnectReplyEncoder()
                  .wrapAndApplyHeader(out, 0, header)
                  .correlationId(correlationId)
                  .brokerId(0)
                  .maxRecordBytes(1_024)
                  .maxBatchBytes(2_048)
                  .code(ErrorCode.OK)
                  .clusterId("fuzz"));
      case ClusterRequestDecoder.TEMPLATE_ID -> {
        final ClusterReplyEncoder reply = new ClusterReplyEncoder();
        cluster(reply.wrapAndApplyHeader(out, 0, header).correlationId(correlationId));
        send(reply);
      }
      case InitProducerRequestDecoder.TEMPLATE_ID ->
          send(
              new InitProducerReplyEncoder()
                  .wrapAndApplyHeader(out, 0, header)
                  .correlationId(correlationId)
                  .producerId(1)
                  .leader(0)
                  .producerEpoch((short) 0)
                  .code(ErrorCode.OK));
      default -> {
        // Left to the test.
      }
    }
    return true;
  }

  /** Fills in a cluster of one broker with a topic of one partition. */
  static void cluster(ClusterReplyEncoder reply) {
    reply.controller(0).code(ErrorCode.OK);
    reply
        .brokersCount(1)
        .next()
        .brokerId(0)
        .clientPort(1)
        .responsePort(2)
        .state(BrokerState.MEMBER)
        .host("localhost");
    final ClusterReplyEncoder.TopicsEncoder topic =
        reply.topicsCount(1).next().topicId(1).replicas(1).segmentBytes(1 << 20);
    topic.ackLevel(AckLevelCode.QUORUM);
    topic
        .partitionsCount(1)
        .next()
        .partition(0)
        .groupId(1)
        .leader(0)
        .term(1)
        .replicaBrokersCount(1)
        .next()
        .brokerId(0);
    topic.name("t");
  }

  private void send(MessageEncoderFlyweight message) {
    final byte[] bytes = new byte[MessageFrame.HEADER_LENGTH + message.encodedLength()];
    out.getBytes(0, bytes);
    toClient.add(new UnsafeBuffer(bytes));
  }

  @Override
  public int maxMessageLength() {
    return MAX_MESSAGE_BYTES;
  }

  @Override
  public int poll(Sink sink, int limit) {
    int polled = 0;
    while (polled < limit && !toClient.isEmpty() && !isClosed) {
      final UnsafeBuffer message = toClient.poll();
      sink.onMessage(message, 0, message.capacity());
      polled++;
    }
    return polled;
  }

  @Override
  public Doze doze() {
    throw new IllegalStateException("nothing waits here");
  }

  @Override
  public void close() {
    isClosed = true;
  }
}
