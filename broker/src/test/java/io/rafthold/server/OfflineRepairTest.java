package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.log.LogCursor;
import io.rafthold.log.Quarantine;
import io.rafthold.partition.ReplicaFiles;
import io.rafthold.protocol.Batch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a replica without peers is after its damage was accepted. */
class OfflineRepairTest {
  private static final int ENTRIES = StoppedBroker.ENTRIES;
  private static final String LABEL = "now";

  @TempDir Path data;

  private StoppedBroker broker;
  private ReplicaDirectory directory;

  @BeforeEach
  void fill() {
    broker = new StoppedBroker(data);
    broker.fill();
    directory = broker.directory();
  }

  @Test
  void withoutItsStartAllGoesAndItOpensEmpty() throws IOException {
    Files.write(directory.startFile(), new byte[(int) Files.size(directory.startFile())]);

    final RepairPlan plan = examineAndRepair();

    assertThat(plan.losesEverything()).isTrue();
    assertThat(plan.lastLostIndex()).isEqualTo(ENTRIES);
    try (ReplicaFiles files = broker.open()) {
      assertThat(files.log().lastIndex()).isZero();
    }
    assertThat(examine().isNeeded()).isFalse();
    assertThat(Quarantine.contents(directory.path())).isNotEmpty();
  }

  @Test
  void aMissingStartCostsNothing() throws IOException {
    Files.delete(directory.startFile());
    Files.write(directory.progressFile(), new byte[(int) Files.size(directory.progressFile())]);

    final RepairPlan plan = examineAndRepair();

    assertThat(plan.losesEntries()).isFalse();
    try (ReplicaFiles files = broker.open()) {
      assertThat(files.log().lastIndex()).isEqualTo(ENTRIES);
    }
  }

  @Test
  void withoutAFlushMarkTheTailThatGoesIsNamed() throws IOException {
    blank(directory.flushMark());
    blank(directory.progressFile());
    flip(newest(), positionOf(newest(), 290) + 90);

    final RepairPlan plan = examineAndRepair();

    assertThat(plan.isMarkLost()).isTrue();
    assertThat(plan.firstLostIndex()).isEqualTo(290);
    assertThat(plan.lastLostIndex()).isEqualTo(ENTRIES);
    assertThat(plan.firstLostOffset()).isEqualTo(289);
    assertThat(plan.endLostOffset()).isEqualTo(ENTRIES);
    assertOpensWith(289);
  }

  @Test
  void whatLiesBehindAHoleIsNamedToo() throws IOException {
    blank(directory.flushMark());
    blank(directory.progressFile());
    zero(newest(), positionOf(newest(), 290) - 4, 700);

    final RepairPlan plan = examineAndRepair();

    assertThat(plan.firstLostIndex()).isEqualTo(290);
    assertThat(plan.lastLostIndex()).isEqualTo(ENTRIES);
    assertThat(plan.endLostOffset()).isEqualTo(ENTRIES);
    assertOpensWith(289);
  }

  @Test
  void withoutAFlushMarkProgressKnowsOfALostNewestSegment() throws IOException {
    blank(directory.flushMark());
    final long base = baseIndex(newest());
    Files.move(newest().getParent(), data.resolve("stolen"));

    final RepairPlan plan = examineAndRepair();

    assertThat(plan.firstLostIndex()).isEqualTo(base);
    assertThat(plan.lastLostIndex()).isEqualTo(ENTRIES);
    assertThat(plan.isLostEndKnown()).isFalse();
    assertOpensWith(base - 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"segments/flushed", "membership"})
  void aMissingFileThatMustBeThereIsMadeAnew(String name) throws IOException {
    Files.delete(directory.path().resolve(name));
    assertThat(examine().isNeeded()).isTrue();

    final RepairPlan plan = examineAndRepair();

    assertThat(plan.losesEntries()).isFalse();
    assertOpensWith(ENTRIES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"segments/flushed", "membership"})
  void aDamagedFileThatMustBeThereIsMadeAnew(String name) throws IOException {
    blank(directory.path().resolve(name));

    final RepairPlan plan = examineAndRepair();

    assertThat(plan.losesEntries()).isFalse();
    assertOpensWith(ENTRIES);
  }

  @Test
  void whatATruncationLeftBehindIsNotNamed() throws IOException {
    try (ReplicaFiles files = broker.open()) {
      files.log().truncateFrom(280);
      files.log().flush();
      files.progressFile().write(279, 279);
    }
    final Path file = queueFile(279);
    flip(file, positionOf(file, 270) + 90);

    final RepairPlan plan = examineAndRepair();

    assertThat(plan.firstLostIndex()).isEqualTo(270);
    assertThat(plan.lastLostIndex()).isEqualTo(279);
    assertThat(plan.endLostOffset()).isEqualTo(279);
    assertOpensWith(269);
  }

  private void assertOpensWith(long lastIndex) throws IOException {
    try (ReplicaFiles files = broker.open();
        LogCursor cursor = files.log().newCursor()) {
      assertThat(files.log().lastIndex()).isEqualTo(lastIndex);
      for (long index = 1; index <= lastIndex; index++) {
        assertThat(cursor.seek(index)).isTrue();
      }
    }
    assertThat(examine().isNeeded()).isFalse();
  }

  private static void blank(Path file) throws IOException {
    Files.write(file, new byte[(int) Files.size(file)]);
  }

  private static void flip(Path file, int position) throws IOException {
    write(file, position, new byte[] {(byte) (Files.readAllBytes(file)[position] ^ 0x10)});
  }

  private static void zero(Path file, int position, int length) throws IOException {
    write(file, position, new byte[length]);
  }

  private static void write(Path file, int position, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), position);
    }
  }

  /** Returns the queue file of the newest segment with an entry. */
  private Path newest() throws IOException {
    return queueFile(ENTRIES);
  }

  private Path queueFile(int index) throws IOException {
    try (Stream<Path> files = Files.walk(directory.segments())) {
      for (final Path file : files.filter(each -> each.toString().endsWith(".cq4")).toList()) {
        if (positionOf(file, index) > 0) {
          return file;
        }
      }
    }
    throw new AssertionError("no segment has entry " + index);
  }

  private static long baseIndex(Path queueFile) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(queueFile.resolveSibling("descriptor")))
        .order(ByteOrder.LITTLE_ENDIAN)
        .getLong(24);
  }

  /** Returns where an entry's batch starts, by looking for it everywhere; -1 where it is not. */
  private static int positionOf(Path queueFile, int index) throws IOException {
    final UnsafeBuffer bytes = new UnsafeBuffer(Files.readAllBytes(queueFile));
    for (int at = 4; at + Batch.HEADER_LENGTH + 500 <= bytes.capacity(); at += 4) {
      if (Batch.length(bytes, at) == Batch.HEADER_LENGTH + 500
          && Batch.index(bytes, at) == index
          && Batch.isHeaderIntact(bytes, at)) {
        return at;
      }
    }
    return -1;
  }

  private RepairPlan examine() throws IOException {
    try (OfflineRepair offline = OfflineRepair.open(data)) {
      return offline.examine(StoppedBroker.GROUP_ID);
    }
  }

  private RepairPlan examineAndRepair() throws IOException {
    try (OfflineRepair offline = OfflineRepair.open(data)) {
      final RepairPlan plan = offline.examine(StoppedBroker.GROUP_ID);
      offline.repair(plan, LABEL);
      return plan;
    }
  }
}
