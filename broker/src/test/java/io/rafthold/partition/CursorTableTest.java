package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.log.NewerFormatException;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import io.rafthold.protocol.NameRule;
import io.rafthold.protocol.codec.CursorAction;
import io.rafthold.protocol.codec.MessageHeaderDecoder;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Who may move a cursor, and where to; and that a table survives its encoding. */
class CursorTableTest {
  private static final String GROUP = "billing";
  private static final long ANNA = 11;
  private static final long BERT = 22;
  private static final long END_OFFSET = 1_000;

  private final CursorTable table = new CursorTable();
  private long nextIndex = 1;

  @Test
  void whoClaimsGetsTheOffsetThatWasCommitted() {
    assertThat(judge(claim(ANNA, 3))).isEqualTo(CursorVerdict.APPEND);
    take(claim(ANNA, 3));
    assertThat(table.get(GROUP).offset()).isEqualTo(Cursor.NO_OFFSET);
    take(commit(ANNA, 3, 100));
    take(claim(BERT, 4));

    final Cursor cursor = table.get(GROUP);
    assertThat(cursor.offset()).isEqualTo(100);
    assertThat(cursor.epoch()).isEqualTo(4);
    assertThat(cursor.memberId()).isEqualTo(BERT);
  }

  @Test
  void aZombieCanNeitherCommitNorSeekNorClaim() {
    take(claim(ANNA, 3));
    take(claim(BERT, 4));

    for (final CursorMove late :
        new CursorMove[] {
          commit(ANNA, 3, 50), seek(ANNA, 3, 50), claim(ANNA, 3), claim(ANNA, 4), commit(ANNA, 4, 9)
        }) {
      assertThat(judge(late)).as("%s", late).isEqualTo(CursorVerdict.STALE_GENERATION);
    }
  }

  @Test
  void nobodyCommitsWithoutAClaim() {
    assertThat(judge(commit(ANNA, 1, 5))).isEqualTo(CursorVerdict.STALE_GENERATION);
    assertThat(judge(seek(ANNA, 1, 5))).isEqualTo(CursorVerdict.STALE_GENERATION);
    take(claim(ANNA, 1));
    assertThat(judge(commit(ANNA, 2, 5))).isEqualTo(CursorVerdict.STALE_GENERATION);
  }

  @Test
  void aCommitNeverGoesBackAndASeekDoes() {
    take(claim(ANNA, 1));
    take(commit(ANNA, 1, 100));
    assertThat(judge(commit(ANNA, 1, 99))).isEqualTo(CursorVerdict.UNCHANGED);
    assertThat(judge(commit(ANNA, 1, 100))).isEqualTo(CursorVerdict.UNCHANGED);
    assertThat(judge(seek(ANNA, 1, 7))).isEqualTo(CursorVerdict.APPEND);
    take(seek(ANNA, 1, 7));
    assertThat(table.get(GROUP).offset()).isEqualTo(7);
  }

  @Test
  void whatIsRepeatedLateChangesNothing() {
    take(claim(ANNA, 1));
    take(numbered(CursorAction.COMMIT, 20, 1));
    take(numbered(CursorAction.SEEK, 5, 2));
    assertThat(judge(numbered(CursorAction.COMMIT, 20, 1))).isEqualTo(CursorVerdict.UNCHANGED);
    take(numbered(CursorAction.COMMIT, 9, 3));
    assertThat(judge(numbered(CursorAction.SEEK, 5, 2))).isEqualTo(CursorVerdict.UNCHANGED);
    assertThat(judge(claim(ANNA, 1))).isEqualTo(CursorVerdict.UNCHANGED);
    assertThat(judge(numbered(CursorAction.COMMIT, 10, 4))).isEqualTo(CursorVerdict.APPEND);
  }

  @Test
  void anOperatorSeeksAndFencesWhoeverHadIt() {
    final CursorMove seek = seek(Cursor.OPERATOR, 5, 40);
    assertThat(judge(seek)).isEqualTo(CursorVerdict.APPEND);
    take(claim(ANNA, 5));
    take(seek);
    assertThat(judge(seek)).isEqualTo(CursorVerdict.UNCHANGED);
    assertThat(judge(commit(ANNA, 5, 90))).isEqualTo(CursorVerdict.STALE_GENERATION);
    take(claim(BERT, 6));
    assertThat(table.get(GROUP).offset()).isEqualTo(40);
    assertThat(judge(seek)).isEqualTo(CursorVerdict.STALE_GENERATION);
    assertThat(judge(delete(5))).isEqualTo(CursorVerdict.STALE_GENERATION);
    take(delete(6));
    assertThat(table.get(GROUP)).isNull();
    assertThat(judge(delete(6))).isEqualTo(CursorVerdict.UNCHANGED);
  }

  @Test
  void noCursorGoesBeyondTheEnd() {
    take(claim(ANNA, 1));
    assertThat(judge(commit(ANNA, 1, END_OFFSET))).isEqualTo(CursorVerdict.APPEND);
    assertThat(judge(commit(ANNA, 1, END_OFFSET + 1))).isEqualTo(CursorVerdict.OUT_OF_RANGE);
    assertThat(judge(seek(ANNA, 1, END_OFFSET + 1))).isEqualTo(CursorVerdict.OUT_OF_RANGE);
  }

  @Test
  void thereIsALimit() {
    for (int i = 0; i < CursorTable.MAX_CURSORS; i++) {
      take(new CursorMove(CursorAction.CLAIM, "group-" + i, ANNA, 1, 0, 0));
    }
    assertThat(judge(claim(ANNA, 1))).isEqualTo(CursorVerdict.TOO_MANY);
    final CursorMove known = new CursorMove(CursorAction.CLAIM, "group-7", BERT, 2, 0, 0);
    assertThat(judge(known)).isEqualTo(CursorVerdict.APPEND);
    assertThat(CursorTable.decode(encoded(table)).size()).isEqualTo(CursorTable.MAX_CURSORS);
  }

  @Test
  void whatMakesNoSenseIsNoMove() {
    assertThat(claim(Cursor.OPERATOR, 1).isValid()).isFalse();
    assertThat(commit(Cursor.OPERATOR, 1, 5).isValid()).isFalse();
    assertThat(commit(ANNA, -1, 5).isValid()).isFalse();
    assertThat(seek(ANNA, 1, -1).isValid()).isFalse();
    assertThat(new CursorMove(CursorAction.DELETE, GROUP, ANNA, 1, 0, 0).isValid()).isFalse();
    assertThat(new CursorMove(CursorAction.CLAIM, "no/slash", ANNA, 1, 0, 0).isValid()).isFalse();
    assertThat(new CursorMove(CursorAction.NULL_VAL, GROUP, ANNA, 1, 0, 0).isValid()).isFalse();
    final String longest = "x".repeat(NameRule.MAX_LENGTH);
    assertThat(new CursorMove(CursorAction.CLAIM, longest, ANNA, 1, 0, 0).isValid()).isTrue();
    assertThat(NameRule.isValid(longest + "x")).isFalse();
    assertThat(NameRule.isValid("")).isFalse();
  }

  @Test
  void whatIsEncodedIsDecodedToTheSameAndNothingElseIs() {
    final SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 200; i++) {
      take(
          new CursorMove(
              CursorAction.COMMIT,
              "g-" + random.nextInt(50),
              random.nextLong(),
              random.nextInt(1_000),
              random.nextInt(9),
              random.nextInt(100_000)));
    }
    final byte[] bytes = encoded(table).array();
    assertThat(encoded(CursorTable.decode(encoded(table))).array()).isEqualTo(bytes);
    for (int length = 0; length < bytes.length; length++) {
      final ByteBuffer cut = little(Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> CursorTable.decode(cut))
          .isInstanceOfAny(BufferUnderflowException.class, IllegalArgumentException.class);
    }
    final ByteBuffer tooMany = little(bytes.clone());
    tooMany.putInt(0, CursorTable.MAX_CURSORS + 1);
    assertThatThrownBy(() -> CursorTable.decode(tooMany))
        .isInstanceOf(IllegalArgumentException.class);
    final byte[] twice = new byte[bytes.length];
    System.arraycopy(bytes, 0, twice, 0, bytes.length);
    little(twice).putInt(Integer.BYTES, 0);
    assertThatThrownBy(() -> CursorTable.decode(little(twice)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void entriesOfLaterVersionsAndForeignBodiesAreNotGuessed() {
    final UnsafeBuffer newer = entry(claim(ANNA, 1));
    final int versionAt = Batch.HEADER_LENGTH + MessageHeaderEncoder.versionEncodingOffset();
    newer.putShort(versionAt, (short) (MessageHeaderDecoder.SCHEMA_VERSION + 1));
    assertThatThrownBy(() -> table.apply(newer, 0, newer, Batch.HEADER_LENGTH, bodyLength(newer)))
        .isInstanceOf(NewerFormatException.class);
    final UnsafeBuffer foreign = entry(claim(ANNA, 1));
    foreign.putShort(
        Batch.HEADER_LENGTH + MessageHeaderEncoder.templateIdEncodingOffset(), (short) 110);
    assertThatThrownBy(
            () -> table.apply(foreign, 0, foreign, Batch.HEADER_LENGTH, bodyLength(foreign)))
        .isInstanceOf(IllegalStateException.class);
    final UnsafeBuffer whole = entry(claim(ANNA, 1));
    for (int length = 0; length < bodyLength(whole); length++) {
      final int cut = length;
      assertThatThrownBy(() -> table.apply(whole, 0, whole, Batch.HEADER_LENGTH, cut))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(table.size()).isZero();
  }

  private CursorVerdict judge(CursorMove move) {
    return table.judge(move, END_OFFSET);
  }

  private void take(CursorMove move) {
    final UnsafeBuffer entry = entry(table.completed(move));
    table.apply(entry, 0, entry, Batch.HEADER_LENGTH, bodyLength(entry));
  }

  private UnsafeBuffer entry(CursorMove move) {
    final UnsafeBuffer body = new UnsafeBuffer(new byte[CursorCodec.MAX_LENGTH]);
    final int length = new CursorCodec().encode(body, move);
    final UnsafeBuffer entry = new UnsafeBuffer(new byte[Batch.HEADER_LENGTH + length]);
    Batch.initialise(entry, 0, EntryType.CURSOR, -1, (short) -1, -1);
    entry.putBytes(Batch.HEADER_LENGTH, body, 0, length);
    Batch.sealBody(entry, 0, entry.capacity(), 0);
    Batch.stamp(entry, 0, nextIndex, 1, 0, 5_000 + nextIndex);
    nextIndex++;
    return entry;
  }

  private static int bodyLength(UnsafeBuffer entry) {
    return entry.capacity() - Batch.HEADER_LENGTH;
  }

  private static ByteBuffer encoded(CursorTable table) {
    final ByteBuffer bytes = little(new byte[table.encodedLength()]);
    table.encode(bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    return bytes.rewind();
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static CursorMove claim(long member, long epoch) {
    return new CursorMove(CursorAction.CLAIM, GROUP, member, epoch, 0, 0);
  }

  static CursorMove commit(long member, long epoch, long offset) {
    return new CursorMove(CursorAction.COMMIT, GROUP, member, epoch, 0, offset);
  }

  static CursorMove seek(long member, long epoch, long offset) {
    return new CursorMove(CursorAction.SEEK, GROUP, member, epoch, 0, offset);
  }

  private static CursorMove delete(long epoch) {
    return new CursorMove(CursorAction.DELETE, GROUP, Cursor.OPERATOR, epoch, 0, 0);
  }

  private static CursorMove numbered(CursorAction action, long offset, long sequence) {
    return new CursorMove(action, GROUP, ANNA, 1, sequence, offset);
  }
}
