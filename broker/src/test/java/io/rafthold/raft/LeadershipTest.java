package io.rafthold.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Claims to a term, transfers and reads, seen from one core. */
class LeadershipTest {
  private final Membership three = Membership.of(1, 1, 2, 3);

  private CoreUnderTest follower() {
    return new CoreUnderTest(CommitLevel.FLUSHED, three, new HardState(3, HardState.NO_VOTE));
  }

  @Test
  void ignoresAClaimOfABrokerThatCannotLead() {
    CoreUnderTest follower = follower();
    follower.receive(follower.message(MessageType.HEARTBEAT, 2, 4));
    follower.drain();
    follower.receive(follower.message(MessageType.HEARTBEAT, 9, 4).commitIndex(7));
    RaftMessage request = follower.message(MessageType.APPEND_REQUEST, 9, 4);
    EntryTerms entries = CoreUnderTest.entries(4, (Membership) null);
    assertThat(follower.core.receiveAppend(request, entries, 0).acceptFrom()).isZero();
    request = follower.message(MessageType.INSTALL_REQUEST, 9, 4).prevIndex(5).prevTerm(3);
    assertThat(follower.core.receiveInstall(request, three, 0)).isFalse();
    follower.receive(follower.message(MessageType.TIMEOUT_NOW, 9, 4));
    follower.endCycle();
    assertThat(follower.drain()).isEmpty();
    assertThat(follower.core.leaderId()).isEqualTo(2);
    assertThat(follower.core.role()).isEqualTo(Role.FOLLOWER);
  }

  @Test
  void followsALeaderThatItDoesNotKnowYet() {
    CoreUnderTest follower = follower();
    follower.receive(follower.message(MessageType.HEARTBEAT, 9, 4));
    assertThat(follower.core.leaderId()).isEqualTo(9);
    follower.receive(follower.message(MessageType.HEARTBEAT, 2, 4));
    assertThat(follower.core.leaderId()).as("one of the two is wrong").isEqualTo(9);
    follower.receive(follower.message(MessageType.HEARTBEAT, 2, 5));
    assertThat(follower.core.leaderId()).isEqualTo(2);
  }

  @Test
  void stopsALeaderThatMeetsAnotherOne() {
    CoreUnderTest leader = CoreUnderTest.leader(CommitLevel.FLUSHED);
    leader.receive(leader.message(MessageType.HEARTBEAT, 9, 4));
    assertThat(leader.core.isLeader()).isTrue();
    assertThatThrownBy(() -> leader.receive(leader.message(MessageType.HEARTBEAT, 2, 4)))
        .hasMessageContaining("a term has one leader (1, 2)");
  }

  @Test
  void ignoresTermsThatNoElectionReaches() {
    CoreUnderTest follower = follower();
    follower.receive(follower.message(MessageType.VOTE_REQUEST, 2, Long.MAX_VALUE));
    follower.receive(follower.message(MessageType.HEARTBEAT, 2, 3 + (1L << 32) + 1));
    follower.receive(follower.message(MessageType.HEARTBEAT, 2, -1));
    assertThat(follower.drain()).isEmpty();
    assertThat(follower.core.term()).isEqualTo(3);
    follower.receive(follower.message(MessageType.HEARTBEAT, 2, 3 + (1L << 32)));
    assertThat(follower.core.term()).isEqualTo(3 + (1L << 32));
  }

  @Test
  void campaignsAtItsLeadersWish() {
    CoreUnderTest follower = follower();
    follower.receive(follower.message(MessageType.TIMEOUT_NOW, 2, 2));
    assertThat(follower.core.role()).isEqualTo(Role.FOLLOWER);
    follower.receive(follower.message(MessageType.TIMEOUT_NOW, 2, 4));
    assertThat(follower.core.role()).isEqualTo(Role.CANDIDATE);
    assertThat(follower.core.term()).isEqualTo(5);
    List<String> requests =
        List.of(
            "1->2 VOTE_REQUEST term 5 last 0@0 transfer",
            "1->3 VOTE_REQUEST term 5 last 0@0 transfer");
    assertThat(follower.drain()).containsExactlyElementsOf(requests);
    follower.pass(100);
    assertThat(follower.drain()).as("again").containsExactlyElementsOf(requests);
    follower.pass(200);
    assertThat(follower.core.role()).as("then as ever").isEqualTo(Role.PRE_CANDIDATE);
    assertThat(follower.drain()).contains("1->2 PRE_VOTE_REQUEST term 6 last 0@0");
  }

  @Test
  void aLearnerOrARejoiningVoterDoesNotCampaignAtAnybodysWish() {
    Membership learns = Membership.of(1, new int[] {2, 3}, new int[] {1});
    CoreUnderTest learner = new CoreUnderTest(CommitLevel.FLUSHED, learns, HardState.INITIAL);
    learner.receive(learner.message(MessageType.TIMEOUT_NOW, 2, 4));
    assertThat(learner.core.role()).isEqualTo(Role.FOLLOWER);
    HardState rejoining = HardState.INITIAL.nextLife();
    CoreUnderTest voter = new CoreUnderTest(CommitLevel.FLUSHED, three, rejoining);
    voter.receive(voter.message(MessageType.TIMEOUT_NOW, 2, 4));
    assertThat(voter.core.role()).isEqualTo(Role.FOLLOWER);
  }

  @Test
  void aVoteForATransferIsGivenWhileTheLeaderIsHeard() {
    CoreUnderTest follower = follower();
    follower.receive(follower.message(MessageType.HEARTBEAT, 2, 4));
    follower.drain();
    follower.receive(follower.message(MessageType.VOTE_REQUEST, 3, 5));
    assertThat(follower.drain()).isEmpty();
    follower.receive(follower.message(MessageType.VOTE_REQUEST, 3, 5).transfer(true));
    assertThat(follower.drain()).containsExactly("1->3 VOTE_RESPONSE term 5 granted");
  }

  @Test
  void handsOverToTheVoterOfItsChoice() {
    CoreUnderTest leader = CoreUnderTest.leader(CommitLevel.FLUSHED);
    assertThat(leader.core.bestTransferTarget()).isEqualTo(2);
    assertThat(leader.core.transfer(1, 0)).isFalse();
    assertThat(leader.core.transfer(9, 0)).isFalse();
    assertThat(leader.core.isTransferring()).isFalse();
    assertThat(leader.core.transfer(3, 0)).isTrue();
    assertThat(leader.core.isTransferring()).isTrue();
    assertThat(leader.drain()).as("3 lags").isEmpty();
    assertThat(leader.core.transfer(2, 0)).as("a better one").isTrue();
    assertThat(leader.drain()).containsExactly("1->2 TIMEOUT_NOW term 4");
    assertThat(leader.core.transfer(2, 0)).isTrue();
    leader.endCycle();
    assertThat(leader.drain()).as("not twice").isEmpty();
    assertThat(leader.core.nextDeadlineNs()).isLessThanOrEqualTo(100 * CoreUnderTest.MS);
    leader.pass(100);
    assertThat(leader.drain()).contains("1->2 TIMEOUT_NOW term 4");
  }

  @Test
  void givesUpATransferAfterTheLongestElectionTimeout() {
    CoreUnderTest leader = CoreUnderTest.leader(CommitLevel.FLUSHED);
    leader.core.transfer(3, 0);
    leader.pass(550);
    leader.acknowledge(2, 1);
    leader.pass(49);
    assertThat(leader.core.isTransferring()).isTrue();
    assertThat(leader.core.nextDeadlineNs()).isLessThanOrEqualTo(600 * CoreUnderTest.MS);
    leader.pass(1);
    assertThat(leader.core.isTransferring()).isFalse();
    assertThat(leader.core.isLeader()).isTrue();
  }

  @Test
  void aTransferEndsWithTheReign() {
    CoreUnderTest leader = CoreUnderTest.leader(CommitLevel.FLUSHED);
    leader.core.transfer(3, 0);
    leader.receive(leader.message(MessageType.HEARTBEAT, 2, 5));
    assertThat(leader.core.isTransferring()).isFalse();
    assertThat(leader.core.bestTransferTarget()).isEqualTo(-1);
    assertThat(leader.core.transfer(3, 0)).isFalse();
    leader.pass(300);
    leader.win(6);
    assertThat(leader.core.isLeader()).isTrue();
    assertThat(leader.core.isTransferring()).as("in a later term").isFalse();
  }

  @Test
  void theBestTargetIsTheMostCompleteThatWasHeardLately() {
    CoreUnderTest leader = CoreUnderTest.leader(CommitLevel.FLUSHED);
    leader.log.append(4, 1);
    leader.core.appended(2);
    leader.acknowledge(3, 2);
    assertThat(leader.core.bestTransferTarget()).isEqualTo(3);
    leader.pass(200);
    leader.acknowledge(2, 1);
    leader.pass(100);
    assertThat(leader.core.bestTransferTarget()).as("3 was not heard").isEqualTo(2);
  }

  @Test
  void aReadNeedsAMajorityOfAnswersToItsRound() {
    CoreUnderTest leader = CoreUnderTest.leader(CommitLevel.FLUSHED);
    assertThat(leader.core.beginRead(0)).isEqualTo(1);
    assertThat(leader.core.beginRead(0)).as("the same round, not sent yet").isEqualTo(1);
    assertThat(leader.drain())
        .containsExactly(
            "1->2 HEARTBEAT term 4 commit 1 durable 1 round 1",
            "1->3 HEARTBEAT term 4 commit 1 durable 1 round 1");
    assertThat(leader.core.beginRead(0)).isEqualTo(2);
    assertThat(leader.core.confirmedRead()).isZero();
    leader.receive(leader.message(MessageType.HEARTBEAT_RESPONSE, 9, 4).readRound(2));
    leader.receive(leader.message(MessageType.HEARTBEAT_RESPONSE, 3, 3).readRound(2));
    assertThat(leader.core.confirmedRead()).isZero();
    leader.receive(leader.message(MessageType.HEARTBEAT_RESPONSE, 3, 4).readRound(1));
    assertThat(leader.core.confirmedRead()).isEqualTo(1);
    leader.receive(leader.message(MessageType.HEARTBEAT_RESPONSE, 2, 4).readRound(2));
    leader.receive(leader.message(MessageType.HEARTBEAT_RESPONSE, 2, 4).readRound(1));
    assertThat(leader.core.confirmedRead()).isEqualTo(2);
  }

  @Test
  void ticketsDieWithTheTerm() {
    CoreUnderTest leader = CoreUnderTest.leader(CommitLevel.FLUSHED);
    leader.core.beginRead(0);
    leader.receive(leader.message(MessageType.HEARTBEAT_RESPONSE, 2, 4).readRound(1));
    assertThat(leader.core.confirmedRead()).isEqualTo(1);
    leader.receive(leader.message(MessageType.HEARTBEAT, 3, 5));
    assertThat(leader.core.confirmedRead()).isZero();
    assertThat(leader.core.beginRead(0)).isEqualTo(-1);
    leader.drain();
    leader.pass(300);
    leader.win(6);
    assertThat(leader.core.confirmedRead()).isZero();
    leader.appendNoOp();
    assertThat(leader.core.beginRead(leader.nowNs())).as("not ready").isEqualTo(-1);
    leader.acknowledge(2, leader.log.lastIndex());
    leader.endCycle();
    leader.drain();
    assertThat(leader.core.beginRead(leader.nowNs())).isEqualTo(1);
    assertThat(leader.core.confirmedRead()).isZero();
    assertThat(leader.drain()).contains("1->3 HEARTBEAT term 6 commit 2 durable 2 round 1");
  }

  @Test
  void theOnlyVoterReadsAtOnce() {
    CoreUnderTest only =
        new CoreUnderTest(CommitLevel.FLUSHED, Membership.of(1, 1), HardState.INITIAL);
    only.pass(0);
    only.core.hardStateFlushed(only.core.hardStateVersion());
    only.appendNoOp();
    only.endCycle();
    assertThat(only.core.beginRead(0)).isEqualTo(1);
    assertThat(only.core.confirmedRead()).isEqualTo(1);
  }

  @Test
  void everyInputIsSeenWhenItIsTakenIn() {
    CoreUnderTest leader = CoreUnderTest.leader(CommitLevel.FLUSHED);
    leader.inputs.clear();
    leader.pass(1);
    leader.core.campaign(0);
    leader.core.transfer(9, 0);
    leader.core.beginRead(0);
    leader.core.flushed(1);
    Membership next = three.withLearner(4);
    leader.log.append(4, 0, next);
    leader.core.membershipAppended(2, next);
    leader.core.appended(2);
    leader.receive(leader.message(MessageType.HEARTBEAT, 3, 5));
    RaftMessage request = leader.message(MessageType.APPEND_REQUEST, 3, 5).prevIndex(9);
    leader.core.receiveAppend(request, CoreUnderTest.entries(5), 0);
    request = leader.message(MessageType.INSTALL_REQUEST, 3, 5).prevIndex(7).prevTerm(4);
    assertThat(leader.core.receiveInstall(request, three, 0)).isTrue();
    for (int i = 0; i < 5; i++) {
      leader.log.append(4, 0);
    }
    leader.log.removeBefore(8);
    leader.core.installed(7, 4, three, 0);
    leader.core.hardStateFlushed(leader.core.hardStateVersion());
    leader.endCycle();
    assertThat(leader.inputs)
        .containsExactly(
            CoreInput.TICK,
            CoreInput.CAMPAIGN,
            CoreInput.TRANSFER,
            CoreInput.READ,
            CoreInput.FLUSHED,
            CoreInput.MEMBERSHIP,
            CoreInput.APPENDED,
            CoreInput.MESSAGE,
            CoreInput.APPEND,
            CoreInput.INSTALL,
            CoreInput.INSTALLED,
            CoreInput.HARD_STATE_FLUSHED,
            CoreInput.END_CYCLE);
  }
}
