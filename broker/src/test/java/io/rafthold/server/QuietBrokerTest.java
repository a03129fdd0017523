package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a broker with nothing to do sends, it sends when the others of its machine are awake. */
class QuietBrokerTest {
  private static final long SEED = 11;
  private static final int STEPS_PER_SECOND = (int) (1_000_000_000L / CoreCluster.STEP_NS);
  private static final long INTERVAL_NS = Duration.ofMillis(CoreCluster.HEARTBEAT_MS).toNanos();

  /**
   * Nine steps pass between two cycles, of which the duty clock counts six: far below an election
   * timeout, and ended before the next pulse is due where it begins with one.
   */
  private static final int PAUSE_STEPS = 8;

  private static final int REVIEW_STEPS = 5 * STEPS_PER_SECOND;

  /** A review's heartbeats are answered, and the leader speaks once more. */
  private static final int ANSWER_STEPS = 2;

  @TempDir Path directory;
  private CoreCluster cluster;
  private CoreCluster.Node leader;

  @BeforeEach
  void calmDown() {
    cluster = new CoreCluster(directory, 3, SEED);
    leader = cluster.awaitLeader(0);
    steps(3 * STEPS_PER_SECOND);
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  /** Measured before the group's next review, whose time was set before the pause. */
  @Test
  void pulsesOfABrokerThatWasPausedKeepStepWithTheMachinesClock() {
    pauseBehindAPulse();
    final List<Long> moments = momentsOfSending(STEPS_PER_SECOND);
    assertThat(moments).hasSize(20).allMatch(momentNs -> isInStep(momentNs, 1));
  }

  @Test
  void reviewsOfABrokerThatWasPausedKeepStepWithTheMachinesClock() {
    pauseBehindAPulse();
    steps(REVIEW_STEPS + STEPS_PER_SECOND);
    final List<Long> moments = momentsOfSending(4 * REVIEW_STEPS);
    final long behindAnswers = moments.stream().filter(momentNs -> !isInStep(momentNs, 1)).count();
    assertThat(behindAnswers).as("reviews").isBetween(3L, 4L);
    assertThat(moments).allMatch(momentNs -> isInStep(momentNs, 1 + ANSWER_STEPS));
  }

  private void pauseBehindAPulse() {
    do {
      cluster.step();
    } while (!isInStep(cluster.nowNs(), 1));
    cluster.pause(leader.id, PAUSE_STEPS);
  }

  private static boolean isInStep(long momentNs, int steps) {
    return Math.floorMod(momentNs, INTERVAL_NS) < steps * CoreCluster.STEP_NS;
  }

  private void steps(int count) {
    for (int i = 0; i < count; i++) {
      cluster.step();
    }
  }

  private List<Long> momentsOfSending(int steps) {
    final List<Long> moments = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      final int before = leader.sentCount();
      cluster.step();
      if (leader.sentCount() > before) {
        moments.add(cluster.nowNs());
      }
    }
    return moments;
  }
}
