package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.codec.ErrorCode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A producer that says where its batch must go is refused where the log has gone on. */
class ExpectedOffsetTest {
  private static final int RECORDS = 2;

  @TempDir Path directory;
  private TestGroup group;
  private TestReplica leader;

  @BeforeEach
  void lead() {
    group = new TestGroup(directory, AckLevel.QUORUM, 3).found(1);
    leader = group.lead(1);
    group.steps(3);
  }

  @AfterEach
  void close() {
    group.close();
  }

  private ErrorCode produce(long producerId, long sequence, long expectedOffset) {
    return leader.produce(
        Batches.of(producerId, 0, sequence, RECORDS, 7), expectedOffset, producerId);
  }

  @Test
  void onlyTheEndOfTheLogIsTaken() {
    assertThat(produce(5, 0, 1)).isEqualTo(ErrorCode.OFFSET_CONFLICT);
    assertThat(produce(5, 0, 0)).isEqualTo(ErrorCode.OK);
    assertThat(produce(6, 0, 0))
        .as("not committed, and counts")
        .isEqualTo(ErrorCode.OFFSET_CONFLICT);
    assertThat(produce(6, 0, RECORDS)).isEqualTo(ErrorCode.OK);
    assertThat(produce(5, RECORDS, Replica.ANY_OFFSET)).isEqualTo(ErrorCode.OK);
    assertThat(leader.get().log().endOffset()).isEqualTo(3 * RECORDS);
  }

  @Test
  void aRefusedBatchLeavesItsSequenceFree() {
    assertThat(produce(5, 0, 0)).isEqualTo(ErrorCode.OK);
    assertThat(produce(5, RECORDS, 0)).isEqualTo(ErrorCode.OFFSET_CONFLICT);
    assertThat(produce(5, 2 * RECORDS, 0)).as("a gap").isEqualTo(ErrorCode.OUT_OF_ORDER);
    assertThat(produce(5, RECORDS, RECORDS)).isEqualTo(ErrorCode.OK);
  }

  @Test
  void aRepeatIsAnsweredAsTheFirstTime() {
    assertThat(produce(5, 0, 0)).isEqualTo(ErrorCode.OK);
    assertThat(produce(6, 0, RECORDS)).isEqualTo(ErrorCode.OK);
    assertThat(produce(5, 0, 0)).isEqualTo(ErrorCode.OK);
    group.steps(5);
    assertThat(leader.answers).contains("OK 5 @0", "OK 6 @" + RECORDS);
    assertThat(leader.answers.stream().filter("OK 5 @0"::equals)).hasSize(2);
    assertThat(leader.get().log().endOffset()).isEqualTo(2 * RECORDS);
  }
}
