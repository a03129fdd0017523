package io.rafthold.log.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.log.Excerpt;
import io.rafthold.log.ExcerptScanner;
import io.rafthold.log.Segment;
import io.rafthold.protocol.Batch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Small appends, which are stores, and large ones, which are system calls, in one segment. */
class SegmentAppendTest extends SegmentTestCase {
  private static final int MOST_SHOTS = 10;
  private static final long FEW_BYTES = 4_000;

  @Test
  void allocatesNextToNothing() {
    try (Segment segment = create(1)) {
      final Excerpt excerpt = new Excerpt();
      append(segment, LENGTH);
      segment.read(0, excerpt);
      assertShotAllocatesNothing(
          10_000,
          () -> {
            append(segment, LENGTH);
            segment.readNext(excerpt);
          });
    }
  }

  @Test
  void largeBatchesAllocateNothingEither() {
    final int large = LargeWrites.LEAST_BYTES + Batch.HEADER_LENGTH;
    try (Segment segment = create(1)) {
      assertShotAllocatesNothing(200, () -> append(segment, large));
    }
  }

  /** Until the code is compiled, and the index has grown, shots allocate. */
  private static void assertShotAllocatesNothing(int steps, Runnable step) {
    final var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int shot = 0; shot < MOST_SHOTS && least >= FEW_BYTES; shot++) {
      final long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < steps; i++) {
        step.run();
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(least).as("bytes in a shot of " + steps).isLessThan(FEW_BYTES);
  }

  /** Where large batches were stored after all, nothing else would show it. */
  @Test
  void aLargeBatchIsWrittenThroughADescriptorThatCloseGivesBack() throws IOException {
    for (long ordinal = 1; ordinal <= 2; ordinal++) {
      final Path file = queueFile(ordinal);
      try (Segment segment = create(ordinal)) {
        append(segment, LENGTH);
        final long before = descriptorsOf(file);
        append(segment, LargeWrites.LEAST_BYTES + Batch.HEADER_LENGTH);
        append(segment, MAX_BATCH_BYTES);
        assertThat(descriptorsOf(file)).isEqualTo(before + 1);
      }
      assertThat(descriptorsOf(file)).isZero();
    }
  }

  private static long descriptorsOf(Path file) throws IOException {
    long count = 0;
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      for (final Path link : open.toList()) {
        count += isLinkTo(file, link) ? 1 : 0;
      }
    }
    return count;
  }

  private static boolean isLinkTo(Path file, Path link) throws IOException {
    try {
      return Files.readSymbolicLink(link).equals(file);
    } catch (NoSuchFileException closedSinceListed) {
      return false;
    }
  }

  @Test
  void largeAndSmallEntriesStandBehindEachOther() {
    final int[] lengths = {300, MAX_BATCH_BYTES, 77, 20_001, LargeWrites.LEAST_BYTES, 100_000, 80};
    for (int position = Batch.HEADER_LENGTH; position < MAX_BATCH_BYTES; position += Long.BYTES) {
      batch.putLong(position, 31L * position);
    }
    try (Segment segment = create(1)) {
      for (final int length : lengths) {
        append(segment, length);
      }
      assertContent(segment, lengths);
    }
    try (Segment segment = store.open(1)) {
      segment.limit(lengths.length);
      assertContent(segment, lengths);
    }
  }

  private void assertContent(Segment segment, int[] lengths) {
    final Excerpt excerpt = new Excerpt();
    final ExcerptScanner scanner = segment.scan();
    for (final int length : lengths) {
      assertThat(scanner.next(excerpt)).isTrue();
      assertThat(excerpt.length()).isEqualTo(length);
      final int rest = length - Batch.HEADER_LENGTH;
      assertThat(new UnsafeBuffer(excerpt.buffer(), excerpt.position() + Batch.HEADER_LENGTH, rest))
          .isEqualTo(new UnsafeBuffer(batch, Batch.HEADER_LENGTH, rest));
    }
    assertThat(scanner.next(excerpt)).isFalse();
    assertThat(scanner.stopReason()).isNull();
  }
}
