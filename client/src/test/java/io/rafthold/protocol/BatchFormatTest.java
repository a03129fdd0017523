package io.rafthold.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.protocol.codec.BatchHeaderDecoder;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class BatchFormatTest {
  private static final int HEADROOM = 32;

  /** Every byte of a stored batch: who changes the format must change this, and knows it. */
  private static final String GOLDEN =
      // headerCrc, length, index 7, term 3
      "d3c78919"
          + "80000000"
          + "0700000000000000"
          + "0300000000000000"
          // base offset 41, timestamp 1000000001
          + "2900000000000000"
          + "01ca9a3b00000000"
          // bodyCrc, version 1, attributes 0, epoch 2, producer 9, first sequence 5
          + "67c23fd9"
          + "01"
          + "00"
          + "0200"
          + "0900000000000000"
          + "0500000000000000"
          // two records, reserved
          + "02000000"
          + "00000000"
          // key "k", value "hello", no headers
          + "16000000"
          + "00000000"
          + "01000000"
          + "6b"
          + "05000000"
          + "68656c6c6f"
          // no key, no value, header "n" = 0xff and header "m" = null
          + "22000000"
          + "02000000"
          + "ffffffff"
          + "ffffffff"
          + "01000000"
          + "6e"
          + "01000000"
          + "ff"
          + "00000000"
          + "ffffffff";

  @Test
  void theConstantsAreThoseOfTheSchema() {
    assertThat(BatchHeaderDecoder.BLOCK_LENGTH).isEqualTo(Batch.HEADER_LENGTH);
    assertThat(BatchHeaderDecoder.headerCrcEncodingOffset()).isEqualTo(Batch.HEADER_CRC_OFFSET);
    assertThat(BatchHeaderDecoder.lengthEncodingOffset()).isEqualTo(Batch.LENGTH_OFFSET);
    assertThat(BatchHeaderDecoder.indexEncodingOffset()).isEqualTo(Batch.INDEX_OFFSET);
    assertThat(BatchHeaderDecoder.termEncodingOffset()).isEqualTo(Batch.TERM_OFFSET);
    assertThat(BatchHeaderDecoder.baseOffsetEncodingOffset()).isEqualTo(Batch.BASE_OFFSET_OFFSET);
    assertThat(BatchHeaderDecoder.timestampNsEncodingOffset()).isEqualTo(Batch.TIMESTAMP_OFFSET);
    assertThat(BatchHeaderDecoder.bodyCrcEncodingOffset()).isEqualTo(Batch.BODY_CRC_OFFSET);
    assertThat(BatchHeaderDecoder.formatVersionEncodingOffset()).isEqualTo(Batch.VERSION_OFFSET);
    assertThat(BatchHeaderDecoder.attributesEncodingOffset()).isEqualTo(Batch.ATTRIBUTES_OFFSET);
    assertThat(BatchHeaderDecoder.producerEpochEncodingOffset())
        .isEqualTo(Batch.PRODUCER_EPOCH_OFFSET);
    assertThat(BatchHeaderDecoder.producerIdEncodingOffset()).isEqualTo(Batch.PRODUCER_ID_OFFSET);
    assertThat(BatchHeaderDecoder.firstSequenceEncodingOffset())
        .isEqualTo(Batch.FIRST_SEQUENCE_OFFSET);
    assertThat(BatchHeaderDecoder.recordCountEncodingOffset()).isEqualTo(Batch.RECORD_COUNT_OFFSET);
    assertThat(BatchHeaderDecoder.reservedEncodingOffset()).isEqualTo(Batch.RESERVED_OFFSET);
  }

  @Test
  void aBatchHasTheseBytes() {
    final BatchBuilder builder = golden();
    final byte[] bytes = new byte[builder.length()];
    builder.buffer().getBytes(builder.batchPosition(), bytes);

    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(GOLDEN);
    assertThat(Batch.frameError(builder.buffer(), HEADROOM, builder.length())).isNull();
    assertThat(Batch.isBodyIntact(builder.buffer(), HEADROOM)).isTrue();
    assertThat(Batch.isHeaderIntact(builder.buffer(), HEADROOM)).isTrue();
  }

  @Test
  void whatWasWrittenIsRead() {
    final BatchBuilder builder = golden();
    final BatchReader batches = new BatchReader();
    batches.wrap(builder.buffer(), builder.batchPosition(), builder.length());
    assertThat(batches.next()).isTrue();
    batches.verify();
    final RecordReader records = new RecordReader().wrap(builder.buffer(), batches.position());

    assertThat(records.next()).isTrue();
    assertThat(records.offset()).isEqualTo(41);
    assertThat(text(builder, records.keyPosition(), records.keyLength())).isEqualTo("k");
    assertThat(text(builder, records.valuePosition(), records.valueLength())).isEqualTo("hello");
    assertThat(records.nextHeader()).isFalse();

    assertThat(records.next()).isTrue();
    assertThat(records.keyLength()).isEqualTo(RecordFormat.NULL_LENGTH);
    assertThat(records.valueLength()).isEqualTo(RecordFormat.NULL_LENGTH);
    assertThat(records.headerCount()).isEqualTo(2);
    assertThat(records.nextHeader()).isTrue();
    assertThat(text(builder, records.headerNamePosition(), records.headerNameLength()))
        .isEqualTo("n");
    assertThat(records.headerValueLength()).isOne();
    assertThat(records.nextHeader()).isTrue();
    assertThat(records.headerNameLength()).isZero();
    assertThat(records.headerValueLength()).isEqualTo(RecordFormat.NULL_LENGTH);
    assertThat(records.nextHeader()).isFalse();
    assertThat(records.next()).isFalse();
    assertThat(batches.next()).isFalse();
  }

  @Test
  void aControlEntryHasNoRecordsAndADataBatchHasSome() {
    final UnsafeBuffer buffer = new UnsafeBuffer(new byte[Batch.HEADER_LENGTH]);
    for (final int count : new int[] {1, -1, Integer.MIN_VALUE}) {
      Batch.initialise(buffer, 0, EntryType.NO_OP, -1, (short) -1, -1);
      Batch.sealBody(buffer, 0, Batch.HEADER_LENGTH, count);
      assertThat(Batch.frameError(buffer, 0, Batch.HEADER_LENGTH))
          .isEqualTo("record count " + count + " does not fit entry type 1");
    }
    for (final int count : new int[] {0, -1}) {
      Batch.initialise(buffer, 0, EntryType.DATA, 1, (short) 0, 0);
      Batch.sealBody(buffer, 0, Batch.HEADER_LENGTH, count);
      assertThat(Batch.frameError(buffer, 0, Batch.HEADER_LENGTH))
          .isEqualTo("record count " + count + " does not fit entry type 0");
    }
  }

  @Test
  void everyFlippedBitIsNoticed() {
    final BatchBuilder builder = golden();
    final UnsafeBuffer buffer = builder.buffer();
    for (int bit = 0; bit < builder.length() * Byte.SIZE; bit++) {
      final int at = HEADROOM + bit / Byte.SIZE;
      final byte good = buffer.getByte(at);
      buffer.putByte(at, (byte) (good ^ (1 << (bit % Byte.SIZE))));
      final BatchReader batches = new BatchReader().wrap(buffer, HEADROOM, builder.length());
      assertThatThrownBy(
              () -> {
                while (batches.next()) {
                  batches.verify();
                }
              })
          .as("bit %d", bit)
          .isInstanceOf(MalformedException.class);
      buffer.putByte(at, good);
    }
  }

  /** With good checksums around them: a broken producer must not break a consumer. */
  @Test
  void recordsOfAnyBytesAreReadOrRefusedWithinTheirBounds() {
    final SplittableRandom random = new SplittableRandom(20260101);
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      final BatchBuilder builder = golden();
      final UnsafeBuffer exact = new UnsafeBuffer(new byte[builder.length()]);
      exact.putBytes(0, builder.buffer(), HEADROOM, builder.length());
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        final int at = Batch.HEADER_LENGTH + random.nextInt(builder.length() - 72);
        exact.putByte(at, (byte) (random.nextInt(4) == 0 ? 0xFF : random.nextInt(256)));
      }
      final RecordReader records = new RecordReader().wrap(exact, 0);
      try {
        while (records.next()) {
          exact.boundsCheck(records.keyPosition(), Math.max(0, records.keyLength()));
          exact.boundsCheck(records.valuePosition(), Math.max(0, records.valueLength()));
          while (records.nextHeader()) {
            exact.boundsCheck(records.headerNamePosition(), records.headerNameLength());
            exact.boundsCheck(
                records.headerValuePosition(), Math.max(0, records.headerValueLength()));
          }
        }
      } catch (final MalformedException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(5_000);
  }

  @Test
  void aBatchGrowsKeepsItsTargetAndIsReused() {
    final BatchBuilder builder = new BatchBuilder(HEADROOM, 10_000);
    final ExpandableArrayBuffer record = new ExpandableArrayBuffer();
    final int large = record(record, "k", "x".repeat(20_000));
    assertThat(builder.hasRoom(large)).isTrue();
    builder.append(record, 0, large);
    assertThat(builder.hasRoom(1)).isFalse();
    assertThat(builder.length()).isEqualTo(Batch.HEADER_LENGTH + large);

    builder.reset();
    assertThat(builder.recordCount()).isZero();
    assertThat(builder.length()).isEqualTo(Batch.HEADER_LENGTH);
  }

  private static BatchBuilder golden() {
    final BatchBuilder builder = new BatchBuilder(HEADROOM, 4096);
    final ExpandableArrayBuffer scratch = new ExpandableArrayBuffer();
    builder.append(scratch, 0, record(scratch, "k", "hello"));
    final RecordWriter writer = new RecordWriter().wrap(scratch, 0);
    writer.endKey(RecordFormat.NULL_LENGTH);
    writer.endValue(RecordFormat.NULL_LENGTH);
    writer.header("n".getBytes(UTF_8), new byte[] {-1});
    writer.header(new byte[0], null);
    builder.append(scratch, 0, writer.end());
    builder.seal(9, (short) 2, 5);
    Batch.stamp(builder.buffer(), builder.batchPosition(), 7, 3, 41, 1_000_000_001);
    return builder;
  }

  private static int record(ExpandableArrayBuffer buffer, String key, String value) {
    final RecordWriter writer = new RecordWriter().wrap(buffer, 0);
    writer.endKey(buffer.putStringWithoutLengthUtf8(writer.contentPosition(), key));
    writer.endValue(buffer.putStringWithoutLengthUtf8(writer.contentPosition(), value));
    return writer.end();
  }

  private static String text(BatchBuilder builder, int position, int length) {
    final byte[] bytes = new byte[length];
    builder.buffer().getBytes(position, bytes);
    return new String(bytes, UTF_8);
  }
}
