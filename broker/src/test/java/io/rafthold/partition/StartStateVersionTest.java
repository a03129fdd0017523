package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.log.LogDamageException;
import io.rafthold.log.NewerFormatException;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import io.rafthold.raft.Membership;
import io.rafthold.raft.MembershipLog;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** States of older versions say the same for ever; of newer ones nothing is guessed. */
class StartStateVersionTest {
  private static final StateDecoder DECODER = new StateDecoder(1, ProducerLimits.STANDARD);
  private static final int SECTIONS_AT = 44;
  private static final int KIND_AND_LENGTH = 2 * Integer.BYTES;

  @Test
  void aStateOfVersionThreeHasNoCursors() {
    final DerivedTables tables = DECODER.blankTables();
    final UnsafeBuffer batch = Batches.of(7, 0, 0, 3, 7);
    Batch.stamp(batch, 0, 1, 1, 0, 99);
    tables.apply(batch, 0);
    final byte[] bytes = asOfVersionThree(state(tables));

    final StartState old = DECODER.decode(bytes, "old");
    assertThat(old.tables().cursors().size()).isZero();
    assertThat(old.tables().producers().knows(7)).isTrue();
    assertThat(old.index()).isEqualTo(12);
    assertThat(DECODER.decode(old.encode(), "again").tables().producers().knows(7)).isTrue();
  }

  @Test
  void aStateOfThisVersionHasThem() {
    final DerivedTables tables = withCursor();
    final StartState state = DECODER.decode(state(tables), "state");
    assertThat(state.tables().cursors().get("billing").offset()).isEqualTo(Cursor.NO_OFFSET);
    final byte[] without = asOfVersionThree(state(DECODER.blankTables()));
    ByteBuffer.wrap(without).order(ByteOrder.LITTLE_ENDIAN).putInt(0, 4);
    assertThatThrownBy(() -> DECODER.decode(without, "state"))
        .isInstanceOf(LogDamageException.class);
  }

  @Test
  void otherVersionsAreNotRead() {
    final byte[] bytes = state(DECODER.blankTables());
    final ByteBuffer content = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    content.putInt(0, 5);
    assertThatThrownBy(() -> DECODER.decode(bytes, "state"))
        .isInstanceOf(NewerFormatException.class);
    content.putInt(0, 2);
    assertThatThrownBy(() -> DECODER.decode(bytes, "state"))
        .isInstanceOf(LogDamageException.class)
        .hasMessageContaining("format version 2");
  }

  private static DerivedTables withCursor() {
    final UnsafeBuffer body = new UnsafeBuffer(new byte[CursorCodec.MAX_LENGTH]);
    final int length =
        new CursorCodec().encode(body, new CursorTable().completed(CursorTableTest.claim(1, 1)));
    final UnsafeBuffer entry = new UnsafeBuffer(new byte[Batch.HEADER_LENGTH + length]);
    Batch.initialise(entry, 0, EntryType.CURSOR, -1, (short) -1, -1);
    entry.putBytes(Batch.HEADER_LENGTH, body, 0, length);
    Batch.sealBody(entry, 0, entry.capacity(), 0);
    Batch.stamp(entry, 0, 12, 1, 0, 1);
    final DerivedTables tables = DECODER.blankTables();
    tables.apply(entry, 0);
    return tables;
  }

  private static byte[] state(DerivedTables tables) {
    return new StartState(
            12, 4, 100, 1_000, 5_000, MembershipLog.of(Membership.of(1, 1, 2, 3)), tables)
        .encode();
  }

  /** Without the last section, which that version did not have; it must be empty. */
  private static byte[] asOfVersionThree(byte[] bytes) {
    final int emptySection = KIND_AND_LENGTH + Integer.BYTES;
    final byte[] older = Arrays.copyOf(bytes, bytes.length - emptySection);
    final ByteBuffer content = ByteBuffer.wrap(older).order(ByteOrder.LITTLE_ENDIAN);
    content.putInt(0, 3);
    content.putInt(SECTIONS_AT, 2);
    return older;
  }
}
