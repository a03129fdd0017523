package io.rafthold.partition;

import static io.rafthold.partition.CursorTableTest.claim;
import static io.rafthold.partition.CursorTableTest.commit;
import static io.rafthold.partition.CursorTableTest.seek;
import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.codec.CursorAction;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.raft.Membership;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cursors are entries of the partition's log: committed, replicated, kept and fenced by it. */
class CursorEntriesTest {
  private static final String GROUP = "billing";
  private static final long ANNA = 11;
  private static final long BERT = 22;
  private static final int RECORDS = 1_000;

  @TempDir Path directory;
  private TestGroup group;

  @AfterEach
  void close() {
    group.close();
  }

  private TestReplica three() {
    group = new TestGroup(directory, AckLevel.QUORUM_SYNC, 23).found(1, 2, 3);
    final TestReplica leader = group.lead(1);
    produce(leader, 0, 3);
    return leader;
  }

  private void produce(TestReplica leader, int from, int to) {
    for (int i = from; i < to; i++) {
      assertThat(leader.produce((long) i * RECORDS, RECORDS, i)).isEqualTo(ErrorCode.OK);
      group.step();
    }
    final long last = leader.get().log().lastIndex();
    group.await("it is committed", () -> leader.get().commitIndex() >= last);
  }

  private void take(TestReplica leader, CursorMove move, long correlationId) {
    assertThat(leader.move(move, correlationId)).isEqualTo(ErrorCode.OK);
    final String prefix = "OK " + correlationId + " ";
    group.await(
        "an answer", () -> leader.cursors.stream().anyMatch(answer -> answer.startsWith(prefix)));
  }

  @Test
  void aCommitIsAnsweredWhenAMajorityHasFlushedIt() {
    final TestReplica leader = three();
    take(leader, claim(ANNA, 1), 1);
    group.isolate(2, true);
    group.isolate(3, true);
    assertThat(leader.move(commit(ANNA, 1, 1_500), 2)).isEqualTo(ErrorCode.OK);
    assertThat(leader.move(commit(ANNA, 1, 1_500), 3)).as("a repeat").isEqualTo(ErrorCode.OK);
    group.steps(3);
    assertThat(leader.cursors).containsExactly("OK 1 @-1");
    assertThat(leader.get().cursor(GROUP).offset()).isEqualTo(-1);
    group.isolate(2, false);
    group.await("both are answered", () -> leader.cursors.size() == 3);
    assertThat(leader.cursors).containsExactly("OK 1 @-1", "OK 2 @1500", "OK 3 @1500");
    group.await("it is everywhere", () -> group.at(2).get().cursor(GROUP).offset() == 1_500);
  }

  @Test
  void repeatsAppendNothing() {
    final TestReplica leader = three();
    take(leader, claim(ANNA, 1), 1);
    take(leader, commit(ANNA, 1, 500), 2);
    final long last = leader.get().log().lastIndex();
    take(leader, claim(ANNA, 1), 3);
    take(leader, commit(ANNA, 1, 500), 4);
    take(leader, commit(ANNA, 1, 200), 5);
    assertThat(leader.get().log().lastIndex()).isEqualTo(last);
    assertThat(leader.cursors).endsWith("OK 3 @500", "OK 4 @500", "OK 5 @500");
  }

  @Test
  void refusalsAreJudgedAtTheEndOfTheLogCommittedOrNot() {
    final TestReplica leader = three();
    take(leader, claim(ANNA, 1), 1);
    group.isolate(2, true);
    group.isolate(3, true);
    assertThat(leader.move(claim(BERT, 2), 2)).isEqualTo(ErrorCode.OK);
    assertThat(leader.move(commit(ANNA, 1, 10), 3)).isEqualTo(ErrorCode.STALE_GENERATION);
    assertThat(leader.get().latestCursor(GROUP).memberId()).isEqualTo(BERT);
    assertThat(leader.get().cursor(GROUP).memberId()).isEqualTo(ANNA);
    assertThat(leader.move(commit(BERT, 2, 5_000), 4)).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
    assertThat(leader.move(claim(Cursor.OPERATOR, 3), 5)).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(group.at(2).move(commit(ANNA, 1, 10), 6)).isEqualTo(ErrorCode.NOT_LEADER);
  }

  @Test
  void aClaimThatIsNeverCommittedFencesNobody() {
    final TestReplica leader = three();
    take(leader, claim(ANNA, 1), 1);
    group.isolate(1, true);
    assertThat(leader.move(claim(BERT, 2), 2)).isEqualTo(ErrorCode.OK);
    final TestReplica next = group.awaitLeader();
    group.await("the old one hears of it", () -> leader.cursors.size() == 2);
    assertThat(leader.cursors).endsWith("NOT_LEADER 2 @-1");
    group.await("the tip is there", () -> next.get().tables().isTipReady());
    take(next, commit(ANNA, 1, 700), 3);
    group.isolate(1, false);
    group.await("the old one follows", () -> leader.get().cursor(GROUP).offset() == 700);
    assertThat(leader.get().cursor(GROUP).memberId()).isEqualTo(ANNA);
  }

  @Test
  void aNewLeaderFencesByWhatTheOldOneLeft() {
    final TestReplica leader = three();
    take(leader, claim(ANNA, 1), 1);
    take(leader, commit(ANNA, 1, 900), 2);
    take(leader, claim(BERT, 2), 3);
    leader.kill();
    final TestReplica next = group.awaitLeader();
    group.await("the tip is there", () -> next.get().tables().isTipReady());
    assertThat(next.move(commit(ANNA, 1, 1_000), 4)).isEqualTo(ErrorCode.STALE_GENERATION);
    take(next, commit(BERT, 2, 1_000), 5);
    leader.start(group.nowNs());
    group.await("all agree", () -> leader.get().cursor(GROUP).offset() == 1_000);
    assertThat(leader.get().cursor(GROUP).timestampNs())
        .isEqualTo(next.get().cursor(GROUP).timestampNs());
  }

  @Test
  void cursorsAreKeptWithTheStatesAndComeWithAnInstall() {
    final TestReplica leader = three();
    take(leader, claim(ANNA, 1), 1);
    take(leader, commit(ANNA, 1, 1_234), 2);
    group.isolate(3, true);
    produce(leader, 3, 3 + 40);
    final long kept = leader.get().log().lastIndex() - 3;
    group.await(
        "its start is gone",
        () -> {
          leader.get().dropBefore(kept);
          return leader.get().log().firstIndex() > 20;
        });
    leader.kill();
    leader.start(group.nowNs());
    final TestReplica again = group.lead(1);
    assertThat(again.get().cursor(GROUP).offset()).isEqualTo(1_234);
    group.isolate(3, false);
    group.add(4, Membership.of(4, 1, 2, 3));
    group.await("the tip is there", () -> again.get().tables().isTipReady());
    again.get().changeMembership(again.get().membership().withLearner(4), group.nowNs());
    group.await("who lags has it", () -> group.at(3).get().cursor(GROUP).offset() == 1_234);
    group.await("who is new has it", () -> group.at(4).get().cursor(GROUP).offset() == 1_234);
    take(again, commit(ANNA, 1, 2_000), 3);
    take(again, seek(ANNA, 1, 10), 4);
    assertThat(again.cursors).endsWith("OK 3 @2000", "OK 4 @10");
  }

  @Test
  void aFullDiskTakesNoCommitsButADeletion() {
    group = new TestGroup(directory, AckLevel.QUORUM, 23).found(1);
    final TestReplica leader = group.lead(1);
    group.await("the tip is there", () -> leader.get().tables().isTipReady());
    take(leader, claim(ANNA, 1), 1);
    leader.fillDisk(true);
    assertThat(leader.move(commit(ANNA, 1, 0), 2)).isEqualTo(ErrorCode.DISK_FULL);
    take(leader, new CursorMove(CursorAction.DELETE, GROUP, Cursor.OPERATOR, 1, 0, 0), 3);
    assertThat(leader.get().cursor(GROUP)).isEqualTo(Cursor.NONE);
  }
}
