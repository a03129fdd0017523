package io.rafthold.server;

import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.AckLevelCode;
import io.rafthold.protocol.codec.CreateTopicRequestEncoder;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import org.agrona.ExpandableArrayBuffer;

/** A client's request for a topic with a replica on each of three brokers. */
record TopicCreation(String name, int partitions) {
  static final long SESSION = 77;

  static TopicCreation of(String name, int partitions) {
    return new TopicCreation(name, partitions);
  }

  void send(CoreCluster cluster, CoreCluster.Node node) {
    final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    final CreateTopicRequestEncoder request = new CreateTopicRequestEncoder();
    request
        .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
        .correlationId(1)
        .partitions(partitions)
        .replicas(3)
        .segmentBytes(0)
        .ackLevel(AckLevelCode.TOPIC_DEFAULT)
        .name(name);
    node.core().clients().onSessionOpened(SESSION);
    cluster.request(node, SESSION, buffer, MessageFrame.HEADER_LENGTH + request.encodedLength());
  }
}
