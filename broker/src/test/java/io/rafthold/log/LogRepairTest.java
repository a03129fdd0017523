package io.rafthold.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rafthold.log.chronicle.ChronicleSegmentStore;
import io.rafthold.protocol.Batch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A damaged log is cut before its damage; what goes is moved aside, and nothing comes back. */
class LogRepairTest {
  private static final int SEGMENTS = 4;
  private static final String LABEL = "now";

  @TempDir Path replica;

  private final Batches batches = new Batches();
  private Path directory;

  @BeforeEach
  void fill() {
    directory = replica.resolve("segments");
    try (SegmentedLog log = LogDirectory.open(directory)) {
      while (!Files.exists(segment(SEGMENTS - 1))) {
        batches.append(log, 1, 1);
      }
      batches.append(log, 1, 20);
      log.flush();
    }
  }

  private ChronicleSegmentStore store() {
    return LogDirectory.store(directory, LogDirectory.SMALL);
  }

  private LogCut survey(LogDamageException met) {
    try (SegmentStore store = store()) {
      return LogRepair.survey(store, KnownLog.of(0).with(met));
    }
  }

  private void cut(LogCut cut) {
    try (SegmentStore store = store()) {
      LogRepair.cut(store, cut, LABEL);
    }
  }

  private Path segment(int place) {
    return directory.resolve(String.format("%020d", place + 1));
  }

  private long firstBase(int place) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(segment(place).resolve("descriptor")))
        .order(ByteOrder.LITTLE_ENDIAN)
        .getLong(24);
  }

  private List<String> quarantined() {
    return Quarantine.contents(replica).stream()
        .map(file -> file.getFileName().toString())
        .toList();
  }

  private void assertGoesOnFrom(long end) {
    try (SegmentedLog log = LogDirectory.open(directory);
        LogCursor cursor = log.newCursor()) {
      assertThat(log.lastIndex()).isEqualTo(end);
      for (long index = 1; index <= end; index++) {
        assertThat(cursor.seek(index)).isTrue();
        assertThat(Batch.term(cursor.buffer(), cursor.position())).isEqualTo(1);
      }
      batches.append(log, 7, 100);
      log.flush();
    }
    try (SegmentedLog log = LogDirectory.open(directory)) {
      assertThat(log.lastIndex()).isEqualTo(end + 100);
      assertThat(log.termAt(end + 1)).isEqualTo(7);
    }
  }

  @Test
  void aSoundLogIsLeftAlone() {
    assertThat(survey(null)).isNull();
  }

  @Test
  void damageThatWasMetEndsTheLogBeforeItsSegment() throws IOException {
    final long base = firstBase(1);
    final Path file = LogFiles.queueFile(directory, 1);
    LogFiles.flipBit(file, LogFiles.positionOf(file, 5) + 90);
    // A sealed segment below the mark is trusted, until somebody meets the damage.
    assertThat(survey(null)).isNull();
    final LogCut cut =
        survey(new LogDamageException(segment(1).toString(), base + 9, 0, "met by a reader"));
    assertThat(cut.damage().index()).as("the first, not the one that was met").isEqualTo(base + 5);
    assertThat(cut.ordinals()).containsExactly(2L, 3L, 4L);
    assertThat(cut.start().baseIndex()).isEqualTo(base);
    assertThat(cut.end().baseIndex()).isEqualTo(base + 5);
    cut(cut);
    assertThat(quarantined())
        .containsExactly(
            "now-00000000000000000002", "now-00000000000000000003", "now-00000000000000000004");
    assertGoesOnFrom(base - 1);
  }

  @Test
  void whatASecondLookDoesNotSeeIsCutAllTheSame() throws IOException {
    final long base = firstBase(2);
    final LogCut cut =
        survey(new LogDamageException(segment(2).toString(), base + 3, 17, "the disk says so"));
    assertThat(cut.damage().problem()).startsWith("the disk says so");
    assertThat(cut.ordinals()).containsExactly(3L, 4L);
    assertThat(cut.end().baseIndex()).isEqualTo(base + 3);
    cut(cut);
    assertGoesOnFrom(base - 1);
  }

  @Test
  void theSoundHeadStaysWhereNobodyElseHasIt() throws IOException {
    final long base = firstBase(3);
    final Path file = LogFiles.queueFile(directory, 3);
    LogFiles.zero(file, LogFiles.positionOf(file, 7) - 4, 64);
    final LogCut cut = survey(null);
    assertThat(cut.hasSoundHead()).isTrue();
    try (SegmentStore store = store()) {
      LogRepair.cutBehindLastSound(store, cut, LABEL);
    }
    assertThat(quarantined()).containsExactly("now-00000000000000000004");
    assertThat(quarantinedQueueFile()).hasSameBinaryContentAs(file);
    assertGoesOnFrom(base + 6);
  }

  private Path quarantinedQueueFile() throws IOException {
    return LogFiles.queueFile(replica.resolve(Quarantine.NAME), 0);
  }

  @Test
  void aMissingSegmentEndsTheLogBeforeIt() throws IOException {
    final long base = firstBase(1);
    Files.move(segment(1), replica.resolve("stolen"));
    final LogCut cut = survey(null);
    assertThat(cut.damage().problem()).startsWith("segment 2 is missing before it");
    assertThat(cut.ordinals()).containsExactly(3L, 4L);
    cut(cut);
    assertGoesOnFrom(base - 1);
  }

  @Test
  void whereTheLastSegmentsAreMissingTheOneBeforeThemStays() throws IOException {
    final long base = firstBase(1);
    for (int place = 1; place < SEGMENTS; place++) {
      Files.move(segment(place), replica.resolve("stolen-" + place));
    }
    final LogDamageException refusal =
        catchThrowableOfType(LogDamageException.class, () -> LogDirectory.open(directory).close());
    assertThat(refusal.index()).isEqualTo(base);
    final LogCut cut = survey(refusal);
    assertThat(cut.ordinals()).as("segments to move").isEmpty();
    cut(cut);
    assertGoesOnFrom(base - 1);
  }

  @Test
  void aMissingFirstSegmentTakesEverything() throws IOException {
    Files.move(segment(0), replica.resolve("stolen"));
    final KnownLog known = new KnownLog(0, 0, true, null);
    assertThatThrownBy(() -> SegmentedLog.open(store(), LogDirectory.SMALL, known))
        .isInstanceOf(LogDamageException.class)
        .hasMessageContaining("the log starts here with entry");
    final LogCut cut;
    try (SegmentStore store = store()) {
      cut = LogRepair.survey(store, known);
    }
    assertThat(cut.ordinals()).containsExactly(2L, 3L, 4L);
    cut(cut);
    assertGoesOnFrom(0);
  }

  @Test
  void whereNothingIsKnownOfFlushesWhatIsCutOffIsKept() throws IOException {
    blankMark();
    Files.move(segment(0), replica.resolve("stolen"));
    final KnownLog known = new KnownLog(0, 0, true, null);
    try (SegmentedLog log = SegmentedLog.open(store(), LogDirectory.SMALL, known)) {
      assertThat(log.lastIndex()).isZero();
    }
    assertThat(quarantined())
        .containsExactly(
            "cut-off-00000000000000000002",
            "cut-off-00000000000000000003",
            "cut-off-00000000000000000004");
  }

  @Test
  void soIsWhatLiesBehindAGap() throws IOException {
    blankMark();
    final long base = firstBase(1);
    Files.move(segment(1), replica.resolve("stolen"));
    final KnownLog known = new KnownLog(0, 0, true, null);
    try (SegmentedLog log = SegmentedLog.open(store(), LogDirectory.SMALL, known)) {
      assertThat(log.lastIndex()).isEqualTo(base - 1);
    }
    assertThat(quarantined())
        .containsExactly("cut-off-00000000000000000003", "cut-off-00000000000000000004");
    assertGoesOnFrom(base - 1);
  }

  @Test
  void whatWasNeverFlushedIsNotKept() throws IOException {
    try (SegmentedLog log = LogDirectory.open(directory)) {
      while (!Files.exists(segment(SEGMENTS + 2))) {
        batches.append(log, 1, 1);
      }
    }
    final long base = firstBase(SEGMENTS + 1);
    Files.move(segment(SEGMENTS + 1), replica.resolve("stolen"));
    assertGoesOnFrom(base - 1);
    assertThat(quarantined()).isEmpty();
  }

  private void blankMark() throws IOException {
    Files.delete(directory.resolve("flushed"));
    store().close();
  }

  @Test
  void aDamagedDescriptorEndsTheLogBehindWhatIsBeforeIt() throws IOException {
    final long base = firstBase(2);
    LogFiles.flipBit(segment(2).resolve("descriptor"), 30);
    final LogCut cut = survey(null);
    assertThat(cut.damagedOrdinal()).isZero();
    assertThat(cut.ordinals()).containsExactly(3L, 4L);
    cut(cut);
    assertGoesOnFrom(base - 1);
  }

  @Test
  void aLaterVersionIsNeitherMovedNorCut() throws IOException {
    LogFiles.flipBit(segment(1).resolve("descriptor"), 30);
    final Path newer = segment(3).resolve("descriptor");
    final byte[] bytes = Files.readAllBytes(newer);
    bytes[8] = 2;
    final CRC32C crc = new CRC32C();
    crc.update(bytes, 4, bytes.length - 4);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt((int) crc.getValue());
    Files.write(newer, bytes);
    assertThatThrownBy(() -> survey(null))
        .isInstanceOf(NewerFormatException.class)
        .hasMessageContaining("has format version 2");
    assertThat(quarantined()).isEmpty();
  }

  @Test
  void aCrashAfterAnyStepLeavesWhatIsCutAgain() throws IOException {
    final long base = firstBase(1);
    final Path file = LogFiles.queueFile(directory, 1);
    LogFiles.zero(file, LogFiles.positionOf(file, 0) - 4, 256);
    final LogDamageException met =
        new LogDamageException(segment(1).toString(), base, 0, "met by a reader");
    // Three segments to move and one to make: each round dies one step later.
    for (int moved = 1; moved <= 4; moved++) {
      final LogCut cut = survey(met);
      assertThat(cut).as("round %d", moved).isNotNull();
      try (HookedStore store = new HookedStore(store())) {
        final int[] left = {moved <= 3 ? 1 : 0};
        final Runnable step =
            () -> {
              if (left[0]-- == 0) {
                throw new UncheckedIOException(new IOException("the process dies here"));
              }
            };
        store.beforeSetAside(step);
        store.beforeCreate(step);
        assertThatThrownBy(() -> LogRepair.cut(store, cut, LABEL))
            .isInstanceOf(UncheckedIOException.class);
      }
      assertThat(quarantined()).hasSize(Math.min(moved, 3));
    }
    cut(survey(met));
    assertGoesOnFrom(base - 1);
  }
}
