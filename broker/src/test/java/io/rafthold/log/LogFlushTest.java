package io.rafthold.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the flush thread may publish, whatever the append thread does meanwhile. */
class LogFlushTest {
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

  /** Runs once, in the middle of the next flush, as the append thread would. */
  private void duringNextFlush(Runnable action) {
    store.beforeFlush(
        () -> {
          store.beforeFlush(() -> {});
          action.run();
        });
  }

  @Test
  void coversWhatWasAppendedBeforeTheCallOnly() {
    batches.append(log, 1, 10);
    assertThat(log.flushedIndex()).isZero();
    duringNextFlush(() -> batches.append(log, 1, 5));
    log.flush();
    assertThat(log.flushedIndex()).isEqualTo(10);
    log.flush();
    assertThat(log.flushedIndex()).isEqualTo(15);
  }

  @Test
  void aRollMeanwhileIsCoveredByTheNextFlush() {
    batches.append(log, 1, 10);
    duringNextFlush(() -> batches.append(log, 1, 1_000));
    log.flush();
    assertThat(log.flushedIndex()).isEqualTo(10);
    log.flush();
    assertThat(log.flushedIndex()).isEqualTo(1_010);
  }

  @Test
  void aTruncationMeanwhileHoldsBackWhatItRemoved() {
    batches.append(log, 1, 100);
    duringNextFlush(
        () -> {
          log.truncateFrom(51);
          batches.append(log, 2, 60);
        });
    log.flush();
    assertThat(log.flushedIndex()).isEqualTo(50);
    log.flush();
    assertThat(log.flushedIndex()).isEqualTo(110);
  }

  @Test
  void aTruncationMeanwhileThatRemovesWholeSegmentsLeavesThemToTheFlush() {
    batches.append(log, 1, 3_000);
    duringNextFlush(() -> log.truncateFrom(5));
    log.flush();
    assertThat(log.flushedIndex()).isEqualTo(4);
    log.flush();
    assertThat(log.flushedIndex()).isEqualTo(4);
  }

  @Test
  void truncationLowersTheFlushedIndexAtOnce() {
    batches.append(log, 1, 100);
    log.flush();
    log.truncateFrom(31);
    assertThat(log.flushedIndex()).isEqualTo(30);
    batches.append(log, 2, 5);
    assertThat(log.flushedIndex()).isEqualTo(30);
  }

  @Test
  void aMarkFromBeforeATruncationDoesNotVouchForWhatCameAfterIt() {
    batches.append(log, 1, 100);
    log.flush();
    log.truncateFrom(31);
    batches.append(log, 2, 2);
    log.close();
    log = LogDirectory.open(directory);
    assertThat(log.lastIndex()).isEqualTo(32);
    assertThat(log.flushedIndex()).isEqualTo(30);
  }

  @Test
  void aFailureIsFinal() {
    batches.append(log, 1, 10);
    log.flush();
    batches.append(log, 1, 10);
    final UncheckedIOException failure =
        new UncheckedIOException("cannot flush", new IOException("Input/output error"));
    duringNextFlush(
        () -> {
          throw failure;
        });
    assertThatThrownBy(log::flush).isSameAs(failure);
    assertThatThrownBy(log::flush)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("broken")
        .hasRootCauseMessage("Input/output error");
    assertThat(log.flushedIndex()).isEqualTo(10);
  }

  @Test
  void aTruncationThatFailsLeavesTheLogAsItWas() {
    batches.append(log, 1, 100);
    store.beforeCreate(
        () -> {
          throw new UncheckedIOException(new IOException("No space left on device"));
        });
    assertThatThrownBy(() -> log.truncateFrom(50)).isInstanceOf(UncheckedIOException.class);
    store.beforeCreate(() -> {});
    duringNextFlush(
        () -> {
          throw new UncheckedIOException(new IOException("Input/output error"));
        });
    assertThatThrownBy(() -> log.truncateFrom(50)).isInstanceOf(UncheckedIOException.class);
    assertThat(log.lastIndex()).isEqualTo(100);
    log.flush();
    assertThat(log.flushedIndex()).isEqualTo(100);
    log.truncateFrom(50);
    batches.append(log, 2, 1);
    assertThat(log.termAt(50)).isEqualTo(2);
  }

  @Test
  void aThreadOfItsOwnKeepsUp() throws InterruptedException {
    final AtomicBoolean isDone = new AtomicBoolean();
    final AtomicReference<Throwable> failure = new AtomicReference<>();
    final Thread flusher =
        new Thread(
            () -> {
              try {
                while (!isDone.get()) {
                  log.flush();
                }
              } catch (Throwable e) {
                failure.set(e);
              }
            });
    flusher.start();
    for (int round = 1; round <= 20; round++) {
      batches.append(log, round, 200);
      assertThat(log.flushedIndex()).isLessThanOrEqualTo(log.lastIndex());
      log.truncateFrom(log.lastIndex() - 20);
      assertThat(log.flushedIndex()).isLessThanOrEqualTo(log.lastIndex());
    }
    isDone.set(true);
    flusher.join();
    assertThat(failure.get()).isNull();
    log.flush();
    assertThat(log.flushedIndex()).isEqualTo(log.lastIndex()).isEqualTo(20 * 179);
  }
}
