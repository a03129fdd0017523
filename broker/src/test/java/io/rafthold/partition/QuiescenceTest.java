package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.codec.ErrorCode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A group in which nothing happens is left alone, and notices all the same when something does. */
class QuiescenceTest {
  private static final long SEED = 7;

  /** As the groups of these tests step. */
  private static final int STEPS_PER_SECOND = 200;

  /** Longest election timeout of the defaults, a second try, and what visits add. */
  private static final int ELECTION_STEPS = 2 * STEPS_PER_SECOND;

  /**
   * The leader beats, two followers answer, the leader takes that in; and each has its own time.
   */
  private static final long VISITS_PER_REVIEW = 8;

  @TempDir Path directory;
  private TestGroup group;
  private TestReplica leader;

  @BeforeEach
  void leadAndCalmDown() {
    group = new TestGroup(directory, AckLevel.QUORUM, SEED).found(1, 2, 3);
    for (int id = 1; id <= 3; id++) {
      group.at(id).visitLazily();
    }
    leader = group.lead(1);
    calmDown();
  }

  @AfterEach
  void close() {
    group.close();
  }

  private void calmDown() {
    group.steps(3 * STEPS_PER_SECOND);
  }

  private long visits() {
    return group.at(1).visits() + group.at(2).visits() + group.at(3).visits();
  }

  @Test
  void aQuietGroupIsLeftAlone() {
    final long term = leader.get().term();
    final long before = visits();
    group.steps(60 * STEPS_PER_SECOND);
    assertThat(visits() - before).isBetween(12L, 12 * VISITS_PER_REVIEW);
    assertThat(leader.get().isReadyToServe()).isTrue();
    assertThat(leader.get().term()).isEqualTo(term);
  }

  @Test
  void recordsEndTheQuietAndItComesBack() {
    final long end = group.produce(leader, 0, 10, 3);
    assertThat(end).isEqualTo(30);
    group.awaitCommitted(11);
    calmDown();
    final long before = visits();
    group.steps(10 * STEPS_PER_SECOND);
    assertThat(visits() - before).isLessThanOrEqualTo(3 * VISITS_PER_REVIEW);
    assertThat(leader.produce(30, 1, 30)).isEqualTo(ErrorCode.OK);
    group.awaitCommitted(12);
  }

  @Test
  void theDeathOfAQuietLeaderIsNoticedInTime() {
    leader.stop();
    group.steps(ELECTION_STEPS);
    assertThat(group.awaitLeader().brokerId()).isNotEqualTo(1);
  }

  @Test
  void aQuietLeaderThatIsCutOffStepsDown() {
    group.isolate(1, true);
    group.steps(ELECTION_STEPS);
    assertThat(leader.get().isLeader()).isFalse();
    final TestReplica next = group.awaitLeader();
    assertThat(next.brokerId()).isNotEqualTo(1);
    group.isolate(1, false);
    group.await("the old leader follows", () -> leader.get().leaderId() == next.brokerId());
    calmDown();
    final long before = visits();
    group.steps(10 * STEPS_PER_SECOND);
    assertThat(visits() - before).as("quiet again").isLessThanOrEqualTo(3 * VISITS_PER_REVIEW);
  }

  @Test
  void aFollowerThatWasCutOffComesBackWithoutAnElection() {
    final long term = leader.get().term();
    group.isolate(3, true);
    group.steps(10 * STEPS_PER_SECOND);
    assertThat(leader.get().isReadyToServe()).isTrue();
    group.isolate(3, false);
    group.await("it follows again", () -> group.at(3).get().leaderId() == 1);
    calmDown();
    assertThat(leader.get().term()).isEqualTo(term);
    assertThat(group.at(3).get().leaderId()).isEqualTo(1);
  }

  /** The pulses of its broker go on: they must not speak for a replica that is gone. */
  @Test
  void aLeaderThatFailsAloneIsReplaced() {
    leader.get().fail(new IllegalStateException("broken"));
    group.steps(ELECTION_STEPS);
    assertThat(group.awaitLeader().brokerId()).isNotEqualTo(1);
  }

  @Test
  void aFollowerThatFailsAloneIsNotCountedOn() {
    group.at(2).get().fail(new IllegalStateException("broken"));
    group.at(3).get().fail(new IllegalStateException("broken"));
    group.steps(ELECTION_STEPS);
    assertThat(leader.get().isLeader()).isFalse();
  }

  @Test
  void aFollowerThatRestartsIsHeardAsANewOne() {
    group.at(2).kill();
    group.at(2).start(group.nowNs());
    group.await("it follows", () -> group.at(2).get().leaderId() == 1);
    calmDown();
    leader.stop();
    group.steps(ELECTION_STEPS);
    assertThat(group.awaitLeader().brokerId()).isNotEqualTo(1);
  }

  @Test
  void aLeaderMayHandOverOutOfTheQuiet() {
    leader.get().transfer(2, group.nowNs());
    group.await("broker 2 leads", () -> group.at(2).get().isReadyToServe());
    calmDown();
    final long term = group.at(2).get().term();
    group.steps(20 * STEPS_PER_SECOND);
    assertThat(group.at(2).get().isReadyToServe()).isTrue();
    assertThat(group.at(2).get().term()).isEqualTo(term);
    assertThat(group.at(1).get().leaderId()).isEqualTo(2);
    assertThat(group.at(3).get().leaderId()).isEqualTo(2);
  }

  @Test
  void messagesMayBeLost() {
    group.loseEveryOther(true);
    group.steps(20 * STEPS_PER_SECOND);
    group.loseEveryOther(false);
    final TestReplica now = group.awaitLeader();
    calmDown();
    final long term = now.get().term();
    final long before = visits();
    group.steps(10 * STEPS_PER_SECOND);
    assertThat(visits() - before).isLessThanOrEqualTo(3 * VISITS_PER_REVIEW);
    assertThat(now.get().term()).isEqualTo(term);
  }
}
