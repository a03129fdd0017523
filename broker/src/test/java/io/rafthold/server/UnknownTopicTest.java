package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.AckLevelCode;
import io.rafthold.protocol.codec.ClusterReplyDecoder;
import io.rafthold.protocol.codec.ClusterRequestEncoder;
import io.rafthold.protocol.codec.CreateTopicRequestEncoder;
import io.rafthold.protocol.codec.DeleteTopicRequestEncoder;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.MessageHeaderDecoder;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import io.rafthold.protocol.codec.TopicReplyDecoder;
import java.nio.file.Path;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.sbe.MessageEncoderFlyweight;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Dissertation 6.4, for the metadata: that a topic does not exist is said by a leader of group 0
 * that is certain to lead, or not at all.
 */
class UnknownTopicTest {
  private static final long SEED = 7;
  private static final long SESSION = 1;

  @TempDir Path directory;
  private CoreCluster cluster;
  private CoreCluster.Node old;
  private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final MessageHeaderDecoder decodedHeader = new MessageHeaderDecoder();

  @BeforeEach
  void start() {
    cluster = new CoreCluster(directory, 3, SEED);
    for (int id = 0; id < 3; id++) {
      cluster.at(id).core().clients().onSessionOpened(SESSION);
    }
    old = cluster.awaitLeader(0);
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void aLeaderThatIsConfirmedSaysIt() {
    askFor(old, "nowhere");
    final ClusterReplyDecoder reply = clusterReply(old);
    assertThat(reply.code()).isEqualTo(ErrorCode.UNKNOWN_TOPIC);
    assertThat(reply.controller()).isEqualTo(old.id);
  }

  @Test
  void aFollowerNamesTheLeaderInstead() {
    final CoreCluster.Node follower = cluster.at((old.id + 1) % 3);
    cluster.await("the follower knows its leader", () -> controllerOf(follower) == old.id);
    askFor(follower, "nowhere");
    assertThat(clusterReply(follower).code()).isEqualTo(ErrorCode.NOT_LEADER);
  }

  @Test
  void oneThatWasDeposedUnawaresDoesNotDenyATopicThatTheNextOneCreated() {
    cluster.isolate(old.id, true);
    final CoreCluster.Node next = cluster.awaitLeader(0);
    create(next, "trades");
    assertThat(topicReply(next)).isEqualTo(ErrorCode.OK);
    assertThat(leadsStill(old)).as("the old one does not know yet").isTrue();

    askFor(old, "trades");
    assertThat(clusterReply(old).code()).isIn(ErrorCode.NO_QUORUM, ErrorCode.NOT_LEADER);
  }

  @Test
  void norIsADeletionRefusedForIt() {
    cluster.isolate(old.id, true);
    final CoreCluster.Node next = cluster.awaitLeader(0);
    create(next, "trades");
    assertThat(topicReply(next)).isEqualTo(ErrorCode.OK);
    assertThat(leadsStill(old)).as("the old one does not know yet").isTrue();

    delete(old, "trades");
    assertThat(topicReply(old)).isIn(ErrorCode.OVERLOADED, ErrorCode.NOT_LEADER);
  }

  @Test
  void aChangeThatTheNextLeaderMayCarryOutIsOfUnknownOutcome() {
    cluster.isolate(old.id, true);
    create(old, "trades");
    cluster.awaitLeader(0);
    cluster.isolate(old.id, false);
    assertThat(topicReply(old)).isEqualTo(ErrorCode.NO_QUORUM);
  }

  @Test
  void whoLeavesBeforeTheAnswerIsNotAnswered() {
    askFor(old, "nowhere");
    old.core().clients().onSessionClosed(SESSION);
    for (int i = 0; i < 100; i++) {
      cluster.step();
    }
    assertThat(old.replies).isEmpty();
  }

  private static boolean leadsStill(CoreCluster.Node node) {
    return node.core().replicas().stream()
        .anyMatch(replica -> replica.settings().groupId() == 0 && replica.isLeader());
  }

  private int controllerOf(CoreCluster.Node node) {
    return node.core().replicas().iterator().next().leaderId();
  }

  private void askFor(CoreCluster.Node node, String topic) {
    final ClusterRequestEncoder request = new ClusterRequestEncoder();
    request.wrapAndApplyHeader(buffer, 0, header).correlationId(1).topic(topic);
    send(node, request);
  }

  private void create(CoreCluster.Node node, String topic) {
    final CreateTopicRequestEncoder request = new CreateTopicRequestEncoder();
    request
        .wrapAndApplyHeader(buffer, 0, header)
        .correlationId(1)
        .partitions(1)
        .replicas(3)
        .segmentBytes(0)
        .ackLevel(AckLevelCode.TOPIC_DEFAULT)
        .name(topic);
    send(node, request);
  }

  private void delete(CoreCluster.Node node, String topic) {
    final DeleteTopicRequestEncoder request = new DeleteTopicRequestEncoder();
    request.wrapAndApplyHeader(buffer, 0, header).correlationId(1).name(topic);
    send(node, request);
  }

  private void send(CoreCluster.Node node, MessageEncoderFlyweight request) {
    node.replies.clear();
    final int length = MessageFrame.HEADER_LENGTH + request.encodedLength();
    cluster.request(node, SESSION, buffer, length);
  }

  private UnsafeBuffer reply(CoreCluster.Node node) {
    cluster.await("an answer of broker " + node.id, () -> !node.replies.isEmpty());
    return node.replies.get(0);
  }

  private ClusterReplyDecoder clusterReply(CoreCluster.Node node) {
    return new ClusterReplyDecoder().wrapAndApplyHeader(reply(node), 0, decodedHeader);
  }

  private ErrorCode topicReply(CoreCluster.Node node) {
    return new TopicReplyDecoder().wrapAndApplyHeader(reply(node), 0, decodedHeader).code();
  }
}
