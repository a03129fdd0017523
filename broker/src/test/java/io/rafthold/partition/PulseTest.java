package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Series of pulses: when they are taken up, refused, and given up, between two brokers. */
class PulseTest {
  private static final long INTERVAL_NS = 50_000_000L;
  private static final long ELECTION_NS = 250_000_000L;

  private final Pulses ofLeader = pulses(1_000);
  private final Pulses ofFollower = pulses(2_000);
  private final Pulse leading = ofLeader.of(2);
  private final Pulse following = ofFollower.of(1);

  private static Pulses pulses(long firstSeries) {
    final Pulses pulses = new Pulses(INTERVAL_NS, ELECTION_NS);
    pulses.begin(firstSeries);
    return pulses;
  }

  /** The pulse arrives, and its answer comes back. */
  private boolean beat(long nowNs) {
    following.onPulse(leading.series(), leading.isNewSeries(), nowNs);
    return leading.onAnswer(following.answer(), following.holder(), nowNs);
  }

  @Test
  void aNewSeriesIsTakenUp() {
    assertThat(leading.isNewSeries()).isTrue();
    assertThat(following.isHeld()).isFalse();

    assertThat(beat(7)).isTrue();

    assertThat(leading.isNewSeries()).isFalse();
    assertThat(leading.confirmedNs()).isEqualTo(7);
    assertThat(following.heldSeries()).isEqualTo(1_000);
    assertThat(following.heardNs()).isEqualTo(7);
  }

  @Test
  void aSeriesThatIsNotHeldIsRefusedAndBegunAnew() {
    beat(1);
    following.disown();
    leading.offer(5);

    assertThat(beat(2)).isFalse();

    assertThat(following.heardNs()).as("what is not held is not heard").isEqualTo(1);
    assertThat(leading.series()).isEqualTo(1_001);
    assertThat(leading.isNewSeries()).isTrue();
    assertThat(leading.isOffered(5)).as("asked in the series before").isFalse();
    assertThat(beat(3)).isTrue();
  }

  @Test
  void aBrokerThatRestartedHoldsNothing() {
    beat(1);
    final Pulse restarted = pulses(3_000).of(1);

    restarted.onPulse(leading.series(), leading.isNewSeries(), 2);

    assertThat(restarted.isHeld()).isFalse();
    assertThat(leading.onAnswer(restarted.answer(), restarted.holder(), 2)).isFalse();
    assertThat(leading.isNewSeries()).isTrue();
  }

  @Test
  void aRefusalOfAnEarlierSeriesIsOld() {
    beat(1);
    leading.restart();
    beat(2);

    assertThat(leading.onAnswer(-1_000, following.holder(), 3)).isFalse();

    assertThat(leading.series()).isEqualTo(1_001);
    assertThat(leading.isNewSeries()).isFalse();
  }

  /** Its leader's broker may count on what was agreed to before: that must not be confirmed. */
  @Test
  void aSeriesThatWasGivenUpIsNeverHeldAgain() {
    following.onPulse(leading.series(), true, 1);
    final long agreed = following.answer();
    following.disown();
    following.onPulse(leading.series(), true, 2);
    final long refused = following.answer();

    assertThat(leading.onAnswer(agreed, following.holder(), 3)).isTrue();
    assertThat(leading.onAnswer(refused, following.holder(), 3)).isFalse();

    assertThat(following.isHeld()).isFalse();
    assertThat(leading.series()).isEqualTo(1_001);
    assertThat(leading.isNewSeries()).isTrue();
  }

  @Test
  void aNewSeriesThatIsRefusedIsFollowedByAnother() {
    following.onPulse(leading.series(), true, 1);
    following.disown();
    assertThat(beat(2)).isFalse();
    assertThat(leading.series()).isEqualTo(1_001);
    assertThat(beat(3)).isTrue();
  }

  /** It may take up what the life before had agreed to, in an answer that is still on its way. */
  @Test
  void aSeriesIsHeldByOneLife() {
    following.onPulse(leading.series(), true, 1);
    final Pulse restarted = pulses(3_000).of(1);
    restarted.onPulse(leading.series(), true, 2);

    assertThat(leading.onAnswer(following.answer(), following.holder(), 3)).isTrue();
    assertThat(leading.onAnswer(restarted.answer(), restarted.holder(), 4)).isFalse();

    assertThat(leading.isNewSeries()).isTrue();
    assertThat(leading.series()).isEqualTo(1_001);
  }

  @Test
  void anAnswerGoesAlongWithTheNextPulseTheOtherWay() {
    beat(1);
    following.endCycle(1);
    following.sent();
    following.answered();
    following.lead(7, new Quiescence(null, 7, null, null));
    following.endCycle(INTERVAL_NS);
    following.sent();
    following.answered();

    following.onPulse(leading.series(), false, INTERVAL_NS + 1);
    following.endCycle(INTERVAL_NS + 1);
    assertThat(following.isAnswerDue()).as("its own pulse has just gone").isFalse();

    following.endCycle(2 * INTERVAL_NS);
    assertThat(following.isDue()).isTrue();
    assertThat(following.isAnswerDue()).isTrue();
  }

  /** Its own pulse has gone a moment before: the answer would be two intervals behind the last. */
  @Test
  void whereThePulsesCrossAnAnswerGoesAlone() {
    following.lead(7, new Quiescence(null, 7, null, null));
    beat(1);
    following.endCycle(1);
    following.sent();
    following.answered();

    following.onPulse(leading.series(), false, INTERVAL_NS);
    following.endCycle(INTERVAL_NS);
    following.sent();
    following.answered();
    following.endCycle(2 * INTERVAL_NS);
    following.sent();
    following.onPulse(leading.series(), false, 2 * INTERVAL_NS + 1);
    following.endCycle(2 * INTERVAL_NS + 1);

    assertThat(following.isDue()).isFalse();
    assertThat(following.isAnswerDue()).isTrue();
  }

  @Test
  void anAnswerWaitsForNoPulseThatDoesNotCome() {
    beat(1);
    following.answered();

    following.onPulse(leading.series(), false, 2);
    following.endCycle(2);

    assertThat(following.isAnswerDue()).as("it leads nothing").isTrue();
  }

  @Test
  void aRefusalAndANewSeriesAreAnsweredAtOnce() {
    following.lead(7, new Quiescence(null, 7, null, null));
    following.onPulse(leading.series(), true, 1);
    assertThat(following.isAnswerDue()).as("new").isTrue();
    following.answered();

    following.disown();
    following.onPulse(leading.series(), false, 2);
    assertThat(following.isAnswerDue()).as("refused").isTrue();
  }

  @Test
  void noPulseIsNoPulse() {
    following.onPulse(Pulse.NONE, false, 1);

    assertThat(following.isAnswerDue()).isFalse();
    assertThat(following.answer()).isEqualTo(Pulse.NONE);
    assertThat(leading.onAnswer(Pulse.NONE, following.holder(), 1)).isFalse();
    assertThat(leading.series()).isEqualTo(1_000);
  }

  @Test
  void whoCountsNobodyInSendsNone() {
    beat(1);
    leading.endCycle(10 * INTERVAL_NS);

    assertThat(leading.isDue()).isFalse();
    assertThat(ofLeader.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
    assertThat(ofFollower.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void pulsesGoByTheClockThatBrokersOfAMachineShare() {
    final long lagNs = INTERVAL_NS / 5;
    ofFollower.lag(lagNs);
    beat(1);
    following.lead(7, new Quiescence(null, 7, null, null));
    following.endCycle(INTERVAL_NS);
    following.sent();
    assertThat(following.nextDeadlineNs()).isEqualTo(2 * INTERVAL_NS - lagNs);

    following.endCycle(2 * INTERVAL_NS - lagNs);
    assertThat(following.isDue()).isTrue();
    assertThat(following.nextDeadlineNs()).isEqualTo(3 * INTERVAL_NS - lagNs);
    assertThat(ofFollower.momentBefore(3 * INTERVAL_NS)).isEqualTo(3 * INTERVAL_NS - lagNs);
  }

  /** Its time stands still meanwhile; that of the others does not. */
  @Test
  void aPauseMovesNoPulse() {
    final long pauseNs = 3 * INTERVAL_NS / 10;
    following.lead(7, new Quiescence(null, 7, null, null));
    following.endCycle(INTERVAL_NS);
    following.sent();
    assertThat(following.nextDeadlineNs()).isEqualTo(2 * INTERVAL_NS);

    ofFollower.lag(pauseNs);
    assertThat(following.nextDeadlineNs()).isEqualTo(2 * INTERVAL_NS - pauseNs);
    following.endCycle(2 * INTERVAL_NS - pauseNs - 1);
    assertThat(following.isDue()).isFalse();
    following.endCycle(2 * INTERVAL_NS - pauseNs);
    assertThat(following.isDue()).isTrue();
    assertThat(following.nextDeadlineNs()).isEqualTo(3 * INTERVAL_NS - pauseNs);
  }

  @Test
  void aPulseThatCameDueInAPauseGoesAtItsEnd() {
    following.lead(7, new Quiescence(null, 7, null, null));
    following.endCycle(INTERVAL_NS);
    following.sent();

    ofFollower.lag(5 * INTERVAL_NS / 2);
    following.endCycle(INTERVAL_NS + 1);

    assertThat(following.isDue()).isTrue();
    assertThat(following.nextDeadlineNs())
        .as("the next one is in step")
        .isEqualTo(3 * INTERVAL_NS / 2);
  }
}
