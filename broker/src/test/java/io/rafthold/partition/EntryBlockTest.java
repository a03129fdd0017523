package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import io.rafthold.protocol.codec.MessageHeaderDecoder;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import io.rafthold.raft.Membership;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EntryBlockTest {
  private final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(4_096));
  private final EntryBlock block = new EntryBlock(2);
  private int length;

  @BeforeEach
  void threeEntries() {
    for (int i = 0; i < 3; i++) {
      final UnsafeBuffer batch = Batches.stamped(1, 2L * i, 2, 10 + i, 4 + i, 2L * i);
      buffer.putBytes(length, batch, 0, batch.capacity());
      length += batch.capacity();
    }
  }

  @Test
  void takesSoundEntriesIn() {
    assertThat(block.wrap(buffer, 0, length, 9, 4, 6, 3)).isTrue();
    assertThat(block.count()).isEqualTo(3);
    assertThat(block.termAt(0)).isEqualTo(4);
    assertThat(block.termAt(2)).isEqualTo(6);
    assertThat(block.positionAt(0)).isZero();
  }

  @Test
  void takesNoEntriesForAnEmptyRequest() {
    assertThat(block.wrap(buffer, 0, 0, 9, 4, 6, 0)).isTrue();
    assertThat(block.count()).isZero();
  }

  @Test
  void refusesAnyFlippedBit() {
    for (int bit = 0; bit < length * 8; bit++) {
      final byte before = buffer.getByte(bit / 8);
      buffer.putByte(bit / 8, (byte) (before ^ (1 << (bit % 8))));
      assertThat(block.wrap(buffer, 0, length, 9, 4, 6, 3)).as("bit %d flipped", bit).isFalse();
      buffer.putByte(bit / 8, before);
    }
  }

  @Test
  void refusesTermsThatFallOrPassTheLeaders() {
    assertThat(block.wrap(buffer, 0, length, 9, 5, 6, 3)).isFalse();
    assertThat(block.wrap(buffer, 0, length, 9, 4, 5, 3)).isFalse();
  }

  @Test
  void refusesAGapInTheOffsets() {
    final UnsafeBuffer late = Batches.stamped(1, 9, 2, 13, 6, 7);
    buffer.putBytes(length, late, 0, late.capacity());
    assertThat(block.wrap(buffer, 0, length + late.capacity(), 9, 4, 6, 4)).isFalse();
  }

  @Test
  void refusesWhatWasNotAnnounced() {
    assertThat(block.wrap(buffer, 0, length, 9, 4, 6, 2)).isFalse();
    assertThat(block.wrap(buffer, 0, length, 9, 4, 6, 4)).isFalse();
    assertThat(block.wrap(buffer, 0, length, 9, 4, 6, -1)).isFalse();
    assertThat(block.wrap(buffer, 0, length, 9, 4, 6, Integer.MAX_VALUE)).isFalse();
    assertThat(block.wrap(buffer, 0, length, 10, 4, 6, 3)).isFalse();
    assertThat(block.wrap(buffer, 0, length - 1, 9, 4, 6, 3)).isFalse();
  }

  @Test
  void showsTheMembershipsThatEntriesBring() {
    final Membership next = Membership.of(2, new int[] {1, 2}, new int[] {7});
    final UnsafeBuffer entry = membershipEntry(next, 13);
    buffer.putBytes(length, entry, 0, entry.capacity());
    assertThat(block.wrap(buffer, 0, length + entry.capacity(), 9, 4, 6, 4)).isTrue();
    assertThat(block.hasMembership()).isTrue();
    assertThat(block.membershipAt(2)).isNull();
    assertThat(block.membershipAt(3)).hasToString(next.toString());

    assertThat(block.wrap(buffer, 0, length, 9, 4, 6, 3)).isTrue();
    assertThat(block.hasMembership()).isFalse();
  }

  @Test
  void refusesAMembershipThatCannotBeRead() {
    final Membership next = Membership.of(2, new int[] {1, 2}, new int[] {7});
    for (int at = 0; at < MembershipCodec.encode(new UnsafeBuffer(new byte[512]), next); at++) {
      final UnsafeBuffer entry = membershipEntry(next, 13);
      entry.putByte(Batch.HEADER_LENGTH + at, (byte) -1);
      seal(entry, 13);
      buffer.putBytes(length, entry, 0, entry.capacity());
      final boolean isTaken = block.wrap(buffer, 0, length + entry.capacity(), 9, 4, 6, 4);
      // A byte of an id may be any that leaves the id positive and of one member.
      assertThat(isTaken).as("byte %d", at).isEqualTo(block.hasMembership());
    }
  }

  @Test
  void readsAMembershipThatAnOlderReleaseWrote() {
    final Membership next = Membership.of(2, new int[] {1, 2}, new int[] {7});
    final UnsafeBuffer body = new UnsafeBuffer(new byte[MembershipCodec.MAX_LENGTH]);
    final int bodyLength = MembershipCodec.encode(body, next);
    new MessageHeaderEncoder().wrap(body, 0).version(2);

    assertThat(MembershipCodec.decode(body, 0, bodyLength, 2)).hasToString(next.toString());

    new MessageHeaderEncoder().wrap(body, 0).version(MessageHeaderDecoder.SCHEMA_VERSION + 1);
    assertThat(MembershipCodec.decode(body, 0, bodyLength, 2)).isNull();
  }

  private static UnsafeBuffer membershipEntry(Membership membership, long index) {
    final UnsafeBuffer body = new UnsafeBuffer(new byte[MembershipCodec.MAX_LENGTH]);
    final int bodyLength = MembershipCodec.encode(body, membership);
    final UnsafeBuffer entry =
        new UnsafeBuffer(ByteBuffer.allocateDirect(Batch.HEADER_LENGTH + bodyLength));
    Batch.initialise(entry, 0, EntryType.MEMBERSHIP, -1, (short) -1, -1);
    entry.putBytes(Batch.HEADER_LENGTH, body, 0, bodyLength);
    seal(entry, index);
    return entry;
  }

  private static void seal(UnsafeBuffer entry, long index) {
    Batch.sealBody(entry, 0, entry.capacity(), 0);
    Batch.stamp(entry, 0, index, 6, 6, 1_000);
  }
}
