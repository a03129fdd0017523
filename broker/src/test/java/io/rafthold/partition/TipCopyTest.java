package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.codec.ErrorCode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new leader takes over what is known of very many producers without standing still for it. */
class TipCopyTest {
  private static final int PRODUCERS = 4 * ProducerTable.COPIED_PRODUCERS;

  @TempDir Path directory;

  @Test
  void aNewLeaderTakesProducersOverStepByStep() {
    try (TestGroup group = new TestGroup(directory, AckLevel.QUORUM_SYNC, 17).found(1)) {
      final TestReplica replica = group.lead(1);
      group.await("the tip is there", () -> replica.get().tables().isTipReady());
      for (int id = 1; id <= PRODUCERS; id++) {
        assertThat(produceAs(replica, id, 0)).isEqualTo(ErrorCode.OK);
        if (id % 100 == 0) {
          group.step();
        }
      }
      replica.kill();
      replica.start(group.nowNs());
      group.await("it leads", () -> replica.get().core().isLeader());
      int overloaded = 0;
      while (!replica.get().tables().isTipReady()) {
        assertThat(produceAs(replica, 1, 0)).isNotEqualTo(ErrorCode.UNKNOWN_PRODUCER);
        assertThat(replica.get().isBusy()).isTrue();
        group.step();
        overloaded++;
      }
      assertThat(overloaded).isGreaterThanOrEqualTo(2);

      group.lead(1);
      replica.answers.clear();
      final long last = replica.get().log().lastIndex();
      for (final int id : new int[] {1, 2, PRODUCERS / 2, PRODUCERS}) {
        assertThat(produceAs(replica, id, 2)).isEqualTo(ErrorCode.OUT_OF_ORDER);
        assertThat(produceAs(replica, id, 0)).isEqualTo(ErrorCode.OK);
      }
      group.await("the repeats are answered", () -> replica.answers.size() == 4);
      assertThat(replica.get().log().lastIndex()).isEqualTo(last);
      assertThat(produceAs(replica, PRODUCERS + 1L, 0)).isEqualTo(ErrorCode.OK);
    }
  }

  private static ErrorCode produceAs(TestReplica leader, long producerId, long sequence) {
    return leader.produce(Batches.of(producerId, 0, sequence, 1, 7), producerId);
  }
}
