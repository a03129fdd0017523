package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.codec.ErrorCode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever leads knows of a producer what the leaders before it knew. */
class SequencesAcrossLeadersTest {
  private static final long PRODUCER = 5;
  private static final int EPOCH = 2;

  @TempDir Path directory;
  private TestGroup group;

  @BeforeEach
  void appendUnderTheFirstLeader() {
    group = new TestGroup(directory, AckLevel.QUORUM, 7).found(1, 2, 3);
    final TestReplica first = group.lead(1);
    assertThat(produce(first, EPOCH, 0, 7)).isEqualTo(ErrorCode.OK);
    assertThat(produce(first, EPOCH, 2, 8)).isEqualTo(ErrorCode.OK);
    group.awaitCommitted(first.get().log().lastIndex());
    assertThat(first.answers).contains("OK 0 @0", "OK 2 @2");
  }

  @AfterEach
  void close() {
    group.close();
  }

  private static ErrorCode produce(TestReplica leader, int epoch, long sequence, int value) {
    return leader.produce(Batches.of(PRODUCER, epoch, sequence, 2, value), sequence);
  }

  @Test
  void theNextLeaderJudgesAsTheFirstDid() {
    group.at(1).kill();
    judges(group.awaitLeader());
  }

  @Test
  void aLeaderThatAllWereRestartedBeforeJudgesAsTheFirstDid() {
    for (int id = 1; id <= 3; id++) {
      group.at(id).kill();
    }
    for (int id = 1; id <= 3; id++) {
      group.at(id).start(group.nowNs());
    }
    judges(group.awaitLeader());
  }

  private void judges(TestReplica leader) {
    group.await("it knows all of its log", () -> produce(leader, EPOCH, 0, 7) == ErrorCode.OK);
    group.steps(5);
    assertThat(leader.answers).as("a repeat gets the first answer").contains("OK 0 @0");
    assertThat(produce(leader, EPOCH, 0, 9)).isEqualTo(ErrorCode.SEQUENCE_CONFLICT);
    assertThat(produce(leader, EPOCH, 1, 7)).isEqualTo(ErrorCode.SEQUENCE_CONFLICT);
    assertThat(produce(leader, EPOCH, 6, 7)).as("a gap").isEqualTo(ErrorCode.OUT_OF_ORDER);
    assertThat(produce(leader, EPOCH - 1, 4, 7)).isEqualTo(ErrorCode.FENCED);
    assertThat(leader.get().log().endOffset()).as("all of that left no record").isEqualTo(4);
    assertThat(produce(leader, EPOCH, 4, 7)).isEqualTo(ErrorCode.OK);
    assertThat(produce(leader, EPOCH + 1, 0, 7)).as("a new epoch").isEqualTo(ErrorCode.OK);
    assertThat(produce(leader, EPOCH, 6, 7)).as("the one before").isEqualTo(ErrorCode.FENCED);
  }
}
