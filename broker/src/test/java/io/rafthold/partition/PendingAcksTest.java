package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.protocol.codec.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PendingAcksTest {
  private final PendingAcks pending = new PendingAcks();
  private final List<String> answers = new ArrayList<>();
  private final AckSink sink =
      (replica, session, correlation, code, baseOffset, timestampNs) ->
          answers.add(code + " " + correlation + " @" + baseOffset);

  @Test
  void releasesInOrderUpToTheIndexAndCountsBytes() {
    pending.add(1, 10, 5, 100, 0, 1);
    pending.add(2, 20, 5, 101, 3, 2);
    pending.add(3, 30, 5, 102, 5, 3);

    assertThat(pending.release(2, null, sink)).isEqualTo(2);
    assertThat(answers).containsExactly("OK 100 @0", "OK 101 @3");
    assertThat(pending.bytes()).isEqualTo(30);
    assertThat(pending.release(2, null, sink)).isZero();
  }

  @Test
  void keepsAllWhileItGrowsAroundTheRing() {
    for (int i = 0; i < 50; i++) {
      pending.add(i, 1, 1, i, i, 0);
    }
    pending.release(39, null, sink);
    for (int i = 50; i < 500; i++) {
      pending.add(i, 1, 1, i, i, 0);
    }
    pending.release(1_000, null, sink);

    assertThat(answers).hasSize(500);
    for (int i = 0; i < 500; i++) {
      assertThat(answers.get(i)).isEqualTo("OK " + i + " @" + i);
    }
    assertThat(pending.isEmpty()).isTrue();
    assertThat(pending.bytes()).isZero();
  }

  @Test
  void abandonsAllWithTheReason() {
    pending.add(1, 10, 5, 100, 0, 1);
    pending.abandon(ErrorCode.NOT_LEADER, null, sink);
    assertThat(answers).containsExactly("NOT_LEADER 100 @-1");
    assertThat(pending.isEmpty()).isTrue();
  }

  @Test
  void isFullAtItsLimit() {
    for (int i = 0; i < PendingAcks.LIMIT; i++) {
      assertThat(pending.isFull()).isFalse();
      pending.add(i, 1, 1, i, i, 0);
    }
    assertThat(pending.isFull()).isTrue();
  }
}
