package io.rafthold.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A life that may have forgotten what it answered for, seen from one core. */
class RejoinTest {
  private static final HardState SECOND_LIFE = new HardState(4, HardState.NO_VOTE).nextLife();

  private final Membership three = Membership.of(1, 1, 2, 3);

  private CoreUnderTest rejoining(CommitLevel level, long... terms) {
    return new CoreUnderTest(level, three, SECOND_LIFE, terms);
  }

  private static void heartbeat(CoreUnderTest core, int from, long term) {
    core.receive(core.message(MessageType.HEARTBEAT, from, term));
  }

  private static void verify(CoreUnderTest core, int from, long term, long prevIndex) {
    RaftMessage request = core.message(MessageType.APPEND_REQUEST, from, term);
    request.prevIndex(prevIndex).prevTerm(core.log.termAt(prevIndex));
    core.core.receiveAppend(request, CoreUnderTest.entries(term), 0);
  }

  private static void answer(CoreUnderTest core, int from, long term, long life, long lastIndex) {
    core.receive(
        core.message(MessageType.REJOIN_RESPONSE, from, term).life(life).lastIndex(lastIndex));
  }

  @Test
  void grantsNothingButToACandidateThatNeedsEverybody() {
    CoreUnderTest core = rejoining(CommitLevel.APPENDED, 1);
    core.receive(core.message(MessageType.PRE_VOTE_REQUEST, 2, 5).prevIndex(9).prevTerm(4));
    core.receive(core.message(MessageType.VOTE_REQUEST, 3, 5).prevIndex(9).prevTerm(4));
    assertThat(core.drain())
        .containsExactly(
            "1->2 PRE_VOTE_RESPONSE term 4 refused life 2 rejoining",
            "1->3 VOTE_RESPONSE term 5 refused life 2 rejoining");
    RaftMessage request = core.message(MessageType.PRE_VOTE_REQUEST, 2, 6);
    core.receive(request.prevIndex(9).prevTerm(4).unanimous(true));
    request = core.message(MessageType.VOTE_REQUEST, 3, 6);
    core.receive(request.prevIndex(9).prevTerm(4).unanimous(true));
    assertThat(core.drain())
        .containsExactly(
            "1->2 PRE_VOTE_RESPONSE term 6 granted life 2 rejoining",
            "1->3 VOTE_RESPONSE term 6 granted life 2 rejoining");
    request = core.message(MessageType.VOTE_REQUEST, 2, 7);
    core.receive(request.prevIndex(0).prevTerm(0).unanimous(true));
    assertThat(core.drain())
        .as("logs are compared as ever")
        .containsExactly("1->2 VOTE_RESPONSE term 7 refused life 2 rejoining");
  }

  @Test
  void asksOncePerTermAndAgainWithEachHeartbeat() {
    CoreUnderTest core = rejoining(CommitLevel.APPENDED, 4, 4);
    verify(core, 2, 4, 1);
    assertThat(core.drain()).containsExactly("1->2 REJOIN_REQUEST term 4 life 2");
    verify(core, 2, 4, 2);
    assertThat(core.drain()).isEmpty();
    heartbeat(core, 2, 4);
    assertThat(core.drain())
        .containsExactly(
            "1->2 REJOIN_REQUEST term 4 life 2",
            "1->2 HEARTBEAT_RESPONSE term 4 match 2 flushed 0 life 2 rejoining");
    answer(core, 2, 4, 2, 3);
    heartbeat(core, 2, 4);
    assertThat(core.drain())
        .as("it was answered")
        .containsExactly("1->2 HEARTBEAT_RESPONSE term 4 match 2 flushed 0 life 2 rejoining");
    heartbeat(core, 3, 5);
    assertThat(core.drain()).contains("1->3 REJOIN_REQUEST term 5 life 2");
  }

  @Test
  void endsWithEverythingUpToTheLeadersEndVerifiedInTheSameTerm() {
    CoreUnderTest core = rejoining(CommitLevel.APPENDED, 4, 4);
    verify(core, 2, 4, 1);
    answer(core, 2, 4, 2, 2);
    core.endCycle();
    assertThat(core.core.isRejoining()).isTrue();
    verify(core, 2, 4, 2);
    core.endCycle();
    assertThat(core.core.isRejoining()).isFalse();
    assertThat(core.core.hardState()).isEqualTo(new HardState(4, -1, 2, false));
    assertThat(core.drain())
        .as("said at once")
        .contains("1->2 APPEND_RESPONSE term 4 match 2 flushed 0 life 2");
  }

  @Test
  void aShorterAnswerThatComesLaterChangesNothing() {
    CoreUnderTest core = rejoining(CommitLevel.APPENDED, 4, 4);
    verify(core, 2, 4, 1);
    answer(core, 2, 4, 2, 2);
    answer(core, 2, 4, 2, 1);
    core.endCycle();
    assertThat(core.core.isRejoining()).isTrue();
  }

  @Test
  void believesNoAnswerOfAnotherTermOrLife() {
    CoreUnderTest core = rejoining(CommitLevel.APPENDED, 4, 4);
    verify(core, 2, 4, 2);
    answer(core, 2, 4, 1, 2);
    answer(core, 2, 3, 2, 2);
    answer(core, 2, 5, 2, 2);
    core.endCycle();
    assertThat(core.core.isRejoining()).isTrue();
    answer(core, 2, 4, 2, 3);
    heartbeat(core, 3, 5);
    verify(core, 3, 5, 2);
    core.endCycle();
    assertThat(core.core.isRejoining()).as("asked another leader").isTrue();
    answer(core, 3, 5, 2, 2);
    core.endCycle();
    assertThat(core.core.isRejoining()).isFalse();
  }

  @Test
  void whereTheFlushDecidesItMustHaveFlushedToo() {
    CoreUnderTest core = rejoining(CommitLevel.FLUSHED, 4, 4);
    verify(core, 2, 4, 2);
    answer(core, 2, 4, 2, 2);
    core.core.flushed(1);
    core.endCycle();
    assertThat(core.core.isRejoining()).isTrue();
    core.core.flushed(2);
    core.endCycle();
    assertThat(core.core.isRejoining()).isFalse();
    answer(core, 2, 4, 2, 2);
    core.endCycle();
    assertThat(core.core.isRejoining()).isFalse();
  }

  @Test
  void aLeaderCountsNoRejoiningFollowerForCommitsButHearsIt() {
    CoreUnderTest leader = CoreUnderTest.leader(CommitLevel.APPENDED);
    leader.log.append(4, 1);
    leader.core.appended(2);
    RaftMessage answer = leader.message(MessageType.APPEND_RESPONSE, 3, 4);
    leader.receive(answer.granted(true).matchIndex(2).life(2).rejoining(true));
    leader.endCycle();
    assertThat(leader.core.commitIndex()).isEqualTo(1);
    assertThat(leader.core.isCaughtUp(3)).isFalse();
    assertThat(leader.core.transfer(3, 0)).isFalse();
    leader.pass(550);
    leader.receive(
        leader.message(MessageType.HEARTBEAT_RESPONSE, 3, 4).matchIndex(2).life(2).rejoining(true));
    leader.pass(50);
    assertThat(leader.core.isLeader()).as("3 was heard").isTrue();
    assertThat(leader.core.bestTransferTarget()).isEqualTo(-1);
    leader.receive(leader.message(MessageType.HEARTBEAT_RESPONSE, 3, 4).matchIndex(2).life(2));
    leader.endCycle();
    assertThat(leader.core.commitIndex()).isEqualTo(2);
    // An answer from before it had caught up comes late.
    leader.receive(answer);
    assertThat(leader.core.followers().of(3).isRejoining()).isFalse();
  }

  @Test
  void aLeaderForgetsWhatAnEarlierLifeSaid() {
    CoreUnderTest leader = CoreUnderTest.leader(CommitLevel.APPENDED);
    leader.log.append(4, 1);
    leader.core.appended(2);
    RaftMessage answer = leader.message(MessageType.APPEND_RESPONSE, 3, 4).granted(true).life(1);
    leader.receive(answer.matchIndex(1));
    assertThat(leader.core.followers().of(3).matchIndex()).isEqualTo(1);
    leader.receive(leader.message(MessageType.REJOIN_REQUEST, 3, 4).life(2));
    assertThat(leader.drain()).containsExactly("1->3 REJOIN_RESPONSE term 4 last 2 life 2");
    assertThat(leader.core.followers().of(3).matchIndex()).isZero();
    assertThat(leader.core.followers().of(3).state()).isEqualTo(ProgressState.PROBE);
    leader.receive(answer.matchIndex(2));
    leader.endCycle();
    assertThat(leader.core.commitIndex()).isEqualTo(1);
    leader.receive(leader.message(MessageType.REJOIN_REQUEST, 3, 4).life(1));
    assertThat(leader.drain()).as("an earlier life asks in vain").isEmpty();
  }

  @Test
  void onlyTheLeaderOfTheTermAnswers() {
    CoreUnderTest follower = new CoreUnderTest(CommitLevel.APPENDED, three, new HardState(4, -1));
    follower.receive(follower.message(MessageType.REJOIN_REQUEST, 3, 4).life(2));
    assertThat(follower.drain()).isEmpty();
    CoreUnderTest leader = CoreUnderTest.leader(CommitLevel.APPENDED);
    leader.receive(leader.message(MessageType.REJOIN_REQUEST, 3, 3).life(2));
    assertThat(leader.drain()).isEmpty();
    leader.receive(leader.message(MessageType.REJOIN_REQUEST, 9, 4).life(2));
    assertThat(leader.drain())
        .as("a membership may not have arrived there")
        .containsExactly("1->9 REJOIN_RESPONSE term 4 last 1 life 2");
    leader.receive(leader.message(MessageType.REJOIN_REQUEST, 3, 5).life(2));
    assertThat(leader.core.isLeader()).isFalse();
    assertThat(leader.core.term()).isEqualTo(5);
  }

  private static void preVote(CoreUnderTest core, int from, boolean granted, boolean rejoining) {
    core.receive(
        core.message(MessageType.PRE_VOTE_RESPONSE, from, granted ? 5 : 4)
            .granted(granted)
            .rejoining(rejoining)
            .life(2));
  }

  private static void vote(CoreUnderTest core, int from, long commitIndex) {
    core.receive(
        core.message(MessageType.VOTE_RESPONSE, from, 5)
            .granted(true)
            .rejoining(true)
            .commitIndex(commitIndex)
            .life(2));
  }

  @Test
  void everybodyMustGrantAndTheWinnerIsCleanBeforeItLeads() {
    CoreUnderTest core = rejoining(CommitLevel.APPENDED, 4, 4);
    core.core.campaign(0);
    preVote(core, 2, false, true);
    assertThat(core.drain()).allMatch(line -> !line.contains("unanimous"));
    preVote(core, 3, false, false);
    assertThat(core.drain())
        .containsExactly(
            "1->2 PRE_VOTE_REQUEST term 5 last 2@4 unanimous life 2",
            "1->3 PRE_VOTE_REQUEST term 5 last 2@4 unanimous life 2");
    preVote(core, 2, true, true);
    assertThat(core.core.role()).isEqualTo(Role.PRE_CANDIDATE);
    preVote(core, 3, true, false);
    assertThat(core.core.role()).isEqualTo(Role.CANDIDATE);
    core.core.hardStateFlushed(core.core.hardStateVersion());
    vote(core, 2, 7);
    vote(core, 9, 99);
    assertThat(core.core.isRejoining()).as("two of three").isTrue();
    vote(core, 3, 3);
    assertThat(core.core.isRejoining()).isFalse();
    assertThat(core.core.role()).as("not on disk yet").isEqualTo(Role.CANDIDATE);
    vote(core, 3, 3);
    assertThat(core.core.role()).isEqualTo(Role.CANDIDATE);
    core.core.hardStateFlushed(core.core.hardStateVersion());
    assertThat(core.core.isLeader()).isTrue();
    assertThat(core.core.possiblyLostCommitIndex()).isGreaterThanOrEqualTo(7);
  }

  @Test
  void nothingIsLostWhereNobodyRemembersMore() {
    CoreUnderTest core = rejoining(CommitLevel.APPENDED, 4, 4);
    core.core.rememberCommit(2, 2);
    core.core.campaign(0);
    preVote(core, 2, false, true);
    preVote(core, 3, false, true);
    preVote(core, 2, true, true);
    preVote(core, 3, true, true);
    core.core.hardStateFlushed(core.core.hardStateVersion());
    vote(core, 2, 2);
    vote(core, 3, 1);
    core.core.hardStateFlushed(core.core.hardStateVersion());
    assertThat(core.core.isLeader()).isTrue();
    assertThat(core.core.isElectedByAll()).isTrue();
    assertThat(core.core.possiblyLostCommitIndex()).isZero();
  }

  @Test
  void aLateGrantToAllCountsForNoMajority() {
    CoreUnderTest core =
        new CoreUnderTest(CommitLevel.APPENDED, three, new HardState(4, HardState.NO_VOTE));
    core.core.campaign(0);
    preVote(core, 2, true, true);
    assertThat(core.core.role()).isEqualTo(Role.PRE_CANDIDATE);
    preVote(core, 2, true, false);
    assertThat(core.core.role()).isEqualTo(Role.CANDIDATE);
  }

  @Test
  void aRejoiningVoterCountsOnNoMajority() {
    CoreUnderTest core = rejoining(CommitLevel.APPENDED, 4);
    core.core.campaign(0);
    preVote(core, 2, true, false);
    assertThat(core.core.role()).isEqualTo(Role.PRE_CANDIDATE);
    preVote(core, 3, true, false);
    assertThat(core.core.role()).as("asks everybody").isEqualTo(Role.PRE_CANDIDATE);
    assertThat(core.drain()).contains("1->3 PRE_VOTE_REQUEST term 5 last 1@4 unanimous life 2");
  }

  @Test
  void whereTheFlushDecidesEverybodyIsNotAsked() {
    CoreUnderTest core = rejoining(CommitLevel.FLUSHED, 4);
    core.core.campaign(0);
    core.drain();
    preVote(core, 2, false, true);
    preVote(core, 3, false, true);
    assertThat(core.drain()).isEmpty();
  }

  @Test
  void whoForgotNothingAsksNobodyTwice() {
    CoreUnderTest core =
        new CoreUnderTest(CommitLevel.APPENDED, three, new HardState(4, HardState.NO_VOTE));
    core.core.campaign(0);
    core.drain();
    preVote(core, 2, false, false);
    preVote(core, 3, false, false);
    assertThat(core.drain()).isEmpty();
  }

  @Test
  void theOnlyVoterLeadsOnAfterItsPowerLoss() {
    CoreUnderTest only =
        new CoreUnderTest(CommitLevel.APPENDED, Membership.of(1, 1), SECOND_LIFE, 4);
    only.core.rememberCommit(3, 3);
    only.pass(0);
    only.core.hardStateFlushed(only.core.hardStateVersion());
    only.core.hardStateFlushed(only.core.hardStateVersion());
    assertThat(only.core.isLeader()).isTrue();
    assertThat(only.core.isRejoining()).isFalse();
    assertThat(only.core.possiblyLostCommitIndex()).isEqualTo(3);
  }

  private CoreUnderTest damaged(CommitLevel level, long... terms) {
    HardState life = new HardState(4, HardState.NO_VOTE).nextLifeAfterDamage();
    return new CoreUnderTest(level, three, life, terms);
  }

  @ParameterizedTest
  @EnumSource(CommitLevel.class)
  void afterDamageItGrantsNothingToAnybody(CommitLevel level) {
    CoreUnderTest core = damaged(level, 1);
    for (boolean unanimous : new boolean[] {false, true}) {
      RaftMessage request = core.message(MessageType.PRE_VOTE_REQUEST, 2, 6);
      core.receive(request.prevIndex(9).prevTerm(4).unanimous(unanimous));
      request = core.message(MessageType.VOTE_REQUEST, 3, 6);
      core.receive(request.prevIndex(9).prevTerm(4).unanimous(unanimous));
      assertThat(core.drain())
          .containsExactly(
              "1->2 PRE_VOTE_RESPONSE term 4 refused life 2 rejoining",
              "1->3 VOTE_RESPONSE term 6 refused life 2 rejoining");
      core = damaged(level, 1);
    }
  }

  @ParameterizedTest
  @EnumSource(CommitLevel.class)
  void afterDamageItNeverStandsForElection(CommitLevel level) {
    CoreUnderTest core = damaged(level, 4);
    core.core.campaign(0);
    core.drain();
    preVote(core, 2, true, true);
    preVote(core, 3, true, false);
    assertThat(core.core.role()).isEqualTo(Role.PRE_CANDIDATE);
    assertThat(core.drain()).as("nor asks everybody").isEmpty();
    core.receive(core.message(MessageType.TIMEOUT_NOW, 2, 4));
    assertThat(core.core.role()).isNotEqualTo(Role.CANDIDATE);
    assertThat(core.core.term()).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource(CommitLevel.class)
  void aLeaderCountsADamagedFollowerWhenItHasCaughtUp(CommitLevel level) {
    CoreUnderTest leader = CoreUnderTest.leader(level);
    leader.log.append(4, 1);
    leader.core.appended(2);
    leader.core.flushed(2);
    RaftMessage answer = leader.message(MessageType.APPEND_RESPONSE, 3, 4).granted(true);
    leader.receive(answer.matchIndex(2).flushedIndex(2).life(2).rejoining(true));
    leader.endCycle();
    assertThat(leader.core.commitIndex()).isEqualTo(1);
    assertThat(leader.core.durableIndex()).isLessThan(2);
    leader.receive(answer.rejoining(false));
    leader.endCycle();
    assertThat(leader.core.commitIndex()).isEqualTo(2);
    assertThat(leader.core.durableIndex()).isEqualTo(2);
  }

  @Test
  void damageStaysWithALifeUntilItHasCaughtUp() {
    HardState damaged = new HardState(4, 2).nextLifeAfterDamage();
    assertThat(damaged.inTerm(5).isDamaged()).isTrue();
    assertThat(damaged.inTerm(5).votingFor(1).isDamaged()).isTrue();
    assertThat(damaged.nextLife().isDamaged()).as("a loss of power on top").isTrue();
    assertThat(damaged.rejoined()).isEqualTo(new HardState(4, 2, 2, false));
    assertThat(damaged).isNotEqualTo(new HardState(4, 2).nextLife());
    assertThatThrownBy(() -> new HardState(4, 2, 2, false, true))
        .isInstanceOf(IllegalArgumentException.class);
    CoreUnderTest core = damaged(CommitLevel.FLUSHED, 4);
    assertThat(core.core.isDamaged()).isTrue();
    verify(core, 2, 4, 1);
    answer(core, 2, 4, 2, 1);
    core.core.flushed(1);
    core.endCycle();
    assertThat(core.core.isRejoining()).isFalse();
    assertThat(core.core.isDamaged()).isFalse();
  }
}
