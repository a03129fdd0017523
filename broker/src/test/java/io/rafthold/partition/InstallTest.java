package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.rafthold.log.BlobFile;
import io.rafthold.log.LogDamageException;
import io.rafthold.log.TwoSlotFile;
import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.raft.Membership;
import io.rafthold.raft.MembershipVerdict;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Dissertation 5: who needs entries that are gone gets what they came to, and goes on from there.
 */
class InstallTest {
  private static final long SEED = 5;
  private static final int BATCHES = 40;
  private static final int RECORDS = 1_000;

  private static final StateDecoder DECODER = new StateDecoder(1, ProducerLimits.STANDARD);

  @TempDir Path directory;
  private TestGroup group;

  @AfterEach
  void close() {
    if (group != null) {
      group.close();
    }
  }

  private TestReplica leaderWithoutItsStart(AckLevel level) {
    group = new TestGroup(directory, level, SEED).found(1, 2, 3);
    final TestReplica leader = group.lead(1);
    group.isolate(3, true);
    for (int i = 0; i < BATCHES; i++) {
      assertThat(leader.produce((long) i * RECORDS, RECORDS, i)).isEqualTo(ErrorCode.OK);
      group.step();
    }
    group.await("all is acknowledged", () -> leader.answers.size() == BATCHES);
    final long kept = leader.get().log().lastIndex() - 3;
    group.await(
        "its start is gone",
        () -> {
          leader.get().dropBefore(kept);
          return leader.get().log().firstIndex() > 20;
        });
    return leader;
  }

  @Test
  void aFollowerThatLagsGetsTheStartAndTheRest() {
    final TestReplica leader = leaderWithoutItsStart(AckLevel.QUORUM_SYNC);
    group.isolate(3, false);
    group.awaitCommitted(leader.get().commitIndex());
    final Replica follower = group.at(3).get();
    assertThat(follower.log().firstIndex()).isEqualTo(leader.get().log().firstIndex());
    assertThat(follower.log().startOffset()).isEqualTo(leader.get().log().startOffset());
    assertThat(follower.commitOffset()).isEqualTo(BATCHES * RECORDS);
    group.await("it is flushed too", () -> follower.durableIndex() == leader.get().commitIndex());
  }

  @Test
  void aBlankBrokerIsInstalledAndKnowsTheProducers() {
    final TestReplica leader = leaderWithoutItsStart(AckLevel.QUORUM);
    group.isolate(3, false);
    group.add(4, Membership.of(4, 1, 2, 3));
    change(leader, leader.get().membership().withLearner(4));
    group.await("the learner catches up", () -> leader.get().isCaughtUp(4));
    change(leader, leader.get().membership().withVoter(4));
    group.awaitCommitted(leader.get().membershipIndex());
    leader.get().transfer(4, group.nowNs());
    group.await("broker 4 leads", () -> group.at(4).get().isReadyToServe());
    group.steps(3);

    // The last batch before the installed start is a duplicate there as well.
    final long start = group.at(4).get().log().startOffset();
    assertThat(produceAs(leader, group.at(4), start - RECORDS, 7)).isEqualTo(ErrorCode.OK);
    group.await("it is answered", () -> !group.at(4).answers.isEmpty());
    assertThat(group.at(4).answers).containsExactly("OK 7 @" + (start - RECORDS));
    assertThat(produceAs(leader, group.at(4), 77_777_777L, 8)).isEqualTo(ErrorCode.OUT_OF_ORDER);
  }

  private ErrorCode produceAs(
      TestReplica producer, TestReplica leader, long sequence, long correlationId) {
    return leader.produce(Batches.of(producer.brokerId(), 0, sequence, RECORDS, 7), correlationId);
  }

  @Test
  void aRestartGoesOnFromTheInstalledStart() {
    final TestReplica leader = leaderWithoutItsStart(AckLevel.QUORUM_SYNC);
    group.isolate(3, false);
    group.await("installed", () -> group.at(3).get().log().firstIndex() > 1);
    group.at(3).kill();
    group.at(3).start(group.nowNs());
    final long firstIndex = leader.get().log().firstIndex();
    assertThat(group.at(3).get().log().firstIndex()).isEqualTo(firstIndex);
    group.awaitCommitted(leader.get().commitIndex());
    group.at(3).stop();
    group.at(3).start(group.nowNs());
    assertThat(group.at(3).get().log().firstIndex()).isEqualTo(firstIndex);
    assertThat(group.at(3).get().membership().isVoter(3)).isTrue();
    leader.stop();
    leader.start(group.nowNs());
    assertThat(leader.get().log().firstIndex()).isEqualTo(firstIndex);
    group.awaitLeader();
  }

  @Test
  void anInstallThatWasCutShortIsCompletedByTheRestart() {
    final TestReplica leader = leaderWithoutItsStart(AckLevel.QUORUM_SYNC);
    final TestReplica follower = group.at(3);
    follower.stop();
    // The state is on disk, the log is not begun anew yet.
    try (BlobFile from = startFile(leader.directory());
        BlobFile to = startFile(follower.directory())) {
      to.write(from.read());
    }
    follower.start(group.nowNs());
    assertThat(follower.get().log().firstIndex()).isEqualTo(leader.get().log().firstIndex());
    assertThat(follower.get().log().lastIndex()).isEqualTo(follower.get().log().firstIndex() - 1);
    group.isolate(3, false);
    group.awaitCommitted(leader.get().commitIndex());
    assertThat(follower.get().commitOffset()).isEqualTo(BATCHES * RECORDS);
  }

  private static BlobFile startFile(Path replica) {
    return BlobFile.open(replica.resolve("start"), TwoSlotFile.Kind.START, TestReplica.GROUP_ID);
  }

  @Test
  void lostPartsAreSentAgain() {
    final TestReplica leader = leaderWithoutItsStart(AckLevel.QUORUM_SYNC);
    group.isolate(3, false);
    group.loseEveryOther(true);
    group.steps(200);
    group.loseEveryOther(false);
    group.awaitCommitted(leader.get().commitIndex());
    assertThat(group.at(3).get().commitOffset()).isEqualTo(BATCHES * RECORDS);
  }

  @Test
  void aStateOfWhichAByteIsWrongIsNotTaken() {
    final TestReplica leader = leaderWithoutItsStart(AckLevel.QUORUM_SYNC);
    final TestReplica follower = group.at(3);
    group.distortOver(1_000);
    group.step();
    group.isolate(3, false);
    group.steps(400);
    assertThat(follower.get().failure()).isNull();
    assertThat(follower.get().log().firstIndex()).isEqualTo(1);
    group.distortOver(Integer.MAX_VALUE);
    group.awaitCommitted(leader.get().commitIndex());
    assertThat(follower.get().commitOffset()).isEqualTo(BATCHES * RECORDS);
  }

  @Test
  void whatComesOfAnInstallIsNotLookedIntoBeforeItIsOnTheDisk() {
    final TestReplica leader = leaderWithoutItsStart(AckLevel.QUORUM_SYNC);
    final TestReplica follower = group.at(3);
    follower.holdHousekeeping(true);
    group.isolate(3, false);
    group.steps(400);
    assertThat(follower.get().log().firstIndex()).isEqualTo(1);
    follower.holdHousekeeping(false);
    group.awaitCommitted(leader.get().commitIndex());
    assertThat(follower.get().log().firstIndex()).isEqualTo(leader.get().log().firstIndex());
  }

  @Test
  void nothingIsDroppedThatIsNotApplied() {
    group = new TestGroup(directory, AckLevel.QUORUM, SEED).found(1, 2, 3);
    final TestReplica leader = group.lead(1);
    group.isolate(2, true);
    group.isolate(3, true);
    for (int i = 0; i < 20; i++) {
      leader.produce((long) i * RECORDS, RECORDS, i);
    }
    leader.get().dropBefore(Long.MAX_VALUE);
    group.steps(20);
    assertThat(leader.get().log().firstIndex()).isEqualTo(1);
    assertThat(leader.get().failure()).isNull();
  }

  @Test
  void damagedStatesAreNamed() {
    final TestReplica leader = leaderWithoutItsStart(AckLevel.QUORUM);
    final byte[] state;
    leader.stop();
    try (BlobFile file = startFile(leader.directory())) {
      state = file.read();
    }
    final SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 2_000; i++) {
      final byte[] damaged = Arrays.copyOf(state, random.nextInt(state.length));
      if (damaged.length > 0) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
      }
      // A flipped id or sequence is found by the CRC alone; nothing else may come of it.
      final Throwable thrown = catchThrowable(() -> DECODER.decode(damaged, "a test"));
      assertThat(thrown == null || thrown instanceof LogDamageException)
          .as("damage %d of seed %d: %s", i, SEED, thrown)
          .isTrue();
    }
  }

  private void change(TestReplica leader, Membership next) {
    group.await(
        "the change is accepted",
        () -> leader.get().changeMembership(next, group.nowNs()) == MembershipVerdict.ACCEPTED);
  }
}
