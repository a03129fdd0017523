package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EntryBlockTest {
  private final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(4_096));
  private final EntryBlock block = new EntryBlock();
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
}
