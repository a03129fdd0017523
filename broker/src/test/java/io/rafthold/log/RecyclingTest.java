package io.rafthold.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.log.chronicle.ChronicleSegmentStore;
import io.rafthold.log.chronicle.SegmentPool;
import io.rafthold.protocol.Batch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A log that truncates, rolls and recycles, killed at each step: its directory is copied there and
 * opened, as by the next process.
 */
class RecyclingTest {
  /** More than a step of filling with zeros, so that there is a half-way. */
  private static final LogSettings SETTINGS = new LogSettings(5L << 20, Batches.MAX_LENGTH);

  private static final int BODY_BYTES = 60_000;

  @TempDir Path directory;
  @TempDir Path copies;

  private final Batches batches = new Batches();
  private final List<Long> terms = new ArrayList<>();
  private SegmentPool pool;
  private SegmentedLog log;
  private int copyCount;
  private int recycledCount;

  @BeforeEach
  void open() {
    pool = SegmentPool.open(directory.resolve("pool"), 2, () -> {});
    log = open(directory, pool);
  }

  @AfterEach
  void close() {
    log.close();
    pool.close();
  }

  private static SegmentedLog open(Path place, SegmentPool pool) {
    return SegmentedLog.open(
        new ChronicleSegmentStore(place.resolve("segments"), LogDirectory.GROUP_ID, SETTINGS, pool),
        SETTINGS,
        0);
  }

  private void append(long term, long bytes) {
    for (long used = 0; used < bytes; used += BODY_BYTES) {
      batches.append(log, term, 1, BODY_BYTES);
      terms.add(term);
    }
  }

  private void truncateFrom(long index) {
    log.truncateFrom(index);
    terms.subList((int) index - 1, terms.size()).clear();
  }

  @Test
  void noByteOfAnOldLifeIsReadWhereverTheProcessDies() throws IOException {
    for (long term = 1; term <= 3; term++) {
      append(term, 2 * SETTINGS.segmentBytes() + SETTINGS.segmentBytes() * 6 / 10);
      log.flush();
      dieAnywhereInHousekeeping();
      truncateFrom(term * 7);
      dieHere();
      dieAnywhereInHousekeeping();
    }
    assertThat(copyCount).isGreaterThan(40);
    assertThat(recycledCount).isGreaterThan(1);
  }

  private void dieAnywhereInHousekeeping() throws IOException {
    log.upkeep().isDue(true);
    int steps = 0;
    long work;
    do {
      final long cleanBefore = countClean();
      work = log.upkeep().step();
      dieHere();
      recycledCount += countClean() < cleanBefore ? 1 : 0;
      final long cleaned = pool.step();
      dieHere();
      work += cleaned;
      assertThat(++steps).isLessThan(100);
    } while (work > 0);
  }

  private long countClean() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("pool"))) {
      return files.filter(file -> file.toString().endsWith(".clean")).count();
    }
  }

  /** Opens a copy of everything and reads it all. */
  private void dieHere() throws IOException {
    final Path copy = copies.resolve("copy-" + ++copyCount);
    copy(directory, copy);
    try (SegmentPool copiedPool = SegmentPool.open(copy.resolve("pool"), 2, () -> {});
        SegmentedLog opened = open(copy, copiedPool)) {
      assertThat(opened.lastIndex()).isEqualTo(terms.size());
      try (LogCursor cursor = opened.newCursor()) {
        for (int i = 0; i < terms.size(); i++) {
          assertThat(i == 0 ? cursor.seek(1) : cursor.next()).isTrue();
          // Index and term make out what the body is, and the CRCs that it is that.
          assertThat(Batch.index(cursor.buffer(), cursor.position())).isEqualTo(i + 1);
          assertThat(Batch.term(cursor.buffer(), cursor.position())).isEqualTo(terms.get(i));
          assertThat(Batch.isHeaderIntact(cursor.buffer(), cursor.position())).isTrue();
          assertThat(Batch.isBodyIntact(cursor.buffer(), cursor.position())).isTrue();
        }
        assertThat(cursor.next()).isFalse();
      }
      batches.append(opened, 99, 1, BODY_BYTES);
      assertThat(opened.lastIndex()).isEqualTo(terms.size() + 1);
    }
    deleteAll(copy);
  }

  private static void copy(Path from, Path to) throws IOException {
    final Process process =
        new ProcessBuilder("cp", "-r", "--sparse=always", from.toString(), to.toString()).start();
    try {
      assertThat(process.waitFor()).isZero();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static void deleteAll(Path place) throws IOException {
    try (Stream<Path> paths = Files.walk(place)) {
      for (final Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
