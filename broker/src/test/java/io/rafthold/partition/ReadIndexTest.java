package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.codec.ErrorCode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dissertation 6.4: an end that a leader tells is not behind what anybody was acknowledged. */
class ReadIndexTest {
  private static final long SEED = 64;

  @TempDir Path directory;
  private TestGroup group;

  @AfterEach
  void close() {
    group.close();
  }

  private TestReplica lead() {
    group = new TestGroup(directory, AckLevel.QUORUM, SEED).found(1, 2, 3);
    return group.lead(1);
  }

  @Test
  void isAnsweredWhenAMajorityHasConfirmed() {
    final TestReplica leader = lead();
    leader.produce(0, 4, 100);
    group.await("acknowledged", () -> leader.answers.size() == 1);
    assertThat(leader.get().read(1, 200)).isEqualTo(ErrorCode.OK);
    assertThat(leader.get().read(1, 201)).isEqualTo(ErrorCode.OK);
    assertThat(leader.reads).isEmpty();
    group.await("both are answered", () -> leader.reads.size() == 2);
    assertThat(leader.reads).containsExactly("OK 200 end 4", "OK 201 end 4");
  }

  @Test
  void aGroupOfOneConfirmsItself() {
    group = new TestGroup(directory, AckLevel.QUORUM, SEED).found(1);
    final TestReplica leader = group.lead(1);
    leader.get().read(1, 200);
    group.step();
    assertThat(leader.reads).containsExactly("OK 200 end 0");
  }

  @Test
  void aLeaderThatWasReplacedUnawaresNeverAnswersAnEnd() {
    final TestReplica old = lead();
    group.isolate(1, true);
    assertThat(old.get().read(1, 200)).isEqualTo(ErrorCode.OK);
    final TestReplica next = group.awaitLeader();
    next.produce(0, 3, 100);
    group.await("acknowledged by the others", () -> next.answers.contains("OK 100 @0"));
    group.isolate(1, false);
    group.await("the old one follows", () -> old.get().leaderId() == next.brokerId());
    assertThat(old.reads).hasSize(1);
    assertThat(old.reads.get(0)).matches("(NOT_LEADER|NO_QUORUM) 200.*");
  }

  @Test
  void whoDoesNotLeadSaysSoAtOnce() {
    lead();
    assertThat(group.at(2).get().read(1, 200)).isEqualTo(ErrorCode.NOT_LEADER);
  }

  @Test
  void thoseThatWaitAreBounded() {
    final TestReplica leader = lead();
    for (int i = 0; i < ReadQueue.LIMIT; i++) {
      assertThat(leader.get().read(1, i)).isEqualTo(ErrorCode.OK);
    }
    assertThat(leader.get().read(1, 9_999)).isEqualTo(ErrorCode.OVERLOADED);
    group.await("all are answered", () -> leader.reads.size() == ReadQueue.LIMIT);
    assertThat(leader.get().read(1, 9_999)).isEqualTo(ErrorCode.OK);
  }

  @Test
  void whoWaitsWhenTheReplicaClosesIsTold() {
    final TestReplica leader = lead();
    leader.get().read(1, 200);
    leader.stop();
    assertThat(leader.reads).containsExactly("SHUTTING_DOWN 200 end -1");
  }
}
