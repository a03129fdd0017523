package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.protocol.Batch;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class ProducerTableTest {
  private final ProducerTable table = new ProducerTable(ProducerLimits.STANDARD);
  private long nextIndex = 1;
  private long nextOffset;

  @Test
  void aSequenceIsTakenOnceAndInOrder() {
    assertThat(check(1, 0, 0, 2, 7)).isEqualTo(ProducerVerdict.APPEND);
    append(1, 0, 0, 2, 7);
    assertThat(check(1, 0, 2, 1, 7)).isEqualTo(ProducerVerdict.APPEND);
    assertThat(check(1, 0, 3, 1, 7)).isEqualTo(ProducerVerdict.OUT_OF_ORDER);
  }

  @Test
  void aRetryIsAnsweredWithTheFirstAppendsPlace() {
    append(1, 0, 0, 2, 7);
    append(1, 0, 2, 3, 8);
    append(1, 0, 5, 1, 9);

    assertThat(check(1, 0, 2, 3, 8)).isEqualTo(ProducerVerdict.DUPLICATE);
    assertThat(table.duplicateIndex()).isEqualTo(2);
    assertThat(table.duplicateBaseOffset()).isEqualTo(2);
    assertThat(table.duplicateTimestampNs()).isEqualTo(1_002);
  }

  @Test
  void aKnownSequenceWithOtherBytesIsAConflict() {
    append(1, 0, 0, 2, 7);
    append(1, 0, 2, 2, 7);
    assertThat(check(1, 0, 0, 2, 8)).isEqualTo(ProducerVerdict.SEQUENCE_CONFLICT);
    assertThat(check(1, 0, 0, 1, 7)).isEqualTo(ProducerVerdict.SEQUENCE_CONFLICT);
    assertThat(check(1, 0, 1, 1, 7)).isEqualTo(ProducerVerdict.SEQUENCE_CONFLICT);
  }

  @Test
  void whatLeftTheWindowIsKnownAsOld() {
    for (int i = 0; i < ProducerState.WINDOW + 1; i++) {
      append(1, 0, i, 1, 7);
    }
    assertThat(check(1, 0, 0, 1, 7)).isEqualTo(ProducerVerdict.DUPLICATE_TOO_OLD);
    assertThat(check(1, 0, 1, 1, 7)).isEqualTo(ProducerVerdict.DUPLICATE);
  }

  @Test
  void anOlderEpochIsFencedAndANewerOneStartsOver() {
    append(1, 3, 0, 5, 7);
    assertThat(check(1, 2, 5, 1, 7)).isEqualTo(ProducerVerdict.FENCED);
    assertThat(check(1, 4, 5, 1, 7)).isEqualTo(ProducerVerdict.OUT_OF_ORDER);
    assertThat(check(1, 4, 0, 1, 7)).isEqualTo(ProducerVerdict.APPEND);
    append(1, 4, 0, 1, 7);
    assertThat(check(1, 3, 5, 1, 7)).isEqualTo(ProducerVerdict.FENCED);
    assertThat(check(1, 4, 0, 1, 7)).isEqualTo(ProducerVerdict.DUPLICATE);
  }

  @Test
  void anUnknownProducerMustStartAtItsFirstSequence() {
    assertThat(check(9, 0, 1, 1, 7)).isEqualTo(ProducerVerdict.UNKNOWN_PRODUCER);
  }

  @Test
  void batchesWithoutAProducerAreNotJudged() {
    final UnsafeBuffer batch =
        Batches.of(Batch.NO_PRODUCER, Batch.NO_PRODUCER, Batch.NO_PRODUCER, 1, 7);
    assertThat(table.check(batch, 0)).isEqualTo(ProducerVerdict.APPEND);
    table.apply(batch, 0);
    assertThat(table.check(batch, 0)).isEqualTo(ProducerVerdict.APPEND);
  }

  @Test
  void aCopyGoesItsOwnWay() {
    append(1, 0, 0, 1, 7);
    final ProducerTable copy = new ProducerTable(ProducerLimits.STANDARD);
    copy.beginCopy(table);
    assertThat(copy.copyMore()).isTrue();
    append(1, 0, 1, 1, 7);

    assertThat(copy.check(Batches.of(1, 0, 1, 1, 7), 0)).isEqualTo(ProducerVerdict.APPEND);
    assertThat(copy.check(Batches.of(1, 0, 0, 1, 7), 0)).isEqualTo(ProducerVerdict.DUPLICATE);
  }

  @Test
  void aLargeTableIsCopiedInSteps() {
    final int producers = 3 * ProducerTable.COPIED_PRODUCERS;
    for (int id = 1; id <= producers; id++) {
      append(id, 0, 0, 1, 7);
    }
    final ProducerTable copy = new ProducerTable(ProducerLimits.STANDARD);
    copy.beginCopy(table);
    assertThat(copy.copyMore()).isFalse();
    assertThat(copy.knows(producers)).isFalse();
    assertThat(copy.copyMore()).isFalse();
    assertThat(copy.copyMore()).isTrue();
    assertThat(bytes(copy)).isEqualTo(bytes(table));
  }

  private static byte[] bytes(ProducerTable table) {
    final ByteBuffer bytes = ByteBuffer.allocate((int) table.encodedLength());
    table.encode(bytes);
    return bytes.array();
  }

  private ProducerVerdict check(long id, int epoch, long sequence, int records, int value) {
    return table.check(Batches.of(id, epoch, sequence, records, value), 0);
  }

  private void append(long id, int epoch, long sequence, int records, int value) {
    final UnsafeBuffer batch = Batches.of(id, epoch, sequence, records, value);
    Batch.stamp(batch, 0, nextIndex, 1, nextOffset, 1_000 + nextIndex);
    nextIndex++;
    nextOffset += records;
    table.apply(batch, 0);
  }
}
