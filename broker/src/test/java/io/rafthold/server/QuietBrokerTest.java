package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.raft.RaftSettings;
import java.nio.file.Path;
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

  /** Far below an election timeout; more than the duty clock counts of it, by part of a pulse. */
  private static final int PAUSE_STEPS = 12;

  /** Each quiet group looks at itself that often. The first time was set before the pause. */
  private static final int REVIEW_STEPS = 5 * STEPS_PER_SECOND;

  /** A review's heartbeats are answered, and the leader speaks once more. */
  private static final int ANSWER_STEPS = 2;

  private static final long INTERVAL_NS = RaftSettings.defaults().heartbeatIntervalNs();

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

  @Test
  void pulsesOfABrokerThatWasPausedKeepStepWithTheMachinesClock() {
    cluster.pause(leader.id, PAUSE_STEPS);
    steps(1);
    final List<Long> moments = momentsOfSending(3 * STEPS_PER_SECOND / 2);
    assertThat(moments).hasSizeGreaterThan(20).allMatch(momentNs -> isInStep(momentNs, 1));
  }

  @Test
  void reviewsOfABrokerThatWasPausedKeepStepWithTheMachinesClock() {
    cluster.pause(leader.id, PAUSE_STEPS);
    steps(REVIEW_STEPS + STEPS_PER_SECOND);
    final List<Long> moments = momentsOfSending(4 * REVIEW_STEPS);
    final long behindAnswers = moments.stream().filter(momentNs -> !isInStep(momentNs, 1)).count();
    assertThat(behindAnswers).as("reviews").isBetween(3L, 4L);
    assertThat(moments).allMatch(momentNs -> isInStep(momentNs, 1 + ANSWER_STEPS));
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
