package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.EntryType;
import io.rafthold.protocol.codec.ErrorCode;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replica that cannot go on ends alone, and tells all who wait. */
class ReplicaFailureTest {
  private static final long SEED = 8;

  @TempDir Path directory;
  private TestGroup group;

  @AfterEach
  void close() {
    group.close();
  }

  @Test
  void itsGroupGoesOnWithoutIt() {
    group = new TestGroup(directory, AckLevel.QUORUM, SEED).found(1, 2, 3);
    final TestReplica leader = group.lead(1);
    // Its own handler breaks on the next metadata entry that is committed.
    group.at(3).breakOnMetadata();
    leader.produce(0, 1, 100);
    final UnsafeBuffer body = new UnsafeBuffer(new byte[8]);
    assertThat(leader.get().proposeControl(EntryType.METADATA, body, 0, 8, 1)).isPositive();
    group.await("broker 3 fails", () -> group.at(3).get().failure() != null);

    assertThat(group.at(3).get().isRetired()).isTrue();
    assertThat(group.at(3).get().leaderId()).isEqualTo(-1);
    assertThat(group.at(3).events).containsExactly("failed");
    leader.produce(1, 1, 101);
    group.await("the others go on", () -> leader.answers.contains("OK 101 @1"));
    group.steps(200);
    assertThat(group.at(3).events).as("it is reported once").containsExactly("failed");
  }

  @Test
  void aLeaderThatFailsAnswersAllThatWait() {
    group = new TestGroup(directory, AckLevel.QUORUM_SYNC, SEED).found(1, 2, 3);
    final TestReplica leader = group.lead(1);
    leader.produce(0, 1, 100);
    leader.get().read(1, 200);
    leader.get().fail(new IllegalStateException("broken on purpose"));
    assertThat(leader.answers).containsExactly("NOT_LEADER 100 @-1");
    assertThat(leader.reads).containsExactly("NOT_LEADER 200 end -1");
    assertThat(leader.produce(1, 1, 101)).isEqualTo(ErrorCode.NOT_LEADER);
    assertThat(leader.get().read(1, 201)).isEqualTo(ErrorCode.NOT_LEADER);
    assertThat(leader.get().isLeader()).isFalse();
    assertThat(leader.get().transfer(2, group.nowNs())).isFalse();
    assertThat(leader.get().failure()).hasMessage("broken on purpose");
    group.await(
        "another one leads", () -> group.at(2).get().isLeader() ^ group.at(3).get().isLeader());
  }
}
