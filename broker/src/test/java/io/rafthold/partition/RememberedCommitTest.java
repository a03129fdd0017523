package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.log.ProgressFile;
import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.codec.ErrorCode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was committed before all lost power, and the entries that came in its place. */
class RememberedCommitTest {
  @TempDir Path directory;

  @Test
  void whatCameInThePlaceOfLostEntriesDoesNotCountAsCommitted() {
    try (TestGroup group = new TestGroup(directory, AckLevel.QUORUM, 31).found(1, 2, 3)) {
      final TestReplica leader = group.lead(1);
      produce(group, leader, 0, 5);
      for (int id = 1; id <= 3; id++) {
        group.at(id).flushedUpToHere();
      }
      produce(group, leader, 5, 20);
      final long known = leader.get().commitIndex();
      group.steps(300);
      for (int id = 1; id <= 3; id++) {
        group.at(id).losePower(1);
        group.at(id).start(group.nowNs());
      }
      final TestReplica next = group.awaitLeader();
      group.awaitCommitted(next.get().log().lastIndex());
      final long committed = next.get().commitIndex();
      assertThat(committed).isLessThan(known);
      for (int id = 1; id <= 3; id++) {
        group.isolate(id, true);
      }
      for (int i = 0; i < 25; i++) {
        assertThat(next.produce(Batches.of(1, 0, 5 + i, 1, 7), i)).isEqualTo(ErrorCode.OK);
        group.step();
      }
      assertThat(next.get().commitIndex()).isEqualTo(committed);
      assertThat(next.get().log().lastIndex()).isGreaterThan(known);
      next.kill();
      try (ProgressFile progress =
          ProgressFile.open(next.directory().resolve("progress"), TestReplica.GROUP_ID)) {
        assertThat(progress.flushedIndex()).isGreaterThan(committed);
        assertThat(progress.commitIndex()).isLessThanOrEqualTo(committed);
        assertThat(progress.knownCommitIndex()).isEqualTo(known);
      }
    }
  }

  private static void produce(TestGroup group, TestReplica leader, int sequence, int count) {
    for (int i = sequence; i < sequence + count; i++) {
      assertThat(leader.produce(i, 1, i)).isEqualTo(ErrorCode.OK);
      group.step();
    }
    group.awaitCommitted(leader.get().log().lastIndex());
  }
}
