package io.rafthold.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is flushed is verified beside the log that goes on. */
class SegmentCheckTest {
  @TempDir Path directory;

  private final Batches batches = new Batches();
  private SegmentedLog log;

  @BeforeEach
  void fill() {
    log = LogDirectory.open(directory);
    for (int i = 0; i < 60; i++) {
      batches.append(log, 1, 1, i % 7 == 0 ? 30_000 : 300);
    }
    log.flush();
    batches.append(log, 1, 5);
  }

  private long verifyAll() {
    long verified = 0;
    for (SegmentSpan span = log.spanAfter(0); span != null; span = log.spanAfter(span.ordinal())) {
      try (SegmentCheck check = log.files().check(span)) {
        while (check.step(10_000) > 0) {
          assertThat(span.endIndex()).isLessThanOrEqualTo(log.flushedIndex() + 1);
        }
      }
      verified += span.endIndex() - span.baseIndex();
    }
    return verified;
  }

  @Test
  void allThatIsFlushedIsVerifiedTheOpenSegmentToo() {
    assertThat(verifyAll()).isEqualTo(60);
    log.flush();
    assertThat(verifyAll()).isEqualTo(65);
    log.close();
  }

  @Test
  void rotIsFoundWhereverItIs() throws IOException {
    final SegmentSpan second = log.spanAfter(log.spanAfter(0).ordinal());
    final Path file = LogFiles.queueFile(directory, 1);
    for (int number = 0; number < second.endIndex() - second.baseIndex(); number++) {
      final long at = LogFiles.positionOf(file, number) + 100;
      LogFiles.flipBit(file, at);
      final long index = second.baseIndex() + number;
      assertThatThrownBy(this::verifyAll)
          .isInstanceOfSatisfying(
              LogDamageException.class, damage -> assertThat(damage.index()).isEqualTo(index));
      try (LogCursor cursor = log.newCursor()) {
        assertThatThrownBy(() -> cursor.seek(index))
            .as("nobody is given the entry either")
            .isInstanceOf(LogDamageException.class);
      }
      LogFiles.flipBit(file, at);
    }
    assertThat(verifyAll()).isEqualTo(60);
    log.close();
  }

  @Test
  void aFrameThatIsLargerThanAnyBatchIsNotRead() throws IOException {
    final SegmentSpan first = log.spanAfter(0);
    final Path file = LogFiles.queueFile(directory, 0);
    LogFiles.write(file, LogFiles.positionOf(file, 1) - 4, new byte[] {0, 0, 0, 0x3F});
    try (SegmentCheck check = log.files().check(first)) {
      assertThatThrownBy(() -> check.step(Long.MAX_VALUE))
          .isInstanceOfSatisfying(
              LogDamageException.class,
              damage -> assertThat(damage.index()).isEqualTo(first.baseIndex() + 1));
    }
    log.close();
  }
}
