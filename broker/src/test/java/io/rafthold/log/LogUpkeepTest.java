package io.rafthold.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a log makes its next segment, and when files of segments go. */
class LogUpkeepTest {
  private static final int BODY_BYTES = 1_000;

  @TempDir Path directory;

  private final Batches batches = new Batches();
  private HookedStore store;
  private SegmentedLog log;

  @BeforeEach
  void open() {
    store = new HookedStore(LogDirectory.store(directory, LogDirectory.SMALL));
    log = SegmentedLog.open(store, LogDirectory.SMALL, 0);
  }

  @AfterEach
  void close() {
    log.close();
  }

  private void fillTo(double share) {
    final long bytes = (long) (share * LogDirectory.SMALL.segmentBytes());
    long used = 0;
    while (used < bytes) {
      batches.append(log, 1, 1, BODY_BYTES);
      used += BODY_BYTES;
    }
  }

  private void keepUp() {
    int steps = 0;
    while (log.upkeep().step() > 0) {
      assertThat(++steps).isLessThan(100);
    }
  }

  @Test
  void aLogThatIsHardlyUsedGetsNoSpare() {
    fillTo(0.4);
    assertThat(log.upkeep().isDue(true)).isFalse();
    keepUp();
    assertThat(store.isPrepared()).isFalse();
  }

  @Test
  void aLogHalfOfWhoseSegmentIsFullGetsOne() {
    fillTo(0.55);
    assertThat(log.upkeep().isDue(true)).isTrue();
    assertThat(log.upkeep().isUrgent()).isFalse();
    keepUp();
    assertThat(store.isPrepared()).isTrue();
    assertThat(log.upkeep().isDue(true)).isFalse();
  }

  @Test
  void aLogThatIsAboutToRollCannotWait() {
    fillTo(0.85);
    assertThat(log.upkeep().isDue(true)).isTrue();
    assertThat(log.upkeep().isUrgent()).isTrue();
    keepUp();
    assertThat(log.upkeep().isDue(true)).isFalse();
    assertThat(log.upkeep().isUrgent()).isFalse();
  }

  @Test
  void aRollTakesWhatIsReady() {
    fillTo(0.55);
    log.upkeep().isDue(true);
    keepUp();
    fillTo(0.55);
    assertThat(store.isPrepared()).isFalse();
    assertThat(store.ordinals()).containsExactly(1, 2);
  }

  @Test
  void filesOfATruncationGoWhenTheCycleIsOver() {
    batches.append(log, 1, 3_000);
    log.truncateFrom(5);
    final int before = store.ordinals().length;
    keepUp();
    assertThat(store.ordinals()).hasSize(before);

    assertThat(log.upkeep().isDue(true)).isTrue();
    keepUp();

    assertThat(store.ordinals()).hasSize(2);
    assertThat(log.upkeep().isDue(true)).isFalse();
  }

  @Test
  void filesOfDroppedSegmentsGoWithoutAnythingBeingFlushed() {
    batches.append(log, 1, 3_000);
    log.flush();
    final int before = store.ordinals().length;
    log.dropBefore(log.startAfterDropping(1_500));

    assertThat(log.upkeep().isDue(true)).isTrue();
    keepUp();

    assertThat(store.ordinals().length).isBetween(2, before - 2);
    assertThat(store.ordinals()[0]).isGreaterThan(1);
  }

  @Test
  void noSegmentGoesBeforeAnEarlierOneThatTheDiskKeeps() {
    batches.append(log, 1, 3_000);
    log.flush();
    log.dropBefore(log.startAfterDropping(1_500));
    log.upkeep().isDue(true);
    assertThat(log.upkeep().step()).as("the first one goes").isPositive();
    final long kept = store.ordinals()[0];
    store.beforeDelete(
        ordinal -> {
          throw new UncheckedIOException(new IOException("refused"));
        });

    assertThatThrownBy(() -> log.upkeep().step()).isInstanceOf(UncheckedIOException.class);
    assertThatThrownBy(() -> log.upkeep().step()).isInstanceOf(UncheckedIOException.class);
    assertThat(store.ordinals()[0]).isEqualTo(kept);
    assertThat(store.ordinals()[1]).isEqualTo(kept + 1);

    store.beforeDelete(ordinal -> {});
    keepUp();
    assertThat(store.ordinals()[0]).isGreaterThan(kept + 1);
  }

  @Test
  void noFileGoesWhileItIsBeingFlushed() {
    batches.append(log, 1, 3_000);
    final int before = store.ordinals().length;
    store.beforeFlush(
        () -> {
          store.beforeFlush(() -> {});
          log.truncateFrom(5);
          log.upkeep().isDue(true);
          keepUp();
          assertThat(store.ordinals()).as("one more, none less").hasSize(before + 1);
        });
    log.flush();

    keepUp();
    assertThat(store.ordinals()).hasSize(2);
  }

  @Test
  void aCursorDoesNotStandOnWhatWasRemoved() {
    batches.append(log, 1, 3_000);
    log.flush();
    try (LogCursor cursor = log.newCursor();
        LogCursor other = log.newCursor()) {
      assertThat(cursor.seek(3)).isTrue();
      assertThat(other.seek(2_990)).isTrue();
      log.dropBefore(log.startAfterDropping(1_500));

      assertThat(cursor.index()).isZero();
      log.upkeep().isDue(true);
      keepUp();
      assertThat(cursor.next()).isFalse();
      assertThat(other.next()).isTrue();
      assertThat(other.index()).isEqualTo(2_991);
    }
  }

  @Test
  void aTruncationThatCannotBeForcedSaysSoWhateverComesOnTop() {
    for (int i = 0; i < 3; i++) {
      batches.append(log, 1, 1, BODY_BYTES);
    }
    store.beforeFlush(
        () -> {
          throw new FlushFailedException("cannot flush it", new IOException("EIO"));
        });
    store.beforeDelete(
        ordinal -> {
          throw new UncheckedIOException(new IOException("EIO"));
        });
    assertThatThrownBy(() -> log.truncateFrom(2)).isInstanceOf(FlushFailedException.class);
    store.beforeFlush(() -> {});
    store.beforeDelete(ordinal -> {});
  }
}
