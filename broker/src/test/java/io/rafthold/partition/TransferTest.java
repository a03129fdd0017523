package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.EntryType;
import io.rafthold.protocol.codec.ErrorCode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dissertation 3.10: a leader hands over, and every producer gets the right answer. */
class TransferTest {
  private static final long SEED = 310;

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
  void theTargetLeadsWithoutAnElectionTimeout() {
    final TestReplica old = lead(AckLevel.QUORUM_SYNC);
    final long before = group.nowNs();
    assertThat(old.get().transfer(3, group.nowNs())).isTrue();
    assertThat(old.get().isTransferring()).isTrue();
    group.await("broker 3 leads", () -> group.at(3).get().isReadyToServe());
    assertThat(group.nowNs() - before).isLessThan(100_000_000L);
    group.await("the old one follows", () -> old.get().leaderId() == 3);
  }

  @Test
  void whatWasAppendedBeforeIsAcknowledgedAndNothingIsTakenMeanwhile() {
    final TestReplica old = lead(AckLevel.QUORUM_SYNC);
    assertThat(old.produce(0, 2, 100)).isEqualTo(ErrorCode.OK);
    old.get().transfer(2, group.nowNs());
    assertThat(old.produce(2, 1, 101)).isEqualTo(ErrorCode.OVERLOADED);
    assertThat(old.get().proposeControl(EntryType.METADATA, null, 0, 0, 1)).isEqualTo(-1);
    group.await("broker 2 leads", () -> group.at(2).get().isReadyToServe());
    group.await("the old one follows", () -> old.get().leaderId() == 2);
    assertThat(old.answers).containsExactly("OK 100 @0");
    assertThat(old.produce(2, 1, 102)).isEqualTo(ErrorCode.NOT_LEADER);
    assertThat(group.at(2).get().commitOffset()).isEqualTo(2);
  }

  @Test
  void aTargetThatIsGoneEndsTheTransferAndTheLeaderLeadsOn() {
    final TestReplica old = lead(AckLevel.QUORUM);
    final long term = old.get().term();
    group.isolate(3, true);
    old.produce(0, 1, 100);
    assertThat(old.get().transfer(3, group.nowNs())).isTrue();
    group.await("it gives up", () -> !old.get().isTransferring());
    assertThat(old.get().isLeader()).isTrue();
    assertThat(old.get().term()).isEqualTo(term);
    assertThat(old.produce(1, 1, 101)).isEqualTo(ErrorCode.OK);
    group.steps(5);
    assertThat(old.answers).containsExactly("OK 100 @0", "OK 101 @1");
  }

  @Test
  void whoIsNoOtherVoterIsRefused() {
    final TestReplica old = lead(AckLevel.QUORUM);
    assertThat(old.get().transfer(1, group.nowNs())).isFalse();
    assertThat(old.get().transfer(9, group.nowNs())).isFalse();
    assertThat(group.at(2).get().transfer(3, group.nowNs())).isFalse();
    assertThat(old.get().isTransferring()).isFalse();
    assertThat(old.get().bestTransferTarget()).isIn(2, 3);
  }
}
