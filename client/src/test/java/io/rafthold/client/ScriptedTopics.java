package io.rafthold.client;

import io.rafthold.protocol.codec.AlterTopicRequestDecoder;
import io.rafthold.protocol.codec.CreateTopicRequestDecoder;
import io.rafthold.protocol.codec.DeleteTopicRequestDecoder;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.GrowTopicRequestDecoder;
import io.rafthold.protocol.codec.MessageHeaderDecoder;
import org.agrona.DirectBuffer;

/** What a scripted broker does with requests about topics; each returns what to answer. */
final class ScriptedTopics {
  private ScriptedTopics() {}

  static ErrorCode create(ScriptedCluster cluster, int brokerId, DirectBuffer buffer) {
    final var request =
        new CreateTopicRequestDecoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderDecoder());
    final String name = request.name();
    if (cluster.controller != brokerId) {
      return ErrorCode.NOT_LEADER;
    }
    if (cluster.topics.containsKey(name)) {
      return ErrorCode.TOPIC_EXISTS;
    }
    if (request.replicas() > cluster.brokers.size()) {
      return ErrorCode.INVALID_REPLICATION;
    }
    cluster.withTopic(name, request.partitions());
    return ErrorCode.OK;
  }

  static ErrorCode alter(ScriptedCluster cluster, int brokerId, DirectBuffer buffer) {
    final var request =
        new AlterTopicRequestDecoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderDecoder());
    final String name = request.name();
    if (cluster.controller != brokerId) {
      return ErrorCode.NOT_LEADER;
    }
    if (!cluster.topics.containsKey(name)) {
      return ErrorCode.UNKNOWN_TOPIC;
    }
    cluster.changes.add(
        name
            + " "
            + request.retentionMs()
            + "/"
            + request.retentionBytes()
            + "/"
            + request.segmentBytes());
    return ErrorCode.OK;
  }

  static ErrorCode grow(ScriptedCluster cluster, int brokerId, DirectBuffer buffer) {
    final var request =
        new GrowTopicRequestDecoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderDecoder());
    final int partitions = request.partitions();
    final String name = request.name();
    if (cluster.controller != brokerId) {
      return ErrorCode.NOT_LEADER;
    }
    if (!cluster.topics.containsKey(name)) {
      return ErrorCode.UNKNOWN_TOPIC;
    }
    return cluster.grow(name, partitions) ? ErrorCode.OK : ErrorCode.INVALID_ARGUMENT;
  }

  static ErrorCode delete(ScriptedCluster cluster, int brokerId, DirectBuffer buffer) {
    final var request =
        new DeleteTopicRequestDecoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderDecoder());
    final String name = request.name();
    if (cluster.controller != brokerId) {
      return ErrorCode.NOT_LEADER;
    }
    return cluster.topics.remove(name) == null ? ErrorCode.UNKNOWN_TOPIC : ErrorCode.OK;
  }
}
