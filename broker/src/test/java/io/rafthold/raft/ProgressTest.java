package io.rafthold.raft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a leader knows of one follower. */
class ProgressTest {
  private static final long TIMEOUT_NS = 100;

  private final Progress follower = new Progress(2);

  private void begin(long nextIndex) {
    follower.isVoter(true);
    follower.reset(nextIndex, 0);
  }

  @Test
  void aProbeWaitsForItsAnswerOrTheTimeout() {
    begin(11);
    assertThat(follower.deadlineNs(5, TIMEOUT_NS)).isEqualTo(5);
    follower.sent(10, 0, 7);
    assertThat(follower.isOutstanding()).isTrue();
    assertThat(follower.deadlineNs(8, TIMEOUT_NS)).isEqualTo(107);
    follower.expire(106, TIMEOUT_NS);
    assertThat(follower.isOutstanding()).isTrue();
    follower.expire(107, TIMEOUT_NS);
    assertThat(follower.isOutstanding()).isFalse();
    follower.expire(500, TIMEOUT_NS);
    assertThat(follower.isOutstanding()).isFalse();
  }

  @Test
  void aFlowWithoutProgressIsProbedFromTheMatchOn() {
    begin(11);
    follower.acknowledge(10, 10, 20, 1);
    assertThat(follower.state()).isEqualTo(ProgressState.REPLICATE);
    assertThat(follower.deadlineNs(1, TIMEOUT_NS)).isEqualTo(Long.MAX_VALUE);
    follower.sent(12, 0, 50);
    follower.sent(14, 0, 90);
    assertThat(follower.nextIndex()).isEqualTo(15);
    assertThat(follower.deadlineNs(90, TIMEOUT_NS)).isEqualTo(150);
    follower.acknowledge(12, 11, 20, 120);
    assertThat(follower.deadlineNs(120, TIMEOUT_NS)).isEqualTo(220);
    follower.acknowledge(12, 12, 20, 130);
    assertThat(follower.deadlineNs(130, TIMEOUT_NS)).as("no progress").isEqualTo(220);
    follower.expire(219, TIMEOUT_NS);
    assertThat(follower.state()).isEqualTo(ProgressState.REPLICATE);
    follower.expire(220, TIMEOUT_NS);
    assertThat(follower.state()).isEqualTo(ProgressState.PROBE);
    assertThat(follower.nextIndex()).isEqualTo(13);
    assertThat(follower.isOutstanding()).isFalse();
  }

  @Test
  void whatIsVerifiedNeverFalls() {
    begin(1);
    follower.acknowledge(5, 9, 9, 0);
    assertThat(follower.flushedIndex()).as("not above the match").isEqualTo(5);
    follower.acknowledge(3, 2, 9, 0);
    assertThat(follower.matchIndex()).isEqualTo(5);
    assertThat(follower.flushedIndex()).isEqualTo(5);
    assertThat(follower.nextIndex()).isEqualTo(6);
    follower.answeredRead(4);
    follower.answeredRead(3);
    assertThat(follower.readRound()).isEqualTo(4);
  }

  @Test
  void onlyARefusalThatLeadsBackCounts() {
    begin(11);
    follower.sent(10, 0, 0);
    follower.refused(11);
    assertThat(follower.isOutstanding()).isTrue();
    follower.refused(10);
    assertThat(follower.nextIndex()).isEqualTo(10);
    assertThat(follower.isOutstanding()).isFalse();
  }

  @Test
  void aNoticeIsDueForACommitThatTheFollowerHoldsAndWasNotTold() {
    begin(1);
    follower.acknowledge(5, 5, 9, 0);
    assertThat(follower.isNoticeDue(0)).isFalse();
    assertThat(follower.isNoticeDue(9)).isTrue();
    follower.heartbeatSent(4);
    assertThat(follower.isNoticeDue(4)).isFalse();
    assertThat(follower.isNoticeDue(5)).isTrue();
    follower.sent(5, 9, 0);
    assertThat(follower.isNoticeDue(9)).isFalse();
    follower.heartbeatSent(2);
    assertThat(follower.isNoticeDue(9)).isFalse();
    follower.requestVerification();
    assertThat(follower.isNoticeDue(9)).isTrue();
    follower.sent(5, 9, 0);
    assertThat(follower.isNoticeDue(9)).isFalse();
  }

  @Test
  void aLaterLifeForgetsEverythingButWhichReadsWereAnswered() {
    begin(11);
    assertThat(follower.isOfThisLife(1, false, 21, 0)).isTrue();
    follower.acknowledge(10, 10, 10, 0);
    follower.answeredRead(7);
    follower.requestVerification();
    assertThat(follower.isOfThisLife(2, true, 21, 50)).isTrue();
    assertThat(follower).hasToString("2 PROBE match 0 flushed 0 next 21 life 2 rejoining");
    assertThat(follower.readRound()).isEqualTo(7);
    assertThat(follower.isNoticeDue(10)).isFalse();
    assertThat(follower.countsForCommit()).isFalse();
    assertThat(follower.isOfThisLife(1, false, 21, 50)).isFalse();
    assertThat(follower.isOfThisLife(2, false, 21, 50)).isTrue();
    assertThat(follower.isOfThisLife(2, true, 21, 50)).isTrue();
    assertThat(follower.countsForCommit()).as("caught up stays so").isTrue();
    begin(11);
    assertThat(follower.readRound()).isZero();
    assertThat(follower).hasToString("2 PROBE match 0 flushed 0 next 11");
  }

  @Test
  void theFirstLifeThatIsHeardOfChangesNothing() {
    begin(11);
    follower.sent(10, 0, 0);
    follower.isOfThisLife(3, true, 21, 50);
    assertThat(follower.nextIndex()).isEqualTo(11);
    assertThat(follower.isOutstanding()).isTrue();
    assertThat(follower.isRejoining()).isTrue();
  }

  @Test
  void isCaughtUpAtTheEndOrAfterAShortRound() {
    begin(11);
    assertThat(follower.isCaughtUp(10, 0, 100)).as("nothing heard of its log").isFalse();
    follower.acknowledge(9, 0, 20, 10);
    assertThat(follower.isCaughtUp(20, 10, 100)).isFalse();
    follower.acknowledge(10, 0, 20, 90);
    assertThat(follower.isCaughtUp(20, 90, 100)).as("the first round took 90").isTrue();
    assertThat(follower.isCaughtUp(20, 189, 100)).isTrue();
    assertThat(follower.isCaughtUp(20, 190, 100)).as("silent, and the round is long").isFalse();
    follower.acknowledge(19, 0, 30, 185);
    assertThat(follower.isCaughtUp(30, 190, 100)).as("the round takes too long").isFalse();
    assertThat(follower.isCaughtUp(19, 190, 100)).as("at the end").isTrue();
    follower.acknowledge(20, 0, 30, 190);
    assertThat(follower.isCaughtUp(30, 190, 100)).as("that round took 100").isFalse();
    follower.acknowledge(30, 0, 40, 289);
    assertThat(follower.isCaughtUp(40, 289, 100)).as("this one 99").isTrue();
    follower.isOfThisLife(1, true, 41, 289);
    assertThat(follower.isCaughtUp(30, 289, 100)).isFalse();
  }

  @Test
  void anInstallEndsWhenTheMatchGoesOn() {
    begin(5);
    follower.installDue();
    follower.installSent(10);
    follower.installDue();
    assertThat(follower.isOutstanding()).as("due once").isTrue();
    follower.refused(1);
    assertThat(follower.nextIndex()).isEqualTo(5);
    follower.acknowledge(4, 4, 20, 11);
    assertThat(follower.state()).isEqualTo(ProgressState.INSTALL);
    follower.acknowledge(5, 5, 20, 12);
    assertThat(follower.state()).isEqualTo(ProgressState.REPLICATE);
    assertThat(follower.nextIndex()).isEqualTo(6);
  }

  @Test
  void aMajorityIsRankedFromTheHighest() {
    Ranking ranking = new Ranking();
    assertThat(ranking.reachedBy(1)).isZero();
    ranking.add(3);
    ranking.add(9);
    ranking.add(5);
    assertThat(ranking.reachedBy(1)).isEqualTo(9);
    assertThat(ranking.reachedBy(2)).isEqualTo(5);
    assertThat(ranking.reachedBy(3)).isEqualTo(3);
    assertThat(ranking.reachedBy(4)).isZero();
    ranking.clear();
    ranking.add(1);
    assertThat(ranking.reachedBy(1)).isEqualTo(1);
    assertThat(ranking.reachedBy(2)).isZero();
  }
}
