package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.raft.Membership;
import io.rafthold.raft.MembershipVerdict;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dissertation 4.1 to 4.2 over real files: members come and go, and no restart forgets them. */
class MembershipChangeTest {
  @TempDir Path directory;
  private TestGroup group;

  @AfterEach
  void close() {
    group.close();
  }

  private TestGroup group(AckLevel level) {
    group = new TestGroup(directory, level, 20_261_122);
    return group;
  }

  @Test
  void aBlankBrokerBecomesALearnerThenAVoter() {
    final TestReplica leader = group(AckLevel.QUORUM_SYNC).found(1, 2, 3).lead(1);
    leader.produce(0, 3, 100);
    group.add(4, Membership.of(4, 1, 2, 3));

    change(leader, leader.get().membership().withLearner(4));
    group.await("the learner catches up", () -> leader.get().isCaughtUp(4));
    change(leader, leader.get().membership().withVoter(4));
    final long index = leader.get().membershipIndex();
    group.awaitCommitted(index);

    for (int id = 1; id <= 4; id++) {
      assertThat(group.at(id).get().membership().isVoter(4)).isTrue();
      assertThat(group.at(id).get().membershipIndex()).isEqualTo(index);
    }
    assertThat(group.at(4).get().commitOffset()).isEqualTo(3);
  }

  /** Until it is committed, flushes decide every commit: producers wait for them. */
  @Test
  void flushesAreUrgentWhileAMembershipIsNotCommitted() {
    final TestReplica leader = group(AckLevel.QUORUM).found(1, 2, 3).lead(1);
    for (int id = 1; id <= 3; id++) {
      group.at(id).holdFlushes(true);
    }
    leader.produce(0, 1, 100);
    group.steps(3);
    assertThat(leader.isFlushUrgent()).as("records alone").isFalse();

    change(leader, leader.get().membership().without(3));
    group.steps(3);
    assertThat(leader.isFlushUrgent()).isTrue();
    assertThat(group.at(2).isFlushUrgent()).isTrue();
    group.at(3).stop();
    group.at(2).holdFlushes(false);
    leader.holdFlushes(false);
    group.awaitCommitted(leader.get().membershipIndex());
  }

  @Test
  void aRestartFindsTheMembershipWhateverTheMetadataSays() {
    final TestReplica leader = group(AckLevel.QUORUM_SYNC).found(1, 2, 3).lead(1);
    change(leader, leader.get().membership().without(3));
    // Nobody feeds a broker any more that was removed.
    group.at(3).stop();
    group.awaitCommitted(leader.get().membershipIndex());
    for (int id = 1; id <= 2; id++) {
      group.at(id).stop();
      group.at(id).initial(Membership.of(id, 1, 2, 3, 7, 8));
      group.at(id).start(group.nowNs());
      assertThat(group.at(id).get().membership()).hasToString(Membership.of(id, 1, 2).toString());
    }
  }

  @Test
  void theFoundersAreRememberedFromTheFirstVoteOn() {
    final TestReplica leader = group(AckLevel.QUORUM).found(1, 2, 3).lead(1);
    assertThat(leader.get().membershipIndex()).isZero();
    for (int id = 1; id <= 3; id++) {
      group.at(id).holdFlushes(true);
      group.at(id).kill();
      group.at(id).initial(Membership.of(id, 7, 8, 9));
      group.at(id).start(group.nowNs());
      assertThat(group.at(id).get().membership().isVoter(2)).isTrue();
    }
  }

  @Test
  void aKillBetweenAppendAndFlushForgetsNothing() {
    final TestReplica leader = group(AckLevel.QUORUM).found(1, 2, 3).lead(1);
    for (int id = 1; id <= 3; id++) {
      group.at(id).holdFlushes(true);
    }
    change(leader, leader.get().membership().withLearner(4));
    leader.produce(0, 1, 100);
    final long index = leader.get().membershipIndex();
    group.await(
        "everybody has appended it",
        () ->
            group.at(2).get().log().lastIndex() >= index
                && group.at(3).get().log().lastIndex() >= index);
    for (int id = 1; id <= 3; id++) {
      group.at(id).kill();
      group.at(id).start(group.nowNs());
      assertThat(group.at(id).get().membership().isLearner(4)).isTrue();
      assertThat(group.at(id).get().membershipIndex()).isEqualTo(index);
    }
  }

  @Test
  void aMembershipThatIsTruncatedAwayIsRolledBackAndStaysSo() {
    final TestReplica old = group(AckLevel.QUORUM).found(1, 2, 3).lead(1);
    group.isolate(1, true);
    change(old, old.get().membership().withLearner(4));
    assertThat(old.get().membership().isLearner(4)).isTrue();
    // Whether its entry was flushed or not.
    old.flush();
    final TestReplica next = group.awaitLeader();
    assertThat(next.brokerId()).isNotEqualTo(1);
    next.produce(0, 1, 100);
    group.isolate(1, false);
    group.await(
        "the old leader follows", () -> old.get().commitIndex() == next.get().commitIndex());
    assertThat(old.get().membership().isLearner(4)).isFalse();
    old.kill();
    old.start(group.nowNs());
    assertThat(old.get().membership().isLearner(4)).isFalse();
    assertThat(old.get().membershipIndex()).isZero();
  }

  @Test
  void aTruncatedMembershipOfTheFileDoesNotComeBackAtTheSameIndex() {
    final TestReplica old = group(AckLevel.QUORUM).found(1, 2, 3).lead(1);
    group.isolate(1, true);
    change(old, old.get().membership().withLearner(4));
    group.step();
    final TestReplica next = group.awaitLeader();
    // The other leader's entries reach beyond the index of the one that goes.
    for (int i = 0; i < 5; i++) {
      assertThat(next.produce(i, 1, 100 + i)).isEqualTo(ErrorCode.OK);
    }
    old.holdFlushes(true);
    group.isolate(1, false);
    group.await(
        "the old leader follows", () -> old.get().commitIndex() == next.get().commitIndex());
    old.kill();
    old.start(group.nowNs());
    assertThat(old.get().membership().isLearner(4)).isFalse();
  }

  @Test
  void aLeaderThatRemovesItselfHandsOver() {
    final TestReplica leader = group(AckLevel.QUORUM_SYNC).found(1, 2, 3).lead(1);
    change(leader, leader.get().membership().without(1));
    group.await("it leads no more", () -> !leader.get().isLeader());
    leader.stop();
    final TestReplica next = group.awaitLeader();
    assertThat(next.get().membership().voterCount()).isEqualTo(2);
    next.produce(0, 1, 100);
    group.await("the two go on", () -> next.answers.contains("OK 100 @0"));
  }

  private void change(TestReplica leader, Membership next) {
    group.await(
        "the change is accepted",
        () -> {
          final MembershipVerdict verdict = leader.get().changeMembership(next, group.nowNs());
          return verdict == MembershipVerdict.ACCEPTED;
        });
  }
}
