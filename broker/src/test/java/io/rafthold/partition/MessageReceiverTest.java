package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.raft.MessageType;
import io.rafthold.raft.RaftMessage;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Heartbeats that repeat what is known are answered without a visit, and hold as well as others.
 */
class MessageReceiverTest {
  private static final long SEED = 11;

  /** Ten heartbeats. */
  private static final int STEPS = 100;

  @TempDir Path directory;
  private TestGroup group;
  private TestReplica leader;

  /** What nobody has flushed keeps the group from being quiet. */
  @BeforeEach
  void lead() {
    group = new TestGroup(directory, AckLevel.QUORUM, SEED).found(1, 2, 3);
    leader = group.lead(1);
    for (int id = 1; id <= 3; id++) {
      group.at(id).holdFlushes(true);
      group.at(id).visitLazily();
    }
    assertThat(leader.produce(0, 1, 0)).isEqualTo(ErrorCode.OK);
    group.awaitCommitted(leader.get().log().lastIndex());
    group.steps(STEPS);
  }

  @AfterEach
  void close() {
    group.close();
  }

  @Test
  void aFollowerIsVisitedForItsElectionTimeoutOnly() {
    final long before = group.at(2).visits();
    group.steps(STEPS);
    assertThat(group.at(2).visits() - before).isLessThan(4);
  }

  @Test
  void aLeaderIsVisitedForItsHeartbeatsOnly() {
    final long before = leader.visits();
    group.steps(STEPS);
    assertThat(leader.visits() - before).isLessThanOrEqualTo(11);
  }

  @Test
  void nobodyElectsMeanwhile() {
    final long term = leader.get().term();
    group.steps(20 * STEPS);
    assertThat(leader.get().isReadyToServe()).isTrue();
    assertThat(leader.get().term()).isEqualTo(term);
  }

  @Test
  void aLeaderThatIsGoneIsNoticed() {
    group.isolate(1, true);
    group.await(
        "another leader", () -> group.at(2).get().isLeader() || group.at(3).get().isLeader());
  }

  @Test
  void aLeaderThatNobodyHearsStepsDown() {
    group.isolate(1, true);
    group.await("the old one follows", () -> !leader.get().isLeader());
  }

  /** The notice of the commit gets lost, so that a heartbeat is what tells of it. */
  @Test
  void aHeartbeatThatCommitsCallsForAVisit() {
    final Replica late = group.at(3).get();
    final long before = late.commitOffset();
    assertThat(leader.produce(1, 1, 1)).isEqualTo(ErrorCode.OK);
    group.await("the leader commits", () -> leader.get().commitOffset() > before);
    group.isolate(3, true);
    group.step();
    group.isolate(3, false);
    assertThat(late.commitOffset()).isEqualTo(before);
    assertThat(late.log().lastIndex()).isEqualTo(leader.get().log().lastIndex());
    final RaftMessage beat =
        new RaftMessage()
            .reset(MessageType.HEARTBEAT, 1, 3)
            .term(leader.get().term())
            .commitIndex(leader.get().commitIndex());
    assertThat(late.onMessage(beat, group.nowNs())).as("it commits").isTrue();
    assertThat(late.onMessage(beat, group.nowNs())).as("again").isFalse();
  }
}
