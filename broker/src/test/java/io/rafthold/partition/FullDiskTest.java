package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.EntryType;
import io.rafthold.protocol.codec.ErrorCode;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only the reserve of a disk is left: no record takes of it, and what keeps a group going may. */
class FullDiskTest {
  private static final int RECORDS = 500;

  private final long seed = new Random().nextLong();
  @TempDir private Path directory;
  private TestGroup group;

  @AfterEach
  void close() {
    group.close();
  }

  @Test
  void aLeaderTakesNoRecordsButControlEntriesAndRetries() {
    final TestReplica leader = lead();
    assertThat(leader.produce(0, 1, 100)).isEqualTo(ErrorCode.OK);
    leader.fillDisk(true);
    assertThat(leader.produce(1, 1, 101)).isEqualTo(ErrorCode.DISK_FULL);
    assertThat(leader.produce(0, 1, 102)).as("appended before").isEqualTo(ErrorCode.OK);
    assertThat(leader.get().proposeControl(EntryType.METADATA, null, 0, 0, 1)).isPositive();
    group.awaitCommitted(leader.get().log().lastIndex());
    assertThat(leader.answers).containsExactlyInAnyOrder("OK 100 @0", "OK 102 @0");

    leader.fillDisk(false);
    assertThat(leader.produce(1, 1, 103)).isEqualTo(ErrorCode.OK);
    group.awaitCommitted(leader.get().log().lastIndex());
    assertThat(leader.answers).contains("OK 103 @1");
  }

  @Test
  void whoStopsHandsOverToWhoeverHasRoomIfAnybodyHas() {
    final TestReplica leader = lead();
    group.awaitCommitted(leader.get().log().lastIndex());
    for (final int full : new int[] {2, 3}) {
      group.at(full).fillDisk(true);
      group.await("the leader has heard of it", () -> leader.room().isFull(full));
      group.await("all have caught up", () -> leader.get().isCaughtUp(5 - full));
      assertThat(leader.room().heir(leader.get(), -1)).isEqualTo(5 - full);
      assertThat(leader.room().heir(leader.get(), 2)).isEqualTo(5 - full);
      group.at(full).fillDisk(false);
      group.await("the leader has heard of it", () -> !leader.room().isFull(full));
    }
    group.at(2).fillDisk(true);
    group.at(3).fillDisk(true);
    group.await("both are full", () -> leader.room().isFull(2) && leader.room().isFull(3));
    assertThat(leader.room().heir(leader.get(), -1)).as("for reads").isIn(2, 3);
  }

  @Test
  void aFollowerTakesRecordsUntilTheyNeedANewSegment() {
    final TestReplica leader = lead();
    final TestReplica full = group.at(2);
    full.fillDisk(true);
    int sequence = 0;
    while (leader.get().log().endOffset() * 8 < 2 * TestReplica.SEGMENT_BYTES) {
      assertThat(leader.produce(sequence, RECORDS, sequence)).isEqualTo(ErrorCode.OK);
      sequence += RECORDS;
      group.steps(3);
    }
    group.steps(50);
    final long last = leader.get().log().lastIndex();
    assertThat(full.get().log().lastIndex()).isGreaterThan(1).isLessThan(last);
    assertThat(leader.get().commitIndex()).as("the others are a majority").isEqualTo(last);
    assertThat(full.get().failure()).isNull();

    full.fillDisk(false);
    group.awaitCommitted(last);
  }

  @Test
  void aLeaderKnowsWhoHasRoomToTakeOver() {
    final TestReplica leader = lead();
    group.steps(50);
    assertThat(leader.room().successor(leader.get(), -1)).isEqualTo(2);
    assertThat(leader.room().successor(leader.get(), 2)).isEqualTo(3);
    assertThat(leader.room().successor(leader.get(), 3)).isEqualTo(2);
    group.at(2).fillDisk(true);
    group.await("broker 2 has said so", () -> leader.room().isFull(2));
    assertThat(leader.room().successor(leader.get(), -1)).isEqualTo(3);
    group.at(3).fillDisk(true);
    group.await("broker 3 has said so", () -> leader.room().isFull(3));
    assertThat(leader.room().successor(leader.get(), -1)).isEqualTo(-1);
    group.at(2).fillDisk(false);
    group.await("broker 2 has room", () -> !leader.room().isFull(2));
    assertThat(leader.room().successor(leader.get(), 2)).isEqualTo(2);
  }

  private TestReplica lead() {
    group = new TestGroup(directory, AckLevel.QUORUM_SYNC, seed).found(1, 2, 3);
    return group.lead(1);
  }
}
