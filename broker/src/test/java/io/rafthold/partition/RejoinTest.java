package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.codec.ErrorCode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rejoin rule over files: a machine stops, and its replica knows that it may have forgotten.
 */
class RejoinTest {
  private static final long SEED = 14;
  private static final long FIRST_STOP = 77;

  @TempDir Path directory;
  private TestGroup group;

  @AfterEach
  void close() {
    group.close();
  }

  private TestReplica lead(AckLevel level) {
    group = new TestGroup(directory, level, SEED).found(1, 2, 3);
    return group.lead(1);
  }

  @Test
  void oneThatMayHaveForgottenCatchesUpBeforeItVotes() {
    final TestReplica leader = lead(AckLevel.QUORUM);
    group.at(3).flushedUpToHere();
    produce(leader, 10);
    group.awaitCommitted(leader.get().log().lastIndex());
    group.at(3).losePower(FIRST_STOP);
    group.at(3).start(group.nowNs());
    assertThat(group.at(3).get().isRejoining()).isTrue();
    assertThat(group.at(3).get().log().lastIndex()).isLessThan(5);

    group.await("it has rejoined", () -> !group.at(3).get().isRejoining());
    assertThat(group.at(3).get().log().lastIndex()).isEqualTo(leader.get().log().lastIndex());
    group.at(3).stop();
    group.at(3).start(group.nowNs());
    assertThat(group.at(3).get().isRejoining()).as("the same stop counts once").isFalse();
  }

  @Test
  void aKillWhileItRejoinsDoesNotEndIt() {
    final TestReplica leader = lead(AckLevel.QUORUM);
    group.at(3).flushedUpToHere();
    produce(leader, 3);
    group.at(3).losePower(FIRST_STOP);
    group.isolate(3, true);
    group.at(3).start(group.nowNs());
    group.steps(20);
    group.at(3).kill();
    group.at(3).start(group.nowNs());
    assertThat(group.at(3).get().isRejoining()).isTrue();
  }

  @Test
  void itNeverGivesTheVoteThatWouldLoseAnEntry() {
    final TestReplica leader = lead(AckLevel.QUORUM);
    group.isolate(2, true);
    group.at(3).flushedUpToHere();
    produce(leader, 5);
    group.await("committed by 1 and 3", () -> leader.answers.size() == 5);
    group.at(3).losePower(FIRST_STOP);
    leader.stop();
    group.isolate(2, false);
    group.at(3).start(group.nowNs());
    // 2 never had the entries, 3 has forgotten them: together they must not lead.
    group.steps(1_000);
    assertThat(group.at(2).get().isLeader()).isFalse();
    assertThat(group.at(3).get().isLeader()).isFalse();
    leader.start(group.nowNs());
    final TestReplica next = group.awaitLeader();
    assertThat(next.get().commitOffset()).isEqualTo(5);
  }

  @Test
  void aGroupThatWaitsForFlushesHasForgottenNothing() {
    lead(AckLevel.QUORUM_SYNC);
    group.at(3).flushedUpToHere();
    group.at(3).losePower(FIRST_STOP);
    group.at(3).start(group.nowNs());
    assertThat(group.at(3).get().isRejoining()).isFalse();
  }

  @Test
  void whereAllMayHaveForgottenAllMustAgreeAndTheLossIsReported() {
    final TestReplica leader = lead(AckLevel.QUORUM);
    for (int id = 1; id <= 3; id++) {
      group.at(id).flushedUpToHere();
    }
    produce(leader, 8);
    group.await("acknowledged", () -> leader.answers.size() == 8);
    final long committed = leader.get().commitIndex();
    group.steps(300);
    for (int id = 1; id <= 3; id++) {
      group.at(id).losePower(FIRST_STOP);
    }
    group.at(1).start(group.nowNs());
    group.at(2).start(group.nowNs());
    group.steps(600);
    assertThat(group.at(1).get().isLeader() || group.at(2).get().isLeader()).isFalse();

    group.at(3).start(group.nowNs());
    final TestReplica next = group.awaitLeader();
    assertThat(next.get().possiblyLostCommitIndex()).isEqualTo(committed);
    group.await(
        "all have rejoined",
        () ->
            !group.at(1).get().isRejoining()
                && !group.at(2).get().isRejoining()
                && !group.at(3).get().isRejoining());
  }

  private void produce(TestReplica leader, int records) {
    for (int i = 0; i < records; i++) {
      assertThat(leader.produce(i, 1, 100 + i)).isEqualTo(ErrorCode.OK);
    }
  }
}
