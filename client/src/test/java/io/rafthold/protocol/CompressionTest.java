package io.rafthold.protocol;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Compressed batches: their bytes, and what is made of those that are not what they claim. */
class CompressionTest {
  private static final int HEADROOM = 32;
  private static final int RECORDS = 20;

  /** Length 56, no headers, no key, value of 40 bytes. */
  private static final String RECORD_HEAD = "3800000000000000ffffffff28000000";

  private final BatchInflater inflater = new BatchInflater();

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void aCompressedBatchIsSmallerAndComesBackAsItWas(Compression compression) {
    final BatchBuilder plain = batch("the same again, ");
    plain.seal(9, (short) 2, 5);
    final BatchBuilder packed = batch("the same again, ");
    packed.compress(new BatchDeflater(compression));
    packed.seal(9, (short) 2, 5);

    assertThat(packed.length()).isEqualTo(plain.length());
    assertThat(packed.storedLength()).isLessThan(plain.length() / 2);
    assertThat(Batch.frameError(packed.buffer(), HEADROOM, packed.storedLength())).isNull();
    assertThat(Batch.isBodyIntact(packed.buffer(), HEADROOM)).isTrue();
    assertThat(Batch.compression(packed.buffer(), HEADROOM)).isEqualTo(compression);
    assertThat(Batch.entryType(packed.buffer(), HEADROOM)).isEqualTo(EntryType.DATA);
    assertThat(Batch.recordCount(packed.buffer(), HEADROOM)).isEqualTo(RECORDS);
    assertThat(Batch.length(packed.buffer(), HEADROOM)).isEqualTo(packed.storedLength());
    assertThat(Batch.plainLength(packed.buffer(), HEADROOM)).isEqualTo(plain.length());

    final UnsafeBuffer back = inflater.inflate(packed.buffer(), HEADROOM);
    final int crcs = Batch.BODY_CRC_OFFSET;
    assertThat(hex(back, crcs + Integer.BYTES, plain.length()))
        .isEqualTo(hex(plain.buffer(), HEADROOM + crcs + Integer.BYTES, HEADROOM + plain.length()));
    assertThat(Batch.frameError(back, 0, plain.length())).isNull();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void anotherIdentityChangesNoByteOfTheBlock(Compression compression) {
    final BatchBuilder packed = batch("the same again, ");
    packed.compress(new BatchDeflater(compression));
    packed.seal(9, (short) 2, 5);
    final int records = HEADROOM + Batch.HEADER_LENGTH;
    final String first = hex(packed.buffer(), records, HEADROOM + packed.storedLength());
    packed.seal(10, (short) 0, 0);

    assertThat(hex(packed.buffer(), records, HEADROOM + packed.storedLength())).isEqualTo(first);
    assertThat(Batch.isBodyIntact(packed.buffer(), HEADROOM)).isTrue();
    packed.reset();
    packed.append(new ExpandableArrayBuffer(), 0, RecordFormat.OVERHEAD);
    assertThat(packed.storedLength()).isEqualTo(packed.length());
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void whatGetsNoSmallerStaysAsItIs(Compression compression) {
    final BatchBuilder builder = new BatchBuilder(HEADROOM, 4096);
    final byte[] noise = new byte[2000];
    new Random(7).nextBytes(noise);
    final ExpandableArrayBuffer scratch = new ExpandableArrayBuffer();
    final RecordWriter writer = new RecordWriter().wrap(scratch, 0);
    writer.endKey(RecordFormat.NULL_LENGTH);
    scratch.putBytes(writer.contentPosition(), noise);
    writer.endValue(noise.length);
    builder.append(scratch, 0, writer.end());
    builder.compress(new BatchDeflater(compression));
    builder.seal(9, (short) 2, 5);

    assertThat(builder.storedLength()).isEqualTo(builder.length());
    assertThat(Batch.isCompressed(builder.buffer(), HEADROOM)).isFalse();
    assertThat(new RecordReader().wrap(builder.buffer(), HEADROOM).next()).isTrue();
  }

  /** One record with a value of 40 times "a", as an LZ4 block and as a Zstandard frame. */
  @Test
  void theseBytesAreUnderstood() {
    // 17 literals, of which the last is "a"; a match of 34 at distance 1; five literals to end
    // with.
    assertInflates(
        Compression.LZ4,
        HexFormat.of()
            .parseHex("ff" + "02" + RECORD_HEAD + "61" + "0100" + "0f" + "50" + "6161616161"));
    // Magic; single segment, content size 56; last block, raw, 56 bytes.
    assertInflates(
        Compression.ZSTD,
        HexFormat.of()
            .parseHex("28b52ffd" + "20" + "38" + "c10100" + RECORD_HEAD + "61".repeat(40)));
  }

  private void assertInflates(Compression compression, byte[] block) {
    final UnsafeBuffer batch = of(compression, 56, block);
    assertThat(Batch.frameError(batch, 0, batch.capacity())).isNull();
    final UnsafeBuffer plain = inflater.inflate(batch, 0);
    final RecordReader records = new RecordReader().wrap(plain, 0);
    assertThat(records.next()).isTrue();
    assertThat(records.valueLength()).isEqualTo(40);
    assertThat(hex(plain, records.valuePosition(), records.valuePosition() + 40))
        .isEqualTo("61".repeat(40));
    assertThat(records.next()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void whatIsNotWhatItClaimsIsMalformed(Compression compression) {
    final BatchBuilder packed = batch("the same again, ");
    packed.compress(new BatchDeflater(compression));
    packed.seal(9, (short) 2, 5);
    final byte[] block =
        new byte[packed.storedLength() - Batch.HEADER_LENGTH - Batch.PLAIN_LENGTH_BYTES];
    packed.buffer().getBytes(HEADROOM + Batch.HEADER_LENGTH + Batch.PLAIN_LENGTH_BYTES, block);
    final int plainBytes = packed.length() - Batch.HEADER_LENGTH;
    inflater.inflate(of(compression, plainBytes, block), 0);

    for (final int claimed : new int[] {plainBytes - 1, plainBytes + 1, 1 << 20}) {
      assertMalformed(of(compression, claimed, block));
    }
    for (int length = 1; length < block.length; length++) {
      assertMalformed(of(compression, plainBytes, Arrays.copyOf(block, length)));
    }
  }

  private void assertMalformed(UnsafeBuffer batch) {
    assertThat(Batch.frameError(batch, 0, batch.capacity())).isNull();
    assertThatThrownBy(() -> inflater.inflate(batch, 0))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("are not the");
  }

  @Test
  void aFrameThatCannotBeIsFoundBeforeAnythingIsAllocated() {
    final byte[] block = new byte[16];
    assertThat(frameError(of(Compression.LZ4, Integer.MAX_VALUE, block)))
        .startsWith("uncompressed length 2147483647 is not within 16 and");
    assertThat(frameError(of(Compression.LZ4, -1, block))).startsWith("uncompressed length -1 ");
    assertThat(frameError(of(Compression.LZ4, 15, block))).startsWith("uncompressed length 15 ");
    assertThat(frameError(of(Compression.LZ4, 16, new byte[0])))
        .isEqualTo("batch length 76 leaves no room for a compressed block");

    final UnsafeBuffer third = of(Compression.LZ4, 16, block);
    third.putByte(Batch.ATTRIBUTES_OFFSET, (byte) 0x30);
    assertThat(frameError(third)).isEqualTo("batch attributes 0x30 are not known");
    final UnsafeBuffer control = of(Compression.LZ4, 16, block);
    control.putByte(Batch.ATTRIBUTES_OFFSET, (byte) (0x10 | EntryType.NO_OP.code()));
    control.putInt(Batch.RECORD_COUNT_OFFSET, 0, LITTLE_ENDIAN);
    assertThat(frameError(control)).isEqualTo("entry type 1 is compressed");
  }

  @Test
  void compressedRecordsAreNotTakenForPlainOnes() {
    final UnsafeBuffer batch = of(Compression.ZSTD, 16, new byte[16]);
    assertThatThrownBy(() -> new RecordReader().wrap(batch, 0))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("are compressed");
  }

  private static String frameError(UnsafeBuffer batch) {
    return Batch.frameError(batch, 0, batch.capacity());
  }

  private static UnsafeBuffer of(Compression compression, int plainBytes, byte[] block) {
    final int length = Batch.HEADER_LENGTH + Batch.PLAIN_LENGTH_BYTES + block.length;
    final UnsafeBuffer batch = new UnsafeBuffer(new byte[length]);
    Batch.initialise(batch, 0, EntryType.DATA, 9, (short) 2, 5);
    Batch.compression(batch, 0, compression);
    Batch.plainLength(batch, Batch.HEADER_LENGTH, plainBytes);
    batch.putBytes(Batch.HEADER_LENGTH + Batch.PLAIN_LENGTH_BYTES, block);
    Batch.sealBody(batch, 0, length, 1);
    return batch;
  }

  private static BatchBuilder batch(String text) {
    final BatchBuilder builder = new BatchBuilder(HEADROOM, 4096);
    final ExpandableArrayBuffer scratch = new ExpandableArrayBuffer();
    for (int i = 0; i < RECORDS; i++) {
      final RecordWriter writer = new RecordWriter().wrap(scratch, 0);
      writer.endKey(scratch.putStringWithoutLengthUtf8(writer.contentPosition(), "k" + i));
      final byte[] value = text.repeat(4).getBytes(UTF_8);
      scratch.putBytes(writer.contentPosition(), value);
      writer.endValue(value.length);
      builder.append(scratch, 0, writer.end());
    }
    return builder;
  }

  private static String hex(UnsafeBuffer buffer, int from, int to) {
    final byte[] bytes = new byte[to - from];
    buffer.getBytes(from, bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
