package io.rafthold.client.transport;

import static io.rafthold.client.transport.TrafficIdleStrategy.AWAKE_NS;
import static io.rafthold.client.transport.TrafficIdleStrategy.CALM_NS;
import static io.rafthold.client.transport.TrafficIdleStrategy.LONGEST_PAUSE_NS;
import static io.rafthold.client.transport.TrafficIdleStrategy.LONGEST_SLEEP_NS;
import static io.rafthold.client.transport.TrafficIdleStrategy.LOOK_NS;
import static io.rafthold.client.transport.TrafficIdleStrategy.QUIET_NS;
import static io.rafthold.client.transport.TrafficIdleStrategy.SHORTEST_PAUSE_NS;
import static io.rafthold.client.transport.TrafficIdleStrategy.SLEEP_NS;
import static io.rafthold.client.transport.TrafficIdleStrategy.SLOW_YIELD_NS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On a clock that only yields and sleeps move. */
class TrafficIdleStrategyTest implements Doze {
  private static final long QUICK_YIELD_NS = 1_000;

  private long nowNs = 1_000_000_000L;
  private long yieldNs = QUICK_YIELD_NS;
  private boolean hasDatagram = true;
  private int yields;
  private int sleeps;
  private long deadlineNs = Long.MAX_VALUE;
  private final List<Long> sleptNs = new ArrayList<>();
  private final TrafficIdleStrategy idle =
      new TrafficIdleStrategy(() -> nowNs, this::yieldThread, this, () -> deadlineNs);

  private void yieldThread() {
    yields++;
    nowNs += yieldNs;
  }

  @Override
  public boolean isOver() {
    return hasDatagram;
  }

  @Override
  public void sleep(long timeoutNs) {
    sleptNs.add(timeoutNs);
    sleeps++;
    nowNs += timeoutNs;
  }

  @Override
  public void wake() {
    throw new AssertionError("nobody calls");
  }

  @Test
  void workIsNoReasonToWait() {
    idle.idle(1);

    assertThat(yields + sleeps).isZero();
  }

  @Test
  void withoutTrafficItSleeps() {
    idle.idle(0);

    assertThat(yields).isZero();
    assertThat(sleeps).isEqualTo(1);
  }

  @Test
  void sleepsAreLongWhereNoTrafficHasPassedForAWhile() {
    becomeQuiet();

    assertThat(sleepTimes(2)).containsOnly(LONGEST_SLEEP_NS);
    idle.idle(1);
    assertThat(sleepTimes(1)).as("work is no traffic").containsOnly(LONGEST_SLEEP_NS);
  }

  @Test
  void noSleepIsLongForAWhileBehindTraffic() {
    idle.onTraffic(nowNs);
    nowNs += AWAKE_NS;

    final long quietFromNs = nowNs - AWAKE_NS + QUIET_NS;
    while (nowNs < quietFromNs) {
      assertThat(sleepTimes(1)).containsExactly(SLEEP_NS);
    }
  }

  @Test
  void aDeadlineEndsALongSleep() {
    becomeQuiet();

    deadlineNs = nowNs + LONGEST_SLEEP_NS / 2;
    assertThat(sleepTimes(1)).containsExactly(LONGEST_SLEEP_NS / 2);
    assertThat(sleepTimes(1)).as("it is over").containsExactly(SLEEP_NS);
    deadlineNs = Long.MIN_VALUE;
    assertThat(sleepTimes(1)).as("at once").containsExactly(SLEEP_NS);
    deadlineNs = Long.MAX_VALUE;
    assertThat(sleepTimes(1)).as("never").containsExactly(LONGEST_SLEEP_NS);
  }

  @Test
  void whoKnowsNoDeadlineIsBackEachMillisecond() {
    deadlineNs = Long.MIN_VALUE;
    becomeQuiet();

    assertThat(sleepTimes(9)).containsOnly(SLEEP_NS);
  }

  @Test
  void trafficKeepsItAwakeForAWhile() {
    idle.onTraffic(nowNs);
    final long startNs = nowNs;
    while (sleeps == 0) {
      idle.idle(0);
    }

    assertThat(nowNs - SLEEP_NS - startNs).isEqualTo(AWAKE_NS);
    assertThat(yields).isEqualTo((int) (AWAKE_NS / QUICK_YIELD_NS));
  }

  @Test
  void itYieldsUntilADatagramIsThereOrTimersWantALook() {
    idle.onTraffic(nowNs);
    hasDatagram = false;

    idle.idle(0);

    assertThat(yields).isEqualTo((int) (LOOK_NS / QUICK_YIELD_NS));
  }

  @Test
  void aSlowYieldIsFollowedByAPauseOfSleeping() {
    yieldSlowly();
    final long pauseStartNs = nowNs;
    yieldNs = QUICK_YIELD_NS;
    yields = 0;
    while (yields == 0) {
      idle.onTraffic(nowNs);
      idle.idle(0);
    }

    assertThat(nowNs - yieldNs - pauseStartNs).isEqualTo(SHORTEST_PAUSE_NS);
    assertThat(sleeps).isEqualTo((int) (SHORTEST_PAUSE_NS / SLEEP_NS));
  }

  @Test
  void pausesDoubleUpToABound() {
    long expectedNs = SHORTEST_PAUSE_NS;
    for (int i = 0; i < 10; i++) {
      yieldSlowly();
      assertThat(pauseNs()).isEqualTo(expectedNs);
      expectedNs = Math.min(2 * expectedNs, LONGEST_PAUSE_NS);
    }
    assertThat(expectedNs).isEqualTo(LONGEST_PAUSE_NS);
  }

  @Test
  void calmMakesTheNextPauseShortAgain() {
    yieldSlowly();
    pauseNs();
    yieldSlowly();
    pauseNs();
    final long startNs = nowNs;
    yieldNs = QUICK_YIELD_NS;
    while (nowNs - startNs < 2 * CALM_NS) {
      idle.onTraffic(nowNs);
      idle.idle(0);
    }
    yieldSlowly();

    assertThat(pauseNs()).isEqualTo(SHORTEST_PAUSE_NS);
  }

  private void becomeQuiet() {
    nowNs += QUIET_NS;
  }

  private List<Long> sleepTimes(int count) {
    sleptNs.clear();
    for (int i = 0; i < count; i++) {
      idle.idle(0);
    }
    return sleptNs;
  }

  private void yieldSlowly() {
    yieldNs = SLOW_YIELD_NS;
    idle.onTraffic(nowNs);
    idle.idle(0);
  }

  /** Sleeps to the end of the pause, and tells how long it was. */
  private long pauseNs() {
    final long startNs = nowNs;
    final int yieldsBefore = yields;
    yieldNs = 0;
    while (yields == yieldsBefore) {
      idle.onTraffic(nowNs);
      idle.idle(0);
    }
    return nowNs - startNs;
  }
}
