package io.rafthold.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that is begun anew behind an entry that is elsewhere, or gives up its start. */
class LogRestartTest {
  @TempDir Path directory;
  private final Batches batches = new Batches();

  private Path log() {
    return directory.resolve("log");
  }

  @Test
  void startsEmptyBehindAnEntryItNeverHad() {
    try (SegmentedLog log = LogDirectory.open(log())) {
      batches.append(log, 1, 50);
      log.flush();
      log.restartBehind(1_000, 7, 5_000, 123);
      assertEmptyBehind(log);
      batches.append(log, 7, 10);
      assertThat(log.flushedIndex()).isEqualTo(1_000);
      log.flush();
      assertThat(log.flushedIndex()).isEqualTo(1_010);
    }
    try (SegmentedLog log = LogDirectory.open(log())) {
      assertThat(log.firstIndex()).isEqualTo(1_001);
      assertThat(log.lastIndex()).isEqualTo(1_010);
      assertThat(log.termAt(1_000)).isEqualTo(7);
      assertThat(log.startOffset()).isEqualTo(5_000);
      assertThat(log.endOffset()).isEqualTo(5_010);
      assertThat(log.indexOfOffset(5_003)).isEqualTo(1_004);
    }
  }

  private static void assertEmptyBehind(SegmentedLog log) {
    assertThat(log.firstIndex()).isEqualTo(1_001);
    assertThat(log.lastIndex()).isEqualTo(1_000);
    assertThat(log.lastTerm()).isEqualTo(7);
    assertThat(log.termAt(1_000)).isEqualTo(7);
    assertThat(log.startOffset()).isEqualTo(5_000);
    assertThat(log.endOffset()).isEqualTo(5_000);
    assertThat(log.flushedIndex()).isEqualTo(1_000);
    assertThat(log.nextOffsetAt(1_000)).isEqualTo(5_000);
    try (LogCursor cursor = log.newCursor()) {
      assertThat(cursor.seek(10)).isFalse();
      assertThat(cursor.seek(1_001)).isFalse();
    }
  }

  @Test
  void anEmptyStartIsKeptUntilTheLogStartsLater() {
    try (SegmentedLog log = LogDirectory.open(log())) {
      log.restartBehind(1_000, 7, 5_000, 123);
    }
    try (SegmentedLog log = LogDirectory.open(log())) {
      final List<SegmentDescriptor> segments = log.segments();
      assertThat(segments).hasSize(2);

      log.dropBefore(log.startAfterDropping(1_001));

      assertThat(log.segments()).as("the second is not forced yet").isEqualTo(segments);
    }
  }

  @Test
  void anEmptyStartSurvivesAnyNumberOfRestarts() {
    try (SegmentedLog log = LogDirectory.open(log())) {
      batches.append(log, 1, 50);
      log.flush();
      log.restartBehind(1_000, 7, 5_000, 123);
    }
    for (int i = 0; i < 3; i++) {
      try (SegmentedLog log = LogDirectory.open(log())) {
        assertEmptyBehind(log);
      }
    }
    try (SegmentedLog log = LogDirectory.open(log())) {
      batches.append(log, 8, 3);
      log.truncateFrom(1_001);
      assertThat(log.lastTerm()).isEqualTo(7);
      batches.append(log, 9, 2);
    }
    try (SegmentedLog log = LogDirectory.open(log())) {
      assertThat(log.lastIndex()).isEqualTo(1_002);
      assertThat(log.termAt(1_001)).isEqualTo(9);
    }
  }

  @Test
  void startsEmptyWithinWhatItHadInAnotherTerm() {
    try (SegmentedLog log = LogDirectory.open(log())) {
      batches.append(log, 1, 50);
      log.flush();
      log.restartBehind(20, 3, 20, 5);
      assertThat(log.lastIndex()).isEqualTo(20);
      assertThat(log.termAt(20)).isEqualTo(3);
    }
    try (SegmentedLog log = LogDirectory.open(log())) {
      assertThat(log.firstIndex()).isEqualTo(21);
      assertThat(log.lastIndex()).isEqualTo(20);
      assertThat(log.termAt(20)).isEqualTo(3);
    }
  }

  @Test
  void whatWasBeforeStaysDeadWhereItsFilesComeBack() {
    final Path before = directory.resolve("before");
    try (SegmentedLog log = LogDirectory.open(log())) {
      batches.append(log, 1, 2_000);
      log.flush();
      copyTree(log(), before);
      log.restartBehind(10_000, 7, 9_000, 1);
      batches.append(log, 7, 5);
      log.flush();
    }
    // The deletions were lost: every older segment is there again.
    restoreSegments(before);
    try (SegmentedLog log = LogDirectory.open(log())) {
      assertThat(log.firstIndex()).isEqualTo(10_001);
      assertThat(log.lastIndex()).isEqualTo(10_005);
    }
  }

  @Test
  void wholeSegmentsGoFromTheStart() {
    final long first;
    try (SegmentedLog log = LogDirectory.open(log())) {
      batches.append(log, 1, 3_000);
      assertThat(log.startAfterDropping(2_500)).as("nothing is flushed yet").isEqualTo(1);
      log.flush();
      first = log.startAfterDropping(2_500);
      assertThat(first).isBetween(2L, 2_500L);
      final long offset = log.nextOffsetAt(first - 1);
      log.dropBefore(first);
      assertThat(log.firstIndex()).isEqualTo(first);
      assertThat(log.startOffset()).isEqualTo(offset);
      assertThat(log.termAt(first - 1)).isEqualTo(1);
      try (LogCursor cursor = log.newCursor()) {
        assertThat(cursor.seek(first - 1)).isFalse();
        assertThat(cursor.seek(first)).isTrue();
      }
      log.flush();
    }
    try (SegmentedLog log = LogDirectory.open(log())) {
      assertThat(log.firstIndex()).isEqualTo(first);
      assertThat(log.lastIndex()).isEqualTo(3_000);
    }
  }

  private void restoreSegments(Path from) {
    try (Stream<Path> segments = Files.list(from)) {
      for (final Path segment : segments.toList()) {
        final Path target = log().resolve(segment.getFileName());
        if (Files.isDirectory(segment) && !Files.exists(target)) {
          copyTree(segment, target);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copyTree(Path from, Path to) {
    try (Stream<Path> paths = Files.walk(from)) {
      for (final Path path : paths.toList()) {
        Files.copy(path, to.resolve(from.relativize(path)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
