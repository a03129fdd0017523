package io.rafthold.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rafthold.metadata.TopicChange;
import io.rafthold.metadata.TopicSpec;
import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.AlterTopicRequestDecoder;
import io.rafthold.protocol.codec.ClusterRequestDecoder;
import io.rafthold.protocol.codec.ConnectRequestDecoder;
import io.rafthold.protocol.codec.CreateTopicRequestDecoder;
import io.rafthold.protocol.codec.DeleteTopicRequestDecoder;
import io.rafthold.protocol.codec.GrowTopicRequestDecoder;
import io.rafthold.protocol.codec.InitProducerRequestDecoder;
import org.agrona.DirectBuffer;

/** Handles what concerns the cluster and its topics. */
final class MetadataHandler {
  /** Longest text that a request may bring; names are shorter, see TopicName. */
  private static final int MAX_TEXT_BYTES = 4_096;

  private final SessionContext context;
  private final Replies replies;
  private final ClusterReplies clusterReplies;
  private final ConnectRequestDecoder connect = new ConnectRequestDecoder();
  private final ClusterRequestDecoder cluster = new ClusterRequestDecoder();
  private final InitProducerRequestDecoder initProducer = new InitProducerRequestDecoder();
  private final CreateTopicRequestDecoder createTopic = new CreateTopicRequestDecoder();
  private final AlterTopicRequestDecoder alterTopic = new AlterTopicRequestDecoder();
  private final GrowTopicRequestDecoder growTopic = new GrowTopicRequestDecoder();
  private final DeleteTopicRequestDecoder deleteTopic = new DeleteTopicRequestDecoder();

  MetadataHandler(SessionContext context, Replies replies, ClusterReplies clusterReplies) {
    this.context = context;
    this.replies = replies;
    this.clusterReplies = clusterReplies;
  }

  boolean onConnect(
      ClientSession session, DirectBuffer buffer, int position, int length, long epochNs) {
    if (!MessageFrame.wrap(connect, buffer, position)) {
      return false;
    }
    replies.connected(session, connect.correlationId(), context.settings());
    return true;
  }

  boolean onCluster(
      ClientSession session, DirectBuffer buffer, int position, int length, long epochNs) {
    final String topic = text(buffer, position, length);
    if (!MessageFrame.wrap(cluster, buffer, position) || topic == null) {
      return false;
    }
    clusterReplies.cluster(session, cluster.correlationId(), topic);
    return true;
  }

  boolean onInitProducer(
      ClientSession session, DirectBuffer buffer, int position, int length, long epochNs) {
    if (!MessageFrame.wrap(initProducer, buffer, position)) {
      return false;
    }
    context.metadata().initProducer(session.sessionId(), initProducer.correlationId(), epochNs);
    context.wakeup().wake(context.replica().apply(0));
    return true;
  }

  boolean onCreateTopic(
      ClientSession session, DirectBuffer buffer, int position, int length, long epochNs) {
    final String name = text(buffer, position, length);
    if (!MessageFrame.wrap(createTopic, buffer, position) || name == null) {
      return false;
    }
    context
        .metadata()
        .createTopic(
            session.sessionId(),
            createTopic.correlationId(),
            new TopicSpec(
                name,
                createTopic.partitions(),
                createTopic.replicas(),
                createTopic.segmentBytes(),
                createTopic.ackLevel(),
                createTopic.retentionMs(),
                createTopic.retentionBytes()),
            epochNs);
    context.wakeup().wake(context.replica().apply(0));
    return true;
  }

  boolean onAlterTopic(
      ClientSession session, DirectBuffer buffer, int position, int length, long epochNs) {
    final String name = text(buffer, position, length);
    if (!MessageFrame.wrap(alterTopic, buffer, position) || name == null) {
      return false;
    }
    context
        .metadata()
        .alterTopic(
            session.sessionId(),
            alterTopic.correlationId(),
            name,
            new TopicChange(
                alterTopic.retentionMs(), alterTopic.retentionBytes(), alterTopic.segmentBytes()),
            epochNs);
    context.wakeup().wake(context.replica().apply(0));
    return true;
  }

  boolean onGrowTopic(
      ClientSession session, DirectBuffer buffer, int position, int length, long epochNs) {
    final String name = text(buffer, position, length);
    if (!MessageFrame.wrap(growTopic, buffer, position) || name == null) {
      return false;
    }
    context
        .metadata()
        .growTopic(
            session.sessionId(), growTopic.correlationId(), name, growTopic.partitions(), epochNs);
    context.wakeup().wake(context.replica().apply(0));
    return true;
  }

  boolean onDeleteTopic(
      ClientSession session, DirectBuffer buffer, int position, int length, long epochNs) {
    final String name = text(buffer, position, length);
    if (!MessageFrame.wrap(deleteTopic, buffer, position) || name == null) {
      return false;
    }
    context.metadata().deleteTopic(session.sessionId(), deleteTopic.correlationId(), name, epochNs);
    context.wakeup().wake(context.replica().apply(0));
    return true;
  }

  /** Reads a request's only text, or null where it does not lie within the message or the limit. */
  private static String text(DirectBuffer buffer, int position, int length) {
    final int textLength = MessageFrame.dataLength(buffer, position, length);
    if (textLength < 0 || textLength > MAX_TEXT_BYTES) {
      return null;
    }
    final byte[] bytes = new byte[textLength];
    buffer.getBytes(MessageFrame.dataPosition(buffer, position), bytes);
    return new String(bytes, UTF_8);
  }
}
