package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.log.BlobFile;
import io.rafthold.log.SegmentDescriptor;
import io.rafthold.log.TwoSlotFile;
import io.rafthold.protocol.AckLevel;
import io.rafthold.raft.Membership;
import io.rafthold.raft.MembershipVerdict;
import io.rafthold.raft.MessageType;
import io.rafthold.raft.RaftMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state for a new start is on the disk, and then the log does not start there after all. */
class TakenBackStartTest {
  private static final long SEED = 21;
  private static final int RECORDS = 1_000;

  @TempDir Path directory;
  private TestGroup group;
  private long sequence;

  @AfterEach
  void close() {
    if (group != null) {
      group.close();
    }
  }

  private void produce(TestReplica leader, int count) {
    sequence = group.produce(leader, sequence, count, RECORDS);
  }

  private void drop(TestReplica replica, long index) {
    final long before = replica.get().log().firstIndex();
    group.await(
        "its start is gone",
        () -> {
          replica.get().dropBefore(index);
          return replica.get().log().firstIndex() > before;
        });
  }

  /** Three brokers, of which 3 has segments that end elsewhere. */
  private TestReplica leader() {
    group = new TestGroup(directory, AckLevel.QUORUM_SYNC, SEED).found(1, 2, 3);
    final TestReplica leader = group.lead(1);
    produce(leader, 13);
    group.awaitCommitted(leader.get().commitIndex());
    group.at(3).kill();
    group.at(3).start(group.nowNs());
    produce(leader, 40);
    group.awaitCommitted(leader.get().commitIndex());
    return leader;
  }

  private static byte[] start(Path replica) {
    try (BlobFile file = startFile(replica)) {
      return file.read();
    }
  }

  private static BlobFile startFile(Path replica) {
    return BlobFile.open(replica.resolve("start"), TwoSlotFile.Kind.START, TestReplica.GROUP_ID);
  }

  /** Broker 3's log has lost a little of its start; its start file is as far as the leader's. */
  private long aheadOfItsLog(TestReplica leader) {
    final TestReplica ahead = group.at(3);
    drop(ahead, ahead.get().log().segments().get(1).baseIndex());
    drop(leader, leader.get().log().lastIndex() - 3);
    final long leaderStart = leader.get().log().firstIndex();
    assertThat(ahead.get().log().segments())
        .extracting(SegmentDescriptor::baseIndex)
        .as("segments end elsewhere")
        .doesNotContain(leaderStart);
    ahead.stop();
    try (BlobFile file = startFile(ahead.directory())) {
      file.write(start(leader.directory()));
    }
    return leaderStart;
  }

  @Test
  void aRestartGoesByTheStateBesideTheFirstSegment() {
    final TestReplica leader = leader();
    final TestReplica ahead = group.at(3);
    final long behindStart = aheadOfItsLog(leader);
    ahead.start(group.nowNs());
    final long firstIndex = ahead.get().log().firstIndex();
    assertThat(firstIndex).isBetween(2L, behindStart - 1);
    assertThat(start(ahead.directory())).isNotEqualTo(start(leader.directory()));
    assertThat(ahead.events).isEmpty();
    installsAnother(ahead, firstIndex);
  }

  @Test
  void whereThereIsNoneOthersAreInstalledWithTheLaterOne() throws IOException {
    final TestReplica leader = leader();
    final TestReplica ahead = group.at(3);
    final long behindStart = aheadOfItsLog(leader);
    final Path segments = ahead.directory().resolve("segments");
    final List<Path> states;
    try (Stream<Path> files = Files.walk(segments)) {
      states = files.filter(file -> file.endsWith("state")).toList();
    }
    for (final Path state : states) {
      Files.delete(state);
    }
    ahead.start(group.nowNs());
    assertThat(ahead.get().log().firstIndex()).isBetween(2L, behindStart - 1);
    installsAnother(ahead, behindStart);
  }

  /** It leads, and a blank broker gets what the log starts with. */
  private void installsAnother(TestReplica leader, long firstIndex) {
    group.at(1).stop();
    group.awaitCommitted(leader.get().log().lastIndex());
    group.lead(leader.brokerId());
    group.add(4, Membership.of(4, 1, 2, 3));
    group.await(
        "the change is accepted",
        () ->
            leader.get().changeMembership(leader.get().membership().withLearner(4), group.nowNs())
                == MembershipVerdict.ACCEPTED);
    group.await("the learner catches up", () -> leader.get().isCaughtUp(4));
    final Replica learner = group.at(4).get();
    assertThat(learner.log().firstIndex()).isEqualTo(firstIndex);
    group.await("it has all", () -> learner.commitOffset() == sequence);
  }

  @Test
  void aWholeLogHasNoStart() {
    final TestReplica leader = leader();
    drop(leader, leader.get().log().lastIndex() - 3);
    final TestReplica whole = group.at(3);
    whole.stop();
    try (BlobFile file = startFile(whole.directory())) {
      file.write(start(leader.directory()));
    }
    whole.start(group.nowNs());
    assertThat(whole.get().log().firstIndex()).isEqualTo(1);
    assertThat(start(whole.directory())).isEmpty();
    group.awaitCommitted(leader.get().commitIndex());
  }

  @Test
  void anInstallThatComesTooLateLeavesTheFileAsItWas() {
    group = new TestGroup(directory, AckLevel.QUORUM_SYNC, SEED).found(1, 2, 3);
    final TestReplica leader = group.lead(1);
    produce(leader, 30);
    group.awaitCommitted(leader.get().commitIndex());
    final TestReplica late = group.at(3);
    drop(late, late.get().log().segments().get(1).baseIndex());
    final byte[] before = start(late.directory());
    final long firstIndex = late.get().log().firstIndex();
    group.isolate(3, true);
    produce(leader, 30);
    drop(leader, leader.get().log().lastIndex() - 3);
    assertThat(leader.get().log().firstIndex()).isGreaterThan(late.get().log().lastIndex() + 1);

    late.holdHousekeeping(true);
    group.isolate(3, false);
    group.await(
        "the state of the install is on the disk",
        () -> {
          late.keepHouseOnce();
          return !Arrays.equals(start(late.directory()), before);
        });
    // Before the next cycle somebody else leads, and says so.
    late.get()
        .onMessage(
            new RaftMessage()
                .reset(MessageType.HEARTBEAT, 2, 3)
                .term(late.get().term() + 1)
                .prevIndex(0),
            group.nowNs());
    group.isolate(3, true);
    late.holdHousekeeping(false);
    group.steps(3);
    assertThat(late.get().failure()).isNull();
    assertThat(late.get().log().firstIndex()).isEqualTo(firstIndex);
    assertThat(start(late.directory())).isEqualTo(before);

    group.isolate(3, false);
    group.awaitLeader();
    group.await("it has all in the end", () -> late.get().commitOffset() == sequence);
  }
}
