package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;

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
      names = {
        "APPEND_REQUEST",
        "TIMEOUT_NOW",
        "REJOIN_REQUEST",
        "REJOIN_RESPONSE",
        "INSTALL_REQUEST"
      },
      mode = EnumSource.Mode.EXCLUDE)
  void whatIsEncodedIsDecoded(MessageType type) {
    final RaftMessage message = message(type);
    final int length = one.encode(buffer, 77, message);

    assertThat(decode(two, length)).isTrue();
    assertThat(two.decodedGroupId()).isEqualTo(77);
    assertThat(decoded.type()).isEqualTo(type);
    assertThat(decoded.from()).isEqualTo(1);
    assertThat(decoded.to()).isEqualTo(2);
    assertThat(decoded.term()).isEqualTo(message.term());
    switch (type) {
      case VOTE_REQUEST, PRE_VOTE_REQUEST -> {
        assertThat(decoded.prevIndex()).isEqualTo(message.prevIndex());
        assertThat(decoded.prevTerm()).isEqualTo(message.prevTerm());
      }
      case VOTE_RESPONSE, PRE_VOTE_RESPONSE -> assertThat(decoded.granted()).isTrue();
      case APPEND_RESPONSE -> {
        assertThat(decoded.matchIndex()).isEqualTo(message.matchIndex());
        assertThat(decoded.flushedIndex()).isEqualTo(message.flushedIndex());
        assertThat(decoded.hintIndex()).isEqualTo(message.hintIndex());
        assertThat(decoded.hintTerm()).isEqualTo(message.hintTerm());
        assertThat(decoded.granted()).isTrue();
      }
      case HEARTBEAT -> {
        assertThat(decoded.commitIndex()).isEqualTo(message.commitIndex());
        assertThat(decoded.durableIndex()).isEqualTo(message.durableIndex());
      }
      default -> {
        assertThat(decoded.matchIndex()).isEqualTo(message.matchIndex());
        assertThat(decoded.flushedIndex()).isEqualTo(message.flushedIndex());
      }
    }
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
  void anotherClusterAndAnotherReceiverAreRefused() {
    final int length = one.encode(buffer, 77, message(MessageType.HEARTBEAT));
    assertThat(decode(new PeerCodec(CLUSTER + 1, 2, 12), length)).isFalse();
    assertThat(decode(new PeerCodec(CLUSTER, 3, 13), length)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = MessageType.class,
      names = {
        "APPEND_REQUEST",
        "TIMEOUT_NOW",
        "REJOIN_REQUEST",
        "REJOIN_RESPONSE",
        "INSTALL_REQUEST"
      },
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
        .granted(true);
  }
}
