package io.rafthold.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.protocol.MalformedException;
import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.AckLevelCode;
import io.rafthold.protocol.codec.ClusterReplyEncoder;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import java.util.SplittableRandom;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What is cut off, foreign or nonsense is dropped, and the client goes on. */
class MalformedReplyTest {
  @Test
  void everyPrefixOfAReplyIsRefused() {
    final UnsafeBuffer reply = clusterReply();
    final ReplyDecoder decoder = new ReplyDecoder();
    assertThat(decode(decoder, reply, reply.capacity())).isInstanceOf(Reply.Cluster.class);
    for (int length = 0; length < reply.capacity(); length++) {
      final UnsafeBuffer prefix = new UnsafeBuffer(new byte[length]);
      prefix.putBytes(0, reply, 0, length);
      assertThat(decode(decoder, prefix, length)).as("length %d", length).isNull();
    }
  }

  @Test
  void repliesOfAnyBytesAreDecodedOrRefused() {
    final SplittableRandom random = new SplittableRandom(7210);
    final ReplyDecoder decoder = new ReplyDecoder();
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      final UnsafeBuffer reply = clusterReply();
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        final int at = MessageFrame.HEADER_LENGTH + random.nextInt(reply.capacity() - 8);
        reply.putByte(at, (byte) random.nextInt(256));
      }
      if (decode(decoder, reply, reply.capacity()) == null) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(2_000);
  }

  @Test
  void aClientGoesOnAmongGarbage() {
    final Faults faults = Faults.none();
    final ScriptedCluster cluster = new ScriptedCluster(1, faults).withTopic("t", 1);
    final ClientRuntime client = cluster.client();
    cluster.onCycle =
        () ->
            cluster.links.forEach(
                link -> {
                  final UnsafeBuffer garbage =
                      new UnsafeBuffer(new byte[faults.random.nextInt(64)]);
                  for (int i = 0; i < garbage.capacity(); i++) {
                    garbage.putByte(i, (byte) faults.random.nextInt(256));
                  }
                  if (garbage.capacity() > 8 && faults.random.nextBoolean()) {
                    // Ours by its looks.
                    garbage.putShort(0, (short) (garbage.capacity() - 8));
                    garbage.putShort(2, (short) (60 + faults.random.nextInt(11)));
                    garbage.putShort(4, (short) 7210);
                    garbage.putShort(6, (short) 1);
                  }
                  link.reply(garbage, garbage.capacity());
                });

    assertThat(client.admin().listTopics()).hasSize(1);
    cluster.runFor(client, 500_000_000L);
    assertThat(client.admin().listTopics()).hasSize(1);
    assertThat(client.core().malformedMessages()).isPositive();
  }

  @Test
  void aRetentionThatCannotBeIsMalformed() {
    final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    final ClusterReplyEncoder reply =
        new ClusterReplyEncoder()
            .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .correlationId(1)
            .controller(0)
            .code(ErrorCode.OK);
    reply.brokersCount(0);
    final var topics = reply.topicsCount(1);
    topics.next().topicId(1).replicas(1).segmentBytes(1).ackLevel(AckLevelCode.QUORUM);
    topics.retentionMs(-1).retentionBytes(0).partitionsCount(0);
    topics.name("t");
    final int length = MessageFrame.HEADER_LENGTH + reply.encodedLength();
    assertThatThrownBy(
            () -> new ReplyDecoder().decode(ClusterReplyEncoder.TEMPLATE_ID, buffer, 0, length))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("retention of -1 ms");
  }

  private static Reply decode(ReplyDecoder decoder, UnsafeBuffer buffer, int length) {
    final int templateId = MessageFrame.templateId(buffer, 0, length);
    try {
      return templateId < 0 ? null : decoder.decode(templateId, buffer, 0, length);
    } catch (final MalformedException e) {
      return null;
    }
  }

  private static UnsafeBuffer clusterReply() {
    final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    final ClusterReplyEncoder reply =
        new ClusterReplyEncoder()
            .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .correlationId(1 << 16)
            .controller(0)
            .code(ErrorCode.OK);
    reply.brokersCount(1).next().brokerId(0).clientPort(9000).responsePort(9001).host("localhost");
    final var topics = reply.topicsCount(2);
    for (int i = 0; i < 2; i++) {
      topics.next().topicId(i).replicas(1).segmentBytes(1).ackLevel(AckLevelCode.QUORUM);
      final var partitions = topics.partitionsCount(1).next().partition(0).groupId(1).leader(0);
      partitions.term(1).replicaBrokersCount(1).next().brokerId(0);
      topics.name("topic-" + i);
    }
    final int length = MessageFrame.HEADER_LENGTH + reply.encodedLength();
    final byte[] exact = new byte[length];
    buffer.getBytes(0, exact);
    return new UnsafeBuffer(exact);
  }
}
