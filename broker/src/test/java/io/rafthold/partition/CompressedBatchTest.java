package io.rafthold.partition;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.BatchBuilder;
import io.rafthold.protocol.BatchDeflater;
import io.rafthold.protocol.Compression;
import io.rafthold.protocol.RecordFormat;
import io.rafthold.protocol.codec.ErrorCode;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is compressed gets into the log where consumers can read it, and only there. */
class CompressedBatchTest {
  private static final int RECORDS = 50;
  private static final int ATTRIBUTES_AT = 45;

  @TempDir Path directory;
  private TestGroup group;
  private TestReplica leader;

  @BeforeEach
  void lead() {
    group = new TestGroup(directory, AckLevel.QUORUM, 3).found(1, 2);
    leader = group.lead(1);
    group.steps(3);
  }

  @AfterEach
  void close() {
    group.close();
  }

  private static UnsafeBuffer compressed(Compression compression, UnsafeBuffer plain) {
    final BatchBuilder builder = new BatchBuilder(0, plain.capacity());
    final int recordLength = RecordFormat.OVERHEAD + 1;
    for (int i = 0; i < Batch.recordCount(plain, 0); i++) {
      builder.append(plain, Batch.HEADER_LENGTH + i * recordLength, recordLength);
    }
    builder.compress(new BatchDeflater(compression));
    builder.seal(Batch.producerId(plain, 0), (short) 0, Batch.firstSequence(plain, 0));
    final UnsafeBuffer batch = new UnsafeBuffer(new byte[builder.storedLength()]);
    batch.putBytes(0, builder.buffer(), builder.batchPosition(), builder.storedLength());
    assertThat(Batch.isCompressed(batch, 0)).isTrue();
    return batch;
  }

  private static UnsafeBuffer compressed(Compression compression) {
    return compressed(compression, Batches.of(5, 0, 0, RECORDS, 7));
  }

  private static UnsafeBuffer sealed(UnsafeBuffer batch) {
    Batch.sealBody(batch, 0, batch.capacity(), Batch.recordCount(batch, 0));
    return batch;
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void itIsReplicatedAsItCame(Compression compression) {
    final UnsafeBuffer batch = compressed(compression);
    assertThat(leader.produce(batch, 1)).isEqualTo(ErrorCode.OK);
    assertThat(leader.produce(compressed(compression), 2)).as("a repeat").isEqualTo(ErrorCode.OK);
    group.awaitCommitted(leader.get().log().lastIndex());
    group.steps(5);
    assertThat(leader.answers).contains("OK 1 @0", "OK 2 @0");
    for (int id = 1; id <= 2; id++) {
      assertThat(group.at(id).get().log().endOffset()).isEqualTo(RECORDS);
    }
  }

  @Test
  void aKindThatIsNotKnownIsRefusedByName() {
    final UnsafeBuffer batch = compressed(Compression.LZ4);
    batch.putByte(ATTRIBUTES_AT, (byte) 0x30);
    assertThat(leader.produce(sealed(batch), 1)).isEqualTo(ErrorCode.UNKNOWN_COMPRESSION);
    assertThat(leader.get().log().endOffset()).isZero();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void whatNobodyCouldReadIsRefused(Compression compression) {
    final int plainBytes = RECORDS * (RecordFormat.OVERHEAD + 1);
    for (final int claimed : new int[] {plainBytes - 1, plainBytes + 1, 60_000}) {
      final UnsafeBuffer batch = compressed(compression);
      batch.putInt(Batch.HEADER_LENGTH, claimed, LITTLE_ENDIAN);
      assertThat(leader.produce(sealed(batch), 1)).isEqualTo(ErrorCode.INVALID_BATCH);
    }
    final UnsafeBuffer flipped = compressed(compression);
    flipped.putByte(flipped.capacity() - 3, (byte) ~flipped.getByte(flipped.capacity() - 3));
    assertThat(leader.produce(flipped, 1)).isEqualTo(ErrorCode.CORRUPT_BATCH);

    final UnsafeBuffer unreadable = Batches.of(5, 0, 0, RECORDS, 7);
    unreadable.putInt(Batch.HEADER_LENGTH + 4, 1, LITTLE_ENDIAN);
    assertThat(leader.produce(compressed(compression, unreadable), 1))
        .as("records that are none")
        .isEqualTo(ErrorCode.INVALID_BATCH);
    assertThat(leader.get().log().endOffset()).isZero();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void whatWouldBecomeTooLargeIsRefusedUnopened(Compression compression) {
    final int records = 1 + TestReplica.MAX_BATCH_BYTES / (RecordFormat.OVERHEAD + 1);
    final UnsafeBuffer bomb = compressed(compression, Batches.of(5, 0, 0, records, 7));
    assertThat(bomb.capacity()).isLessThan(TestReplica.MAX_BATCH_BYTES / 10);
    assertThat(leader.produce(bomb, 1)).isEqualTo(ErrorCode.RECORD_TOO_LARGE);

    final UnsafeBuffer claims = compressed(compression);
    claims.putInt(Batch.HEADER_LENGTH, Integer.MAX_VALUE, LITTLE_ENDIAN);
    assertThat(leader.produce(sealed(claims), 1)).isEqualTo(ErrorCode.INVALID_BATCH);
  }
}
