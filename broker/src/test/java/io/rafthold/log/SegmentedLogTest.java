package io.rafthold.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.protocol.Batch;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentedLogTest {
  @TempDir Path directory;

  private final Batches batches = new Batches();
  private SegmentedLog log;

  @BeforeEach
  void open() {
    log = LogDirectory.open(directory);
  }

  @AfterEach
  void close() {
    log.close();
  }

  private void reopen() {
    log.close();
    log = LogDirectory.open(directory);
  }

  @Test
  void startsEmpty() {
    assertThat(log.firstIndex()).isEqualTo(1);
    assertThat(log.lastIndex()).isZero();
    assertThat(log.lastTerm()).isZero();
    assertThat(log.termAt(0)).isZero();
    assertThat(log.startOffset()).isZero();
    assertThat(log.endOffset()).isZero();
    assertThat(log.lastTimestampNs()).isZero();
    assertThat(log.flushedIndex()).isZero();
    assertThat(log.indexOfOffset(0)).isEqualTo(1);
    assertThat(log.offsetAtTimestamp(5, 0)).isZero();
    try (LogCursor cursor = log.newCursor()) {
      assertThat(cursor.seek(1)).isFalse();
      assertThat(cursor.next()).isFalse();
    }
  }

  @Test
  void readsBackWhatWasAppendedAcrossSegments() {
    batches.append(log, 1, 2_000);
    assertThat(log.lastIndex()).isEqualTo(2_000);
    assertThat(log.endOffset()).isEqualTo(2_000);
    assertThat(segmentCount()).isGreaterThan(4);
    assertReadable(1, 2_000);
  }

  @Test
  void takesHeaderAndBodyFromDifferentBuffers() {
    final int length = batches.build(log, 3, 1, 50, 9);
    final UnsafeBuffer header = new UnsafeBuffer(ByteBuffer.allocateDirect(200));
    header.putBytes(100, batches.buffer(), 0, Batch.HEADER_LENGTH);
    batches.buffer().setMemory(0, Batch.HEADER_LENGTH, (byte) 0x55);
    log.append(header, 100, batches.buffer(), 0, length);
    try (LogCursor cursor = log.newCursor()) {
      assertThat(cursor.seek(1)).isTrue();
      assertThat(cursor.length()).isEqualTo(length);
      assertThat(Batch.isHeaderIntact(cursor.buffer(), cursor.position())).isTrue();
      assertThat(Batch.isBodyIntact(cursor.buffer(), cursor.position())).isTrue();
    }
  }

  @Test
  void refusesEntriesThatDoNotFollow() {
    batches.append(log, 2, 3);
    assertRefused(3, 2, 3);
    assertRefused(5, 2, 3);
    assertRefused(4, 1, 3);
    assertRefused(4, 2, 4);
    assertThat(log.lastIndex()).isEqualTo(3);
    batches.append(log, 2, 1);
    assertReadable(1, 4);
  }

  private void assertRefused(long index, long term, long offset) {
    final int length = batches.build(index, term, offset, 1, 10, 0);
    assertThatThrownBy(() -> log.append(batches.buffer(), 0, batches.buffer(), 0, length))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("index " + index)
        .hasMessageContaining("follow index 3, term 2, offset 3");
  }

  @Test
  void storesTheLargestBatchAndRefusesALargerOne() {
    batches.append(log, 1, 1);
    batches.append(log, 1, 1, Batches.MAX_LENGTH - Batch.HEADER_LENGTH);
    batches.append(log, 1, 1);
    assertReadable(1, 3);
    final int length = batches.build(log, 1, 1, 10, 0);
    batches.buffer().putInt(4, Batches.MAX_LENGTH + 1);
    assertThatThrownBy(
            () -> log.append(batches.buffer(), 0, batches.buffer(), 0, length + Batches.MAX_LENGTH))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keepsEverythingWhenReopened() {
    batches.append(log, 1, 700);
    log.flush();
    batches.append(log, 4, 700);
    reopen();
    assertThat(log.lastIndex()).isEqualTo(1_400);
    assertThat(log.lastTerm()).isEqualTo(4);
    assertThat(log.lastTimestampNs()).isEqualTo(1_400);
    assertThat(log.flushedIndex()).isEqualTo(700);
    assertReadable(1, 1_400);
    batches.append(log, 5, 10);
    assertReadable(1, 1_410);
    log.flush();
    assertThat(log.flushedIndex()).isEqualTo(1_410);
  }

  @Test
  void doesNotPileUpEmptySegmentsWhenReopened() {
    batches.append(log, 1, 10);
    for (int i = 0; i < 5; i++) {
      reopen();
    }
    assertThat(segmentCount()).isEqualTo(2);
    assertReadable(1, 10);
  }

  @Test
  void refusesABatchBehindItsBuffersEnd() {
    final int length = batches.build(log, 1, 1, 500, 9);
    final UnsafeBuffer shorter = new UnsafeBuffer(batches.buffer(), 0, length - 1);
    assertThatThrownBy(() -> log.append(batches.buffer(), 0, shorter, 0, length))
        .isInstanceOf(IndexOutOfBoundsException.class);
    batches.append(log, 1, 2);
    assertReadable(1, 2);
  }

  @Test
  void takesAppendsOfAThreadThatWasInterrupted() {
    Thread.currentThread().interrupt();
    batches.append(log, 1, 5);
    assertThat(Thread.interrupted()).isTrue();
    assertReadable(1, 5);
  }

  @Test
  void truncatesByRolling() {
    batches.append(log, 1, 1_000);
    batches.append(log, 2, 1_000);
    log.flush();
    log.truncateFrom(1_501);
    assertThat(log.lastIndex()).isEqualTo(1_500);
    assertThat(log.flushedIndex()).isEqualTo(1_500);
    assertThat(log.endOffset()).isEqualTo(1_500);
    assertThat(log.lastTerm()).isEqualTo(2);
    log.truncateFrom(900);
    assertThat(log.lastTerm()).isEqualTo(1);
    assertThat(log.lastTimestampNs()).isEqualTo(899);
    batches.append(log, 3, 50);
    assertThat(log.termAt(899)).isEqualTo(1);
    assertThat(log.termAt(900)).isEqualTo(3);
    assertReadable(1, 949);
    log.flush();
    assertThat(log.flushedIndex()).isEqualTo(949);
    reopen();
    assertThat(log.lastIndex()).isEqualTo(949);
    assertThat(log.termAt(899)).isEqualTo(1);
    assertThat(log.termAt(900)).isEqualTo(3);
    assertReadable(1, 949);
  }

  @Test
  void truncatesEverythingAway() {
    batches.append(log, 1, 10);
    log.truncateFrom(1);
    assertThat(log.lastIndex()).isZero();
    assertThat(log.lastTimestampNs()).isZero();
    reopen();
    assertThat(log.lastIndex()).isZero();
    batches.append(log, 2, 5);
    assertReadable(1, 5);
    assertThatThrownBy(() -> log.truncateFrom(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> log.truncateFrom(7)).isInstanceOf(IllegalArgumentException.class);
    log.truncateFrom(6);
    assertThat(log.lastIndex()).isEqualTo(5);
  }

  @Test
  void aCursorOutlivesRollsAndTruncations() {
    batches.append(log, 1, 5);
    try (LogCursor cursor = log.newCursor()) {
      assertThat(cursor.seek(5)).isTrue();
      assertThat(cursor.next()).isFalse();
      batches.append(log, 1, 1_000);
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.index()).isEqualTo(6);
      assertThat(cursor.seek(1_005)).isTrue();
      log.truncateFrom(900);
      log.flush();
      assertThat(cursor.next()).isFalse();
      batches.append(log, 2, 200);
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.index()).isEqualTo(1_006);
      assertThat(Batch.term(cursor.buffer(), cursor.position())).isEqualTo(2);
    }
  }

  @Test
  void findsOffsetsAndTimes() {
    for (int i = 0; i < 300; i++) {
      batches.append(log, 1, i % 3, 300); // 0, 1 or 2 records; the index is the time
    }
    reopen();
    long offset = 0;
    for (long index = 1; index <= 300; index++) {
      final int records = (int) ((index - 1) % 3);
      for (int i = 0; i < records; i++) {
        assertThat(log.indexOfOffset(offset + i)).isEqualTo(index);
      }
      assertThat(log.offsetAtTimestamp(index, 300)).isEqualTo(offset);
      offset += records;
      assertThat(log.nextOffsetAt(index)).isEqualTo(offset);
      assertThat(log.offsetAtTimestamp(1_000, index)).isEqualTo(offset);
    }
    assertThat(log.indexOfOffset(offset)).isEqualTo(301);
    assertThat(log.nextOffsetAt(0)).isZero();
    assertThatThrownBy(() -> log.indexOfOffset(301))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("offset 301 is not within 0 and 300");
    assertThatThrownBy(() -> log.indexOfOffset(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> log.termAt(301)).isInstanceOf(IllegalArgumentException.class);
  }

  private void assertReadable(long from, long to) {
    try (LogCursor cursor = log.newCursor()) {
      assertThat(cursor.seek(from)).isTrue();
      for (long index = from; index <= to; index++) {
        assertThat(cursor.index()).isEqualTo(index);
        assertThat(Batch.index(cursor.buffer(), cursor.position())).isEqualTo(index);
        assertThat(Batch.isHeaderIntact(cursor.buffer(), cursor.position())).isTrue();
        assertThat(Batch.isBodyIntact(cursor.buffer(), cursor.position())).isTrue();
        assertThat(cursor.next()).isEqualTo(index < to);
      }
    }
  }

  private int segmentCount() {
    try (var store = io.rafthold.log.chronicle.ChronicleSegmentStore.readOnly(directory, 7)) {
      return store.ordinals().length;
    }
  }
}
