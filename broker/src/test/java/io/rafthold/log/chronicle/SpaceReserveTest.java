package io.rafthold.log.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far ahead of the log zeros are written: a little, and further where it grows faster. */
class SpaceReserveTest {
  private static final SegmentLayout LAYOUT = SegmentLayout.of(64L << 20, 1 << 20);
  private static final long LEAST = SpaceReserve.LEAST_STEP_BYTES;
  private static final long MOST = SpaceReserve.MOST_STEP_BYTES;

  @TempDir Path directory;
  private SpaceReserve reserve;

  @BeforeEach
  void open() throws IOException {
    final Path file = directory.resolve("queue");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(LAYOUT.fileBytes());
    }
    reserve = new SpaceReserve(file, LAYOUT, 0);
  }

  @AfterEach
  void close() {
    reserve.close();
  }

  @Test
  void anEmptyLogHasTheLeastStep() {
    assertThat(reserve.allocatedBytes()).isEqualTo(LEAST);
    reserve.tryAdvance(LEAST / 4);
    assertThat(reserve.allocatedBytes()).as("more than half a step is left").isEqualTo(LEAST);
  }

  @Test
  void aSlowLogIsAheadByAnEighthOfWhatItHolds() {
    long end = 0;
    while (end < 4 * MOST) {
      end += 1_000;
      reserve.tryAdvance(end);
      assertThat(reserve.allocatedBytes() - end)
          .isBetween(LEAST / 2 - 1_000, Math.max(LEAST, end / 4) + LEAST);
    }
    assertThat(reserve.allocatedBytes()).isLessThan(end + end / 4);
  }

  @Test
  void aFastLogIsAheadByWhatItGrowsBetweenLooks() {
    final long growth = 300_000;
    long end = 0;
    for (int i = 0; i < 10; i++) {
      reserve.require(end + growth);
      end += growth;
      reserve.tryAdvance(end);
    }
    assertThat(reserve.allocatedBytes() - end).isBetween(growth, growth + MOST);
  }

  @Test
  void noLookWritesMoreThanEightSteps() {
    reserve.require(20 * MOST);
    reserve.tryAdvance(20 * MOST);
    assertThat(reserve.allocatedBytes()).isBetween(28 * MOST, 30 * MOST);
  }
}
