package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.codec.ErrorCode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody but group 0 gives producer ids out. */
class MadeUpProducerTest {
  private static final long LIMIT = 10;

  @TempDir Path directory;
  private TestGroup group;
  private TestReplica leader;

  @BeforeEach
  void lead() {
    group = new TestGroup(directory, AckLevel.QUORUM, 3).found(1);
    leader = group.lead(1);
    leader.producerIdLimit(LIMIT);
    group.steps(3);
  }

  @AfterEach
  void close() {
    group.close();
  }

  private ErrorCode produceAs(long producerId, long sequence) {
    return leader.produce(Batches.of(producerId, 0, sequence, 1, 7), producerId);
  }

  @Test
  void anIdThatWasNeverGivenOutIsRefused() {
    final long last = leader.get().log().lastIndex();
    assertThat(produceAs(Long.MAX_VALUE, 0)).isEqualTo(ErrorCode.UNALLOCATED_PRODUCER);
    assertThat(produceAs(LIMIT, 0)).isEqualTo(ErrorCode.UNALLOCATED_PRODUCER);
    assertThat(leader.get().log().lastIndex()).isEqualTo(last);
    assertThat(produceAs(LIMIT - 1, 0)).isEqualTo(ErrorCode.OK);
    final int none = Batch.NO_PRODUCER;
    assertThat(leader.produce(Batches.of(none, none, none, 1, 7), 0)).isEqualTo(ErrorCode.OK);
  }

  @Test
  void anIdThatTheBrokerHearsOfLaterIsTakenThen() {
    assertThat(produceAs(LIMIT, 0)).isEqualTo(ErrorCode.UNALLOCATED_PRODUCER);
    leader.producerIdLimit(LIMIT + 1);
    assertThat(produceAs(LIMIT, 0)).isEqualTo(ErrorCode.OK);
  }

  @Test
  void whoeverIsInTheLogGoesOnWhateverItsId() {
    assertThat(produceAs(LIMIT - 1, 0)).isEqualTo(ErrorCode.OK);
    leader.producerIdLimit(1);
    assertThat(produceAs(LIMIT - 1, 1)).isEqualTo(ErrorCode.OK);
    leader.kill();
    leader.start(group.nowNs());
    group.lead(1);
    group.steps(3);
    assertThat(produceAs(LIMIT - 1, 2)).isEqualTo(ErrorCode.OK);
    assertThat(produceAs(LIMIT - 1, 2)).as("a repeat").isEqualTo(ErrorCode.OK);
    assertThat(produceAs(LIMIT - 2, 0)).isEqualTo(ErrorCode.UNALLOCATED_PRODUCER);
  }
}
