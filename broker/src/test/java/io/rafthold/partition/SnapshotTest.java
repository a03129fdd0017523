package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.log.SegmentDescriptor;
import io.rafthold.log.StateFile;
import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.codec.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** States beside segments: what a restart goes on from. */
class SnapshotTest {
  private static final long SEED = 9;
  private static final int RECORDS = 1_000;
  private static final int BATCHES = 40;
  private static final int VERSION_OFFSET = 8;

  @TempDir Path directory;
  private TestGroup group;
  private long sequence;

  @AfterEach
  void close() {
    if (group != null) {
      group.close();
    }
  }

  private TestReplica single() {
    group = new TestGroup(directory, AckLevel.QUORUM_SYNC, SEED).found(1);
    final TestReplica replica = group.lead(1);
    produce(replica, BATCHES);
    awaitStates(replica);
    return replica;
  }

  private void produce(TestReplica leader, int count) {
    sequence = group.produce(leader, sequence, count, RECORDS);
  }

  private void awaitStates(TestReplica replica) {
    group.await(
        "each segment but the first has a state",
        () -> segments(replica).stream().skip(1).allMatch(s -> Files.exists(state(replica, s))));
  }

  private static List<SegmentDescriptor> segments(TestReplica replica) {
    return replica.get().log().segments();
  }

  private static Path state(TestReplica replica, SegmentDescriptor segment) {
    return replica.directory().resolve(String.format("segments/%020d/state", segment.ordinal()));
  }

  private static Path lastState(TestReplica replica) {
    final List<SegmentDescriptor> segments = segments(replica);
    return state(replica, segments.get(segments.size() - 1));
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns how many of the log's entries a restart does not have to replay. */
  private long restart(TestReplica replica) {
    replica.kill();
    replica.start(group.nowNs());
    return replica.get().appliedIndex();
  }

  @Test
  void aRestartReplaysOneSegmentAtMost() {
    final TestReplica replica = single();
    final List<SegmentDescriptor> segments = segments(replica);
    assertThat(segments).hasSizeGreaterThan(4);
    final long open = segments.get(segments.size() - 1).baseIndex();

    assertThat(restart(replica)).isEqualTo(open - 1);
    assertKnowsTheProducer(replica);
  }

  private void assertKnowsTheProducer(TestReplica replica) {
    group.lead(replica.brokerId());
    group.steps(3);
    replica.answers.clear();
    final long last = sequence - RECORDS;
    assertThat(replica.produce(last, RECORDS, 7)).isEqualTo(ErrorCode.OK);
    group.await("the repeat is answered", () -> !replica.answers.isEmpty());
    assertThat(replica.answers).containsExactly("OK 7 @" + last);
    assertThat(replica.produce(sequence + 1, RECORDS, 8)).isEqualTo(ErrorCode.OUT_OF_ORDER);
    produce(replica, 1);
  }

  @Test
  void anIdleReplicaKeepsItsNewestStateThroughAnyNumberOfRestarts() {
    group = new TestGroup(directory, AckLevel.QUORUM_SYNC, SEED).found(1, 2, 3);
    final TestReplica leader = group.lead(1);
    produce(leader, BATCHES);
    group.awaitCommitted(leader.get().commitIndex());
    final TestReplica idle = group.at(3);
    restart(idle);
    // Its last segment is empty, and gets the state at the log's end.
    group.awaitCommitted(leader.get().commitIndex());
    awaitStates(idle);
    final long last = idle.get().log().lastIndex();
    for (int i = 0; i < 3; i++) {
      assertThat(restart(idle)).isEqualTo(last);
    }
    group.awaitCommitted(last);
  }

  @Test
  void aDamagedStateIsPassedOverAndMadeAnew() throws IOException {
    final TestReplica replica = single();
    final byte[] sound = read(lastState(replica));
    final long older = segments(replica).get(segments(replica).size() - 2).baseIndex() - 1;
    for (int at = 0; at < sound.length; at += 1 + sound.length / 10) {
      final byte[] damaged = sound.clone();
      damaged[at] ^= 0x10;
      replica.kill();
      Files.write(lastFile(replica), damaged);
      replica.start(group.nowNs());
      assertThat(replica.get().appliedIndex()).isEqualTo(older);
      assertThat(replica.events).containsExactly("state ignored");
      replica.events.clear();
    }
    final Path file = lastFile(replica);
    group.lead(1);
    group.await("it is made anew", () -> Arrays.equals(read(file), sound));
    assertKnowsTheProducer(replica);
  }

  @Test
  void aStateThatTheDiskDoesNotGiveIsPassedOver() throws IOException {
    final TestReplica replica = single();
    final long older = segments(replica).get(segments(replica).size() - 2).baseIndex() - 1;
    replica.kill();
    final Path file = lastFile(replica);
    Files.delete(file);
    Files.createDirectory(file);
    replica.holdHousekeeping(true);
    replica.start(group.nowNs());
    assertThat(replica.get().appliedIndex()).isEqualTo(older);
    assertThat(replica.events).containsExactly("state ignored");
    Files.delete(file);
    replica.holdHousekeeping(false);
    group.lead(1);
    group.await("it is made anew", () -> Files.exists(file));
  }

  @Test
  void aStateThatRotsIsMadeAnewFromTheOneBefore() throws IOException {
    final TestReplica replica = single();
    final Path rotten = lastState(replica);
    final byte[] sound = read(rotten);
    final List<Path> others =
        segments(replica).stream()
            .skip(1)
            .map(segment -> state(replica, segment))
            .filter(file -> !file.equals(rotten))
            .toList();
    final List<Object> before = others.stream().map(SnapshotTest::key).toList();
    final byte[] damaged = sound.clone();
    damaged[damaged.length - 1] ^= 1;
    Files.write(rotten, damaged);
    final long open = replica.get().log().openSegmentIndex();
    while (replica.get().log().openSegmentIndex() == open) {
      produce(replica, 1);
    }
    awaitStates(replica);
    assertThat(read(rotten)).isEqualTo(sound);
    assertThat(others.stream().map(SnapshotTest::key).toList())
        .as("none was made anew")
        .isEqualTo(before);
    restart(replica);
    assertKnowsTheProducer(replica);
  }

  private static Object key(Path file) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void statesOfOthersAndOfNewerVersionsAreNotTaken() throws IOException {
    final TestReplica replica = single();
    final List<SegmentDescriptor> segments = segments(replica);
    final byte[] sound = read(lastState(replica));
    final byte[] content = new byte[sound.length - StateFile.HEADER_LENGTH];
    System.arraycopy(sound, StateFile.HEADER_LENGTH, content, 0, content.length);
    final byte[] newer = sound.clone();
    newer[VERSION_OFFSET] = 2;
    final byte[] ofAnotherSegment = read(state(replica, segments.get(1)));

    for (final byte[] foreign :
        List.of(StateFile.seal(TestReplica.GROUP_ID + 1, content), newer, ofAnotherSegment)) {
      replica.kill();
      Files.write(lastFile(replica), foreign);
      replica.start(group.nowNs());
      assertThat(replica.events).containsExactly("state ignored");
      assertThat(replica.get().appliedIndex())
          .isEqualTo(segments.get(segments.size() - 2).baseIndex() - 1);
      replica.events.clear();
    }
    group.lead(1);
    assertKnowsTheProducer(replica);
  }

  /** The newest state's file of a replica that is down. */
  private static Path lastFile(TestReplica replica) throws IOException {
    try (Stream<Path> files = Files.walk(replica.directory().resolve("segments"))) {
      return files
          .filter(file -> file.getFileName().toString().equals("state"))
          .max(Comparator.naturalOrder())
          .orElseThrow();
    }
  }

  @Test
  void withoutAnyStateTheWholeLogIsReplayed() throws IOException {
    final TestReplica replica = single();
    replica.kill();
    for (Path file = lastFile(replica); file != null; file = lastFileOrNull(replica)) {
      Files.delete(file);
    }
    replica.start(group.nowNs());
    assertThat(replica.get().appliedIndex()).isZero();
    group.lead(1);
    awaitStates(replica);
    assertKnowsTheProducer(replica);
  }

  private static Path lastFileOrNull(TestReplica replica) throws IOException {
    try (Stream<Path> files = Files.walk(replica.directory().resolve("segments"))) {
      return files
          .filter(file -> file.getFileName().toString().equals("state"))
          .findAny()
          .orElse(null);
    }
  }

  @Test
  void nothingIsMadeOfWhatIsNotCommitted() {
    group = new TestGroup(directory, AckLevel.QUORUM, SEED).found(1, 2, 3);
    final TestReplica leader = group.lead(1);
    group.isolate(2, true);
    group.isolate(3, true);
    for (int i = 0; i < BATCHES; i++) {
      leader.produce(sequence, RECORDS, sequence);
      sequence += RECORDS;
    }
    group.steps(30);
    assertThat(segments(leader)).hasSizeGreaterThan(3);
    assertThat(segments(leader)).noneMatch(s -> Files.exists(state(leader, s)));
    group.isolate(2, false);
    group.isolate(3, false);
    group.awaitLeader();
  }

  @Test
  void aTruncationThatTakesAStateHasItMadeAnew() {
    group = new TestGroup(directory, AckLevel.QUORUM_SYNC, SEED).found(1, 2, 3);
    final TestReplica first = group.lead(1);
    produce(first, 20);
    group.awaitCommitted(first.get().commitIndex());
    // 1 fills its segment up and goes on to the next with what nobody else has.
    final long committed = first.get().log().openSegmentIndex();
    while (first.get().log().openSegmentIndex() == committed) {
      produce(first, 1);
    }
    group.awaitCommitted(first.get().log().openSegmentIndex() - 1);
    group.isolate(1, true);
    for (int i = 0; i < 3; i++) {
      first.produce(sequence + (long) i * RECORDS, RECORDS, i);
    }
    group.steps(3);
    final TestReplica second = group.awaitLeader();
    assertThat(second.brokerId()).isNotEqualTo(1);
    group.isolate(1, false);
    group.awaitCommitted(second.get().commitIndex());
    awaitStates(first);
    assertThat(restart(first)).isPositive();
  }

  @Test
  void whereTheGroupLostWhatAStateHoldsItGoesBackBehindIt() {
    group = new TestGroup(directory, AckLevel.QUORUM, SEED).found(1, 2, 3);
    final TestReplica leader = group.lead(1);
    produce(leader, 12);
    group.awaitCommitted(leader.get().commitIndex());
    group.steps(5);
    group.at(2).flushedUpToHere();
    group.at(3).flushedUpToHere();
    final long kept = sequence;
    produce(leader, 40);
    group.awaitCommitted(leader.get().commitIndex());
    awaitStates(leader);
    // Two disks lie about what they have flushed: no rule of the protocol saves what they lose.
    leader.kill();
    group.at(2).losePower(0);
    group.at(3).losePower(0);
    group.at(2).start(group.nowNs());
    group.at(3).start(group.nowNs());
    final TestReplica next = group.awaitLeader();
    leader.start(group.nowNs());
    assertThat(leader.get().appliedIndex()).isGreaterThan(next.get().commitIndex());
    group.awaitCommitted(next.get().log().lastIndex());
    assertThat(leader.get().failure()).isNull();
    assertThat(leader.get().log().lastIndex()).isEqualTo(next.get().log().lastIndex());
    assertThat(leader.get().appliedIndex()).isEqualTo(leader.get().commitIndex());
    group.await(
        "1 leads",
        () -> {
          next.get().transfer(1, group.nowNs());
          return leader.get().isReadyToServe();
        });
    sequence = kept;
    assertKnowsTheProducer(leader);
  }

  @Test
  void anInstallLeavesNoStateOfTheOldLog() {
    group = new TestGroup(directory, AckLevel.QUORUM_SYNC, SEED).found(1, 2, 3);
    final TestReplica leader = group.lead(1);
    produce(leader, 15);
    group.awaitCommitted(leader.get().commitIndex());
    group.isolate(3, true);
    produce(leader, BATCHES);
    group.await(
        "the start is gone",
        () -> {
          leader.get().dropBefore(leader.get().log().lastIndex());
          return leader.get().log().firstIndex() > group.at(3).get().log().lastIndex() + 1;
        });
    group.isolate(3, false);
    group.awaitCommitted(leader.get().commitIndex());
    final long start = leader.get().log().firstIndex();
    assertThat(group.at(3).get().log().firstIndex()).isEqualTo(start);
    assertThat(segments(group.at(3)).get(0).baseIndex()).isEqualTo(start);
    assertThat(restart(group.at(3))).isGreaterThanOrEqualTo(start - 1);
    group.awaitCommitted(leader.get().commitIndex());
    group.await(
        "3 leads",
        () -> {
          leader.get().transfer(3, group.nowNs());
          return group.at(3).get().isReadyToServe();
        });
    group.steps(3);
    final long last = sequence - RECORDS;
    assertThat(group.at(3).produce(Batches.of(1, 0, last, RECORDS, 7), 99)).isEqualTo(ErrorCode.OK);
    group.await("answered", () -> group.at(3).answers.contains("OK 99 @" + last));
  }

  @Test
  void aDropThatWasCutShortIsCompletedByTheRestart() {
    final TestReplica replica = single();
    final List<SegmentDescriptor> segments = segments(replica);
    replica.holdHousekeeping(true);
    replica.get().dropBefore(segments.get(2).baseIndex());
    group.step();
    assertThat(replica.get().log().firstIndex()).isEqualTo(1);
    // The state is on the disk, and the log has its start still.
    replica.keepHouseOnce();
    replica.kill();
    replica.start(group.nowNs());
    assertThat(replica.get().log().firstIndex()).isEqualTo(segments.get(2).baseIndex());
    replica.holdHousekeeping(false);
    group.lead(1);
    assertKnowsTheProducer(replica);
  }
}
