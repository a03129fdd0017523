package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rafthold.protocol.MessageFrame;
import io.rafthold.raft.MessageType;
import io.rafthold.raft.RaftMessage;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PeerCodecTest {
  private static final long CLUSTER = 0x1234_5678_9ABC_DEF0L;

  private final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(4_096));
  private final PeerCodec one = new PeerCodec(CLUSTER, 1, 11);
  private final PeerCodec two = new PeerCodec(CLUSTER, 2, 12);
  private final RaftMessage decoded = new RaftMessage();

  @ParameterizedTest
  @EnumSource(
      value = MessageType.class,
      names = {"APPEND_REQUEST", "INSTALL_REQUEST", "HEARTBEAT", "HEARTBEAT_RESPONSE"},
      mode = EnumSource.Mode.EXCLUDE)
  void whatIsEncodedIsDecoded(MessageType type) {
    final RaftMessage message = message(type);
    final int length = one.encode(buffer, 77, message);

    assertThat(decode(two, length)).isTrue();
    assertThat(two.route().groupId()).isEqualTo(77);
    assertThat(two.route().senderDirectoryHash()).isEqualTo(11);
    assertThat(decoded.from()).isEqualTo(1);
    assertThat(decoded.to()).isEqualTo(2);
    // The form of transcripts has every field of the type.
    assertThat(decoded).hasToString(message.toString());
    switch (type) {
      case VOTE_REQUEST, PRE_VOTE_REQUEST -> {
        assertThat(decoded.isTransfer()).isTrue();
        assertThat(decoded.isUnanimous()).isTrue();
        assertThat(decoded.life()).isEqualTo(message.life());
      }
      case VOTE_RESPONSE, PRE_VOTE_RESPONSE -> {
        assertThat(decoded.commitIndex()).isEqualTo(message.commitIndex());
        assertRejoining(message);
      }
      case APPEND_RESPONSE -> assertRejoining(message);
      case REJOIN_REQUEST -> assertThat(decoded.life()).isEqualTo(message.life());
      case REJOIN_RESPONSE -> {
        assertThat(decoded.life()).isEqualTo(message.life());
        assertThat(decoded.lastIndex()).isEqualTo(message.lastIndex());
      }
      default -> assertThat(decoded.term()).isEqualTo(message.term());
    }
  }

  private void assertRejoining(RaftMessage message) {
    assertThat(decoded.isRejoining()).isTrue();
    assertThat(decoded.life()).isEqualTo(message.life());
  }

  @Test
  void anAppendRequestCarriesItsEntries() {
    final RaftMessage message = message(MessageType.APPEND_REQUEST);
    buffer.putLong(PeerCodec.APPEND_OVERHEAD, 42);
    final int length = one.encodeAppend(buffer, 5, message, 3, Long.BYTES);

    assertThat(decode(two, length)).isTrue();
    assertThat(two.decodedEntryCount()).isEqualTo(3);
    assertThat(decoded.prevIndex()).isEqualTo(message.prevIndex());
    assertThat(decoded.prevTerm()).isEqualTo(message.prevTerm());
    assertThat(decoded.lastIndex()).isEqualTo(message.prevIndex() + 3);
    assertThat(decoded.commitIndex()).isEqualTo(message.commitIndex());
    assertThat(decoded.durableIndex()).isEqualTo(message.durableIndex());
    assertThat(MessageFrame.dataLength(buffer, 0, length)).isEqualTo(Long.BYTES);
    assertThat(buffer.getLong(MessageFrame.dataPosition(buffer, 0))).isEqualTo(42);
  }

  @Test
  void heartbeatsGoInBundles() {
    final HeartbeatBundle bundle = new HeartbeatBundle();
    bundle.add(3, message(MessageType.HEARTBEAT));
    bundle.add(9, message(MessageType.HEARTBEAT).term(12));
    final int length = one.heartbeats().encodeBeats(buffer, new Pulses(1, 2).of(2), bundle);

    assertThat(two.heartbeats().decodeBeats(buffer, 0, length)).isTrue();
    assertThat(two.route().senderDirectoryHash()).isEqualTo(11);
    assertThat(two.heartbeats().nextBeat(decoded)).isTrue();
    assertThat(two.heartbeats().beatGroupId()).isEqualTo(3);
    assertThat(decoded).hasToString(message(MessageType.HEARTBEAT).toString());
    assertThat(decoded.readRound()).isEqualTo(21);
    assertThat(two.heartbeats().nextBeat(decoded)).isTrue();
    assertThat(two.heartbeats().beatGroupId()).isEqualTo(9);
    assertThat(decoded.term()).isEqualTo(12);
    assertThat(two.heartbeats().nextBeat(decoded)).isFalse();
    for (int cut = MessageFrame.HEADER_LENGTH; cut < length; cut++) {
      assertThat(isBundleDecoded(cut)).as("cut to %d of %d bytes", cut, length).isFalse();
    }
  }

  private boolean isBundleDecoded(int length) {
    return MessageFrame.templateId(buffer, 0, length) >= 0
        && two.heartbeats().decodeBeats(buffer, 0, length);
  }

  @Test
  void answersGoInBundles() {
    final HeartbeatBundle bundle = new HeartbeatBundle();
    bundle.add(3, message(MessageType.HEARTBEAT_RESPONSE));
    final int length = one.heartbeats().encodeAnswers(buffer, new Pulses(1, 2).of(2), bundle);

    assertThat(two.heartbeats().decodeAnswers(buffer, 0, length)).isTrue();
    assertThat(two.heartbeats().nextAnswer(decoded)).isTrue();
    assertThat(two.heartbeats().answerGroupId()).isEqualTo(3);
    assertThat(decoded).hasToString(message(MessageType.HEARTBEAT_RESPONSE).toString());
    assertThat(decoded.readRound()).isEqualTo(21);
    assertRejoining(message(MessageType.HEARTBEAT_RESPONSE));
    assertThat(two.heartbeats().nextAnswer(decoded)).isFalse();
    assertThat(two.heartbeats().decodeAnswers(buffer, 0, length - 1)).isFalse();
  }

  @Test
  void anotherClusterAndAnotherReceiverAreRefused() {
    final int length = one.encode(buffer, 77, message(MessageType.VOTE_REQUEST));
    assertThat(decode(new PeerCodec(CLUSTER + 1, 2, 12), length)).isFalse();
    assertThat(decode(new PeerCodec(CLUSTER, 3, 13), length)).isFalse();
  }

  @Test
  void aDirectoryHashIsNeverZero() {
    assertThatIllegalArgumentException().isThrownBy(() -> new PeerCodec(CLUSTER, 1, 0));
  }

  @ParameterizedTest
  @EnumSource(
      value = MessageType.class,
      names = {"APPEND_REQUEST", "INSTALL_REQUEST", "HEARTBEAT", "HEARTBEAT_RESPONSE"},
      mode = EnumSource.Mode.EXCLUDE)
  void everyTruncationIsNoticed(MessageType type) {
    final int length = one.encode(buffer, 77, message(type));
    for (int cut = 0; cut < length; cut++) {
      assertThat(decode(two, cut)).as("cut to %d of %d bytes", cut, length).isFalse();
    }
  }

  private boolean decode(PeerCodec codec, int length) {
    final int templateId = MessageFrame.templateId(buffer, 0, length);
    return templateId >= 0 && codec.decode(buffer, 0, templateId, decoded);
  }

  private static RaftMessage message(MessageType type) {
    return new RaftMessage()
        .reset(type, 1, 2)
        .term(11)
        .prevIndex(12)
        .prevTerm(10)
        .lastIndex(15)
        .commitIndex(9)
        .durableIndex(8)
        .matchIndex(12)
        .flushedIndex(7)
        .hintIndex(6)
        .hintTerm(5)
        .granted(true)
        .readRound(21)
        .life(3)
        .rejoining(saysWhetherItRejoins(type))
        .transfer(true)
        .unanimous(true);
  }

  private static boolean saysWhetherItRejoins(MessageType type) {
    return switch (type) {
      case VOTE_RESPONSE, PRE_VOTE_RESPONSE, APPEND_RESPONSE, HEARTBEAT_RESPONSE -> true;
      default -> false;
    };
  }
}
