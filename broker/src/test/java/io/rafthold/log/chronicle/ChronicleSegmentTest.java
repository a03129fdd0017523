package io.rafthold.log.chronicle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.log.Excerpt;
import io.rafthold.log.ExcerptScanner;
import io.rafthold.log.LogSettings;
import io.rafthold.log.Segment;
import io.rafthold.protocol.Batch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A segment against real Chronicle files. */
class ChronicleSegmentTest extends SegmentTestCase {
  @Test
  void readsAnyLengthAtAnyPlace() {
    final int count = 1_000;
    try (Segment segment = create(1)) {
      for (int i = 0; i < count; i++) {
        append(segment, Batch.HEADER_LENGTH + i % 37);
      }
      assertEntries(segment, count);
    }
    try (Segment segment = store.open(1)) {
      assertThat(segment.liveCount()).isZero();
      segment.limit(count);
      assertEntries(segment, count);
      assertThatThrownBy(() -> segment.read(count, new Excerpt()))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  private static void assertEntries(Segment segment, int count) {
    final Excerpt next = new Excerpt();
    final Excerpt any = new Excerpt();
    final Excerpt scanned = new Excerpt();
    final ExcerptScanner scanner = segment.scan();
    for (int i = 0; i < count; i++) {
      if (i == 0) {
        segment.read(0, next);
      } else {
        segment.readNext(next);
      }
      segment.read(i, any);
      assertThat(scanner.next(scanned)).isTrue();
      assertThat(next.number()).isEqualTo(i).isEqualTo(any.number()).isEqualTo(scanned.number());
      assertThat(next.length()).isEqualTo(Batch.HEADER_LENGTH + i % 37);
      assertThat(next.position()).isEqualTo(any.position()).isEqualTo(scanned.position());
      assertThat(Batch.index(next.buffer(), next.position())).isEqualTo(i + 1);
    }
    assertThat(scanner.next(scanned)).isFalse();
    assertThat(scanner.stopReason()).isNull();
  }

  @Test
  void keepsTheFileAsLongAsItWasMade() throws IOException {
    final long length;
    try (Segment segment = create(1)) {
      length = Files.size(queueFile(1));
      append(segment, LENGTH);
      segment.limit(1);
      segment.flush();
      segment.finish();
      assertThat(Files.size(queueFile(1))).isEqualTo(length);
    }
    assertThat(length).isGreaterThan(SEGMENT_BYTES + MAX_BATCH_BYTES);
    assertThat(Files.size(queueFile(1))).isEqualTo(length);
  }

  @Test
  void takesSpaceInSteps() throws IOException {
    try (Segment segment = create(1)) {
      assertThat(blocksBytes(1)).isBetween(1L << 16, 1L << 17);
      while (segment.usedBytes() < 600_000) {
        append(segment, 5_000);
      }
      segment.flush(); // half of the step is used, so the next is taken, ahead of the appends
      assertThat(blocksBytes(1)).isBetween(3L << 19, 9L << 18);
      while (segment.usedBytes() < SEGMENT_BYTES - MAX_BATCH_BYTES) {
        append(segment, 100_000);
      }
      append(segment, MAX_BATCH_BYTES);
      assertThat(blocksBytes(1)).isGreaterThan(SEGMENT_BYTES - MAX_BATCH_BYTES);
    }
  }

  @Test
  void zerosAheadNeverHitWhatWasAppended() {
    try (Segment segment = create(1)) {
      final AtomicBoolean isDone = new AtomicBoolean();
      final CompletableFuture<Void> flusher =
          CompletableFuture.runAsync(
              () -> {
                while (!isDone.get()) {
                  segment.flush();
                }
              });
      batch.setMemory(Batch.HEADER_LENGTH, 9_000, (byte) 7);
      int count = 0;
      while (segment.usedBytes() < SEGMENT_BYTES - MAX_BATCH_BYTES) {
        append(segment, Batch.HEADER_LENGTH + count++ * 7 % 9_000);
      }
      isDone.set(true);
      flusher.join();
      final Excerpt excerpt = new Excerpt();
      for (int i = 0; i < count; i++) {
        segment.read(i, excerpt);
        assertThat(excerpt.length()).isEqualTo(Batch.HEADER_LENGTH + i * 7 % 9_000);
        for (int at = Batch.HEADER_LENGTH; at < excerpt.length(); at++) {
          assertThat(excerpt.buffer().getByte(excerpt.position() + at) == 7).isTrue();
        }
        assertThat(Batch.index(excerpt.buffer(), excerpt.position())).isEqualTo(i + 1);
      }
    }
  }

  private long blocksBytes(long ordinal) throws IOException {
    final Process du = new ProcessBuilder("du", "-B1", queueFile(ordinal).toString()).start();
    final String output = new String(du.getInputStream().readAllBytes(), UTF_8);
    return Long.parseLong(output.substring(0, output.indexOf('\t')));
  }

  @Test
  void aSegmentPreparedAheadIsTakenOver() throws IOException {
    create(3).close();
    prepare();
    assertThat(directory.resolve("spare")).doesNotExist();
    assertThat(store.ordinals()).containsExactly(3, 4);
    assertThat(store.open(4)).as("not finished").isNull();
    assertThat(blocksBytes(4)).isBetween(SEGMENT_BYTES, SEGMENT_BYTES + (1 << 20));
    final Object file = Files.getAttribute(queueFile(4), "unix:ino");
    try (Segment segment = create(4)) {
      assertThat(store.isPrepared()).isFalse();
      append(segment, LENGTH);
      assertEntriesReadBack(segment);
      segment.flush();
      assertThat(Files.getAttribute(queueFile(4), "unix:ino")).isEqualTo(file);
    }
    prepare();
    store.close();
    assertThat(store.ordinals()).as("unused, so gone").containsExactly(3, 4);
  }

  private void prepare() {
    int steps = 0;
    long bytes = store.prepare();
    while (bytes > 0) {
      assertThat(bytes).as("bytes of a step").isLessThanOrEqualTo(4 << 20);
      assertThat(++steps).isLessThan(20);
      bytes = store.prepare();
    }
    assertThat(store.isPrepared()).isTrue();
  }

  @Test
  void whoCannotWaitMakesOneBesideTheOneInTheMaking() {
    store.prepare();
    store.prepare();
    assertThat(directory.resolve("spare")).isDirectory();
    try (Segment segment = create(1)) {
      append(segment, LENGTH);
      prepare();
      assertEntriesReadBack(segment);
    }
    assertThat(store.ordinals()).containsExactly(1, 2);
    try (Segment segment = create(2)) {
      append(segment, LENGTH);
      assertEntriesReadBack(segment);
    }
  }

  @Test
  void aPreparedSegmentServesForAnyOrdinal() {
    prepare();
    try (Segment segment = create(7)) {
      append(segment, LENGTH);
      assertEntriesReadBack(segment);
    }
    assertThat(store.ordinals()).containsExactly(7);
  }

  @Test
  void whatIsHalfMadeWhenTheStoreIsClosedIsCleared() {
    store.prepare();
    store.prepare();
    store.close();
    assertThat(directory.resolve("spare")).doesNotExist();
  }

  @Test
  void aLargeBatchGoesBeyondWhatWasPrepared() throws IOException {
    prepare();
    try (Segment segment = create(1)) {
      while (segment.usedBytes() < SEGMENT_BYTES - 100) {
        append(segment, 100_000);
      }
      append(segment, MAX_BATCH_BYTES - 200_000);
      segment.flush();
      assertThat(segment.usedBytes()).isGreaterThan(SEGMENT_BYTES + (MAX_BATCH_BYTES / 2));
      assertThat(blocksBytes(1)).isGreaterThanOrEqualTo(segment.usedBytes());
    }
  }

  @Test
  void whatWasLeftHalfMadeOrHalfDeletedIsClearedAway() throws IOException {
    for (final String name : new String[] {"spare", "making", "doomed"}) {
      Files.createDirectory(directory.resolve(name));
      Files.write(directory.resolve(name).resolve(SingleCycle.FILE_NAME), new byte[100]);
    }
    store.close();
    open();
    assertThat(directory).isDirectoryNotContaining("glob:**{spare,making,doomed}");
    assertThat(store.ordinals()).isEmpty();
  }

  @Test
  void deletesAllOfASegment() {
    create(1).close();
    create(2).close();
    store.delete(1);
    assertThat(store.ordinals()).containsExactly(2);
    assertThat(directory).isDirectoryNotContaining("glob:**doomed");
    assertThatThrownBy(() -> store.delete(1)).isInstanceOf(UncheckedIOException.class);
  }

  private static void assertEntriesReadBack(Segment segment) {
    final Excerpt excerpt = new Excerpt();
    segment.read(0, excerpt);
    assertThat(excerpt.length()).isEqualTo(LENGTH);
  }

  @Test
  void aFailedForceIsReported() {
    final Segment segment = create(1);
    append(segment, LENGTH);
    segment.flush();
    segment.close();
    store.delete(1);
    assertThatThrownBy(segment::flush)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("cannot flush")
        .hasMessageContaining(SingleCycle.FILE_NAME);
  }

  @Test
  void leavesNoFilesOrMappingsBehind() throws IOException {
    store.close();
    store =
        new ChronicleSegmentStore(
            directory, 1, LogSettings.MIN_SEGMENT_BYTES, Batch.HEADER_LENGTH + 1_000);
    roll(1, 50);
    store.close();
    awaitOpen(0, 0);
  }

  private void roll(int from, int to) throws IOException {
    for (int ordinal = from; ordinal <= to; ordinal++) {
      try (Segment segment = create(ordinal)) {
        append(segment, LENGTH);
        segment.flush();
        assertThat(countFiles()).as("open files while it is written").isGreaterThan(2);
        assertThat(countMappings()).as("mappings while it is written").isGreaterThan(2);
        segment.limit(1);
        segment.finish();
        awaitOpen(1, 1); // the store's flush mark, and our mapping
        assertEntriesReadBack(segment);
      }
      try (Segment segment = store.open(ordinal)) {
        segment.limit(1);
        assertEntriesReadBack(segment);
        segment.flush();
      }
    }
  }

  /** Chronicle has a thread that releases things too, which may not be done yet. */
  private void awaitOpen(int files, int mappings) throws IOException {
    final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while ((countFiles() != files || countMappings() != mappings)
        && System.nanoTime() - deadlineNs < 0) {
      Thread.onSpinWait();
    }
    assertThat(countFiles()).as("open files").isEqualTo(files);
    assertThat(countMappings()).as("mappings").isEqualTo(mappings);
  }

  private long countFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.filter(this::pointsHere).count();
    }
  }

  private boolean pointsHere(Path link) {
    try {
      return Files.readSymbolicLink(link).startsWith(directory);
    } catch (IOException e) {
      return false; // the descriptor of the listing itself
    }
  }

  private long countMappings() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.filter(line -> line.contains(directory.toString())).count();
    }
  }

  @Test
  void whatChronicleMapsBesidesHasItsBlocksBefore() throws Exception {
    create(1).close();
    final Path file = queueFile(1).resolveSibling("metadata.cq4t");
    final Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
    final String blocks = new String(stat.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(stat.waitFor()).isZero();
    assertThat(Long.parseLong(blocks) * 512)
        .as("allocated bytes of %d", Files.size(file))
        .isGreaterThanOrEqualTo(16 * 1024);
    assertThat(Files.readAllBytes(file)[3]).as("Chronicle's header").isNotZero();
  }
}
