package io.rafthold.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rafthold.log.chronicle.ChronicleSegmentStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Damage behind the last known flush ends the log; at or below it, the log is refused. */
class LogDamageTest {
  private static final int FLUSHED = 100;
  private static final int END = 200;

  /** Ways to spoil an entry, given the position of its batch. */
  enum Damage {
    FLIPPED_BODY {
      @Override
      void inflict(Path file, long position) throws IOException {
        LogFiles.flipBit(file, position + 90);
      }
    },
    FLIPPED_HEADER {
      @Override
      void inflict(Path file, long position) throws IOException {
        LogFiles.flipBit(file, position + 17);
      }
    },
    ZEROED_FRAME_HEADER {
      @Override
      void inflict(Path file, long position) throws IOException {
        LogFiles.zero(file, position - 4, 4);
      }
    },
    ZEROED_PAGE {
      @Override
      void inflict(Path file, long position) throws IOException {
        LogFiles.zero(file, position, 4096);
      }
    },
    GARBAGE {
      @Override
      void inflict(Path file, long position) throws IOException {
        LogFiles.garbage(file, position - 4, 4096, position);
      }
    },
    LENGTH_BEYOND_THE_FILE {
      @Override
      void inflict(Path file, long position) throws IOException {
        LogFiles.flipBit(file, position - 1); // bit 28 of the length
      }
    },
    FRAME_LEFT_OPEN {
      @Override
      void inflict(Path file, long position) throws IOException {
        LogFiles.write(file, position - 1, (byte) 0x80);
      }
    },
    FILE_CUT_OFF {
      @Override
      void inflict(Path file, long position) throws IOException {
        LogFiles.truncate(file, position + 50);
      }
    };

    abstract void inflict(Path file, long position) throws IOException;
  }

  @TempDir Path directory;

  private final Batches batches = new Batches();

  @BeforeEach
  void fill() {
    try (SegmentedLog log = LogDirectory.open(directory)) {
      batches.append(log, 1, FLUSHED);
      log.flush();
      batches.append(log, 1, END - FLUSHED);
    }
  }

  private void damage(Damage damage, int index) throws IOException {
    final Path file = LogFiles.queueFile(directory, 0);
    damage.inflict(file, LogFiles.positionOf(file, index - 1));
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void behindTheFlushEndsTheLog(Damage damage) throws IOException {
    damage(damage, 151);
    try (SegmentedLog log = LogDirectory.open(directory);
        LogCursor cursor = log.newCursor()) {
      assertThat(log.lastIndex()).isEqualTo(150);
      assertThat(log.endOffset()).isEqualTo(150);
      assertThat(cursor.seek(151)).isFalse();
      batches.append(log, 2, 1_000);
      log.flush();
    }
    try (SegmentedLog log = LogDirectory.open(directory);
        LogCursor cursor = log.newCursor()) {
      assertThat(log.lastIndex()).isEqualTo(1_150);
      assertThat(log.termAt(150)).isEqualTo(1);
      assertThat(log.termAt(151)).isEqualTo(2);
      for (long index = 1; index <= 1_150; index++) {
        assertThat(cursor.seek(index)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void belowTheFlushIsRefused(Damage damage) throws IOException {
    damage(damage, 60);
    final LogDamageException e =
        catchThrowableOfType(LogDamageException.class, () -> LogDirectory.open(directory));
    assertThat(e.index()).isEqualTo(60);
    assertThat(e.position()).isPositive();
    assertThat(e.segment()).contains("00000000000000000001");
    assertThat(e).hasMessageContaining("repair this replica from its peers");
    assertThatThrownBy(() -> LogDirectory.open(directory)).isInstanceOf(LogDamageException.class);
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void inASegmentThatIsTakenAsItIsShowsWhenItIsRead(Damage damage) throws IOException {
    try (SegmentedLog log = LogDirectory.open(directory)) {
      batches.append(log, 1, 100);
      log.flush();
    }
    damage(damage, 60);
    try (SegmentedLog log = LogDirectory.open(directory);
        LogCursor cursor = log.newCursor()) {
      assertThat(log.lastIndex()).isEqualTo(300);
      assertThat(cursor.seek(300)).isTrue();
      if (damage != Damage.FLIPPED_BODY && damage != Damage.FLIPPED_HEADER) {
        // A flipped bit is met by whoever checks the CRCs: consumer, peer, verifier.
        assertThatThrownBy(() -> readAll(cursor)).isInstanceOf(LogDamageException.class);
      }
    }
  }

  private static void readAll(LogCursor cursor) {
    boolean isThere = cursor.seek(1);
    while (isThere) {
      isThere = cursor.next();
    }
  }

  @Test
  void aMissingSegmentBelowTheFlushIsRefused() throws IOException {
    try (SegmentedLog log = LogDirectory.open(directory)) {
      batches.append(log, 1, 100);
      log.flush();
    }
    delete(LogFiles.segment(directory, 1));
    assertThatThrownBy(() -> LogDirectory.open(directory))
        .isInstanceOf(LogDamageException.class)
        .hasMessageContaining("up to 300");
  }

  @Test
  void aSpoiltDescriptorIsRefused() throws IOException {
    LogFiles.flipBit(LogFiles.segment(directory, 0).resolve("descriptor"), 30);
    assertThatThrownBy(() -> LogDirectory.open(directory))
        .isInstanceOf(LogDamageException.class)
        .hasMessageContaining("descriptor");
  }

  @Test
  void entriesWithoutADescriptorAreRefused() throws IOException {
    Files.delete(LogFiles.segment(directory, 0).resolve("descriptor"));
    assertThatThrownBy(() -> LogDirectory.open(directory))
        .isInstanceOf(LogDamageException.class)
        .hasMessageContaining("entries and no descriptor");
  }

  @Test
  void entriesWithoutADescriptorThatWereNeverFlushedEndTheLog() throws IOException {
    try (SegmentedLog log = LogDirectory.open(directory)) {
      new Batches().append(log, 1, 10);
    }
    final Path descriptor = LogFiles.segment(directory, 1).resolve("descriptor");
    Files.write(descriptor, new byte[(int) Files.size(descriptor)]);
    try (SegmentedLog log = LogDirectory.open(directory)) {
      assertThat(log.lastIndex()).isEqualTo(END);
    }
  }

  @Test
  void aSegmentWhoseCreationDidNotReachTheDiskIsForgotten() throws IOException {
    LogDirectory.open(directory).close();
    final Path descriptor = LogFiles.segment(directory, 1).resolve("descriptor");
    Files.write(descriptor, new byte[0]);
    try (SegmentedLog log = LogDirectory.open(directory)) {
      assertThat(log.lastIndex()).isEqualTo(END);
      batches.append(log, 1, 1);
      assertThat(log.lastIndex()).isEqualTo(END + 1);
    }
  }

  @Test
  void anotherGroupsSegmentsAreRefused() throws IOException {
    assertThatThrownBy(this::openAsAnotherGroup)
        .isInstanceOf(LogDamageException.class)
        .hasMessageContaining("belongs to group 7, not 8");
    Files.delete(directory.resolve("flushed"));
    assertThatThrownBy(this::openAsAnotherGroup)
        .isInstanceOf(LogDamageException.class)
        .hasMessageContaining("its descriptor: it belongs to group 7, not 8");
  }

  private void openAsAnotherGroup() {
    final LogSettings settings = LogDirectory.SMALL;
    final SegmentStore store =
        new ChronicleSegmentStore(
            directory,
            LogDirectory.GROUP_ID + 1,
            settings.segmentBytes(),
            settings.maxBatchBytes());
    SegmentedLog.open(store, settings, 0).close();
  }

  @Test
  void theHintStandsInForAMissingMark() throws IOException {
    Files.delete(directory.resolve("flushed"));
    damage(Damage.FLIPPED_BODY, 151);
    final SegmentStore store = LogDirectory.store(directory, LogDirectory.SMALL);
    assertThatThrownBy(() -> SegmentedLog.open(store, LogDirectory.SMALL, 151))
        .isInstanceOf(LogDamageException.class)
        .hasMessageContaining("index 151");
    try (SegmentedLog log =
        SegmentedLog.open(
            LogDirectory.store(directory, LogDirectory.SMALL), LogDirectory.SMALL, 150)) {
      assertThat(log.lastIndex()).isEqualTo(150);
      assertThat(log.flushedIndex()).isEqualTo(150);
    }
  }

  private static void delete(Path segment) throws IOException {
    try (var files = Files.list(segment)) {
      for (final Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(segment);
  }
}
