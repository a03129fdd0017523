package io.rafthold.sim.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rafthold.log.LogCursor;
import io.rafthold.log.LogDamageException;
import io.rafthold.log.ReplicaLog;
import io.rafthold.partition.ReplicaFiles;
import io.rafthold.protocol.Batch;
import io.rafthold.sim.Marks;
import io.rafthold.sim.SimRandom;
import io.rafthold.sim.invariant.Checker;
import io.rafthold.sim.invariant.CommittedRecords;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimDiskTest {
  private static final int GROUP = 1;
  private static final int SEGMENT_BYTES = 65_536;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatIsFlushedSurvivesAndTheRestMayGo(long seed) {
    final SimDisk disk = disk(seed);
    final ReplicaLog log = disk.open(GROUP).log();
    append(log, 5);
    log.flush();
    append(log, 5);

    disk.losePower();

    assertThat(disk.open(GROUP).log().lastIndex()).as("seed %d", seed).isBetween(5L, 10L);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatAnEarlierProcessLeftSurvivesOnceItIsFlushed(long seed) {
    final SimDisk disk = disk(seed);
    append(disk.open(GROUP).log(), 5);
    disk.open(GROUP).log().flush();

    disk.losePower();

    assertThat(disk.open(GROUP).log().lastIndex()).as("seed %d", seed).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatWasTruncatedDoesNotComeBackAfterTwoLossesOfPower(long seed) {
    final SimDisk disk = disk(seed);
    final ReplicaLog log = disk.open(GROUP).log();
    append(log, 5);
    log.flush();
    log.truncateFrom(3);
    log.flush();

    for (int i = 0; i < 3; i++) {
      disk.losePower();
      assertThat(disk.open(GROUP).log().lastIndex()).as("seed %d", seed).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aTruncationIsNoDamageWhereTheMarkWasLost(long seed) {
    final SimDisk disk = disk(seed);
    final ReplicaFiles files = disk.open(GROUP);
    append(files.log(), 5);
    files.log().flush();
    files.progressFile().write(5, 0);
    disk.loseMark(GROUP);
    files.log().truncateFrom(3);

    assertThat(disk.open(GROUP).log().lastIndex()).as("seed %d", seed).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void rotInASealedSegmentShowsWhenItIsReadAndIsCutOff(long seed) {
    final SimDisk disk = disk(seed);
    append(disk.open(GROUP).log(), 5);
    final ReplicaLog log = disk.open(GROUP).log();
    log.flush();
    assertThat(disk.rotHidden(groupId -> 4)).as("not committed, seed %d", seed).isNull();

    assertThat(disk.rotHidden(groupId -> 5)).isEqualTo(new Rot.Hidden(GROUP, 1, 5));

    final ReplicaLog trusting = disk.open(GROUP).log();
    assertThat(trusting.lastIndex()).as("seed %d", seed).isEqualTo(5);
    assertThat(disk.hasUnseenRot()).isTrue();
    final LogDamageException damage =
        catchThrowableOfType(LogDamageException.class, () -> readAll(trusting));
    assertThat(damage).as("seed %d", seed).isNotNull();

    assertThat(disk.repair(GROUP, damage).log().lastIndex()).as("seed %d", seed).isZero();
    assertThat(disk.hasUnseenRot()).isFalse();
  }

  private static void readAll(ReplicaLog log) {
    try (LogCursor cursor = log.newCursor()) {
      for (long index = log.firstIndex(); index <= log.lastIndex(); index++) {
        assertThat(cursor.seek(index)).isTrue();
      }
    }
  }

  private static SimDisk disk(long seed) {
    return new SimDisk(0, new SimRandom(seed), new Checker(new Marks()), SEGMENT_BYTES);
  }

  private static void append(ReplicaLog log, int count) {
    for (int i = 0; i < count; i++) {
      final UnsafeBuffer batch = CommittedRecords.batch(1, i, i);
      Batch.stamp(batch, 0, log.lastIndex() + 1, 1, log.endOffset(), 1);
      log.append(batch, 0, batch, 0, Batch.length(batch, 0));
    }
  }
}
