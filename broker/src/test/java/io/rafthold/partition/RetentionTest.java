package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.log.LogCursor;
import io.rafthold.log.ReplicaLog;
import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.codec.ErrorCode;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole segments go when their topic's policy lets them, on each replica for itself. */
class RetentionTest {
  private static final long SEED = 11;
  private static final int RECORDS = 1_000;
  private static final long KEPT_BYTES = 3 * TestReplica.SEGMENT_BYTES;
  private static final RetentionPolicy BY_BYTES = new RetentionPolicy(0, KEPT_BYTES);
  private static final long KEPT_MS = 1_000;
  private static final RetentionPolicy BY_TIME = new RetentionPolicy(KEPT_MS, 0);

  @TempDir Path directory;
  private TestGroup group;
  private TestReplica leader;
  private int produced;

  @AfterEach
  void close() {
    if (group != null) {
      group.close();
    }
  }

  private void found(AckLevel level, int... brokers) {
    group = new TestGroup(directory, level, SEED).found(brokers);
    leader = group.lead(1);
  }

  private void retain(RetentionPolicy policy) {
    for (int id = 1; id <= 3; id++) {
      if (group.at(id) != null) {
        group.at(id).retain(policy);
      }
    }
  }

  private void produce(int batches) {
    final int end = produced + batches;
    while (produced < end) {
      assertThat(leader.produce((long) produced * RECORDS, RECORDS, produced))
          .isEqualTo(ErrorCode.OK);
      produced++;
      group.step();
    }
    group.await("all is acknowledged", () -> leader.answers.size() == produced);
  }

  private void waitMs(long timeMs) {
    final long endNs = group.nowNs() + TimeUnit.MILLISECONDS.toNanos(timeMs);
    group.await("time passes", () -> group.nowNs() >= endNs);
  }

  private ReplicaLog log(int broker) {
    return group.at(broker).get().log();
  }

  @Test
  void eachReplicaKeepsSoManyBytesAtLeastAndNotMuchMore() {
    found(AckLevel.QUORUM_SYNC, 1, 2, 3);
    retain(BY_BYTES);

    produce(80);
    waitMs(200);

    for (int id = 1; id <= 3; id++) {
      assertThat(log(id).firstIndex()).as("start of broker %d", id).isGreaterThan(30);
      assertThat(keptBytes(log(id)))
          .as("bytes of broker %d", id)
          .isBetween(KEPT_BYTES - RECORDS, KEPT_BYTES + 2 * TestReplica.SEGMENT_BYTES);
      assertThat(group.at(id).get().commitOffset()).isEqualTo(80 * RECORDS);
    }
  }

  @Test
  void aPolicyHoldsFromTheMomentItIsSet() {
    found(AckLevel.QUORUM_SYNC, 1);
    produce(40);
    waitMs(200);
    assertThat(log(1).firstIndex()).isEqualTo(1);

    leader.get().retain(BY_BYTES);
    waitMs(200);
    final long firstIndex = log(1).firstIndex();
    assertThat(firstIndex).isGreaterThan(1);

    leader.get().retain(RetentionPolicy.FOR_EVER);
    produce(40);
    waitMs(200);
    assertThat(log(1).firstIndex()).isEqualTo(firstIndex);
  }

  @Test
  void aTopicThatNobodyWritesToIsEmptied() {
    found(AckLevel.QUORUM_SYNC, 1, 2, 3);
    retain(BY_TIME);
    produce(20);
    for (int id = 1; id <= 3; id++) {
      assertThat(log(id).startOffset()).as("nothing is old yet on broker %d", id).isZero();
    }

    waitMs(KEPT_MS + 200);

    for (int id = 1; id <= 3; id++) {
      assertThat(log(id).startOffset()).as("broker %d", id).isEqualTo(20 * RECORDS);
      assertThat(log(id).endOffset()).isEqualTo(20 * RECORDS);
      assertThat(group.at(id).get().failure()).isNull();
    }
    produce(3);
    assertThat(leader.answers.get(20)).isEqualTo("OK 20 @" + 20 * RECORDS);
    group.awaitCommitted(leader.get().commitIndex());
  }

  @Test
  void nothingGoesBeforeItsTime() {
    found(AckLevel.QUORUM_SYNC, 1);
    retain(BY_TIME);
    for (int i = 0; i < 60; i++) {
      produce(1);
      waitMs(100);
      final long oldestNs =
          group.nowNs() - TimeUnit.MILLISECONDS.toNanos(KEPT_MS) - TestReplica.RETENTION_CHECK_NS;
      assertThat(log(1).offsetAtTimestamp(oldestNs, log(1).lastIndex()))
          .as("no record that is younger than the retention is gone")
          .isGreaterThanOrEqualTo(log(1).startOffset());
    }
    assertThat(log(1).startOffset()).isPositive();
  }

  @Test
  void timestampsRiseBeyondAStartThatIsGone() {
    found(AckLevel.QUORUM_SYNC, 1);
    retain(BY_TIME);
    waitMs(1_000);
    produce(5);
    final long lastNs = log(1).lastTimestampNs();
    waitMs(KEPT_MS + 200);
    assertThat(log(1).firstIndex()).isEqualTo(log(1).lastIndex() + 1);

    leader.stop();
    leader.shiftClock(-group.nowNs());
    leader.start(group.nowNs());
    leader = group.lead(1);
    assertThat(log(1).lastTimestampNs()).isGreaterThanOrEqualTo(lastNs);
    leader.answers.clear();
    produced = 5;
    assertThat(leader.produce(5L * RECORDS, RECORDS, 5)).isEqualTo(ErrorCode.OK);
    group.await("it is acknowledged", () -> leader.answers.size() == 1);

    assertThat(leader.answers).containsExactly("OK 5 @" + 5 * RECORDS);
    assertThat(log(1).lastTimestampNs()).isGreaterThanOrEqualTo(lastNs);
  }

  @Test
  void aRestartBringsNothingBack() {
    found(AckLevel.QUORUM_SYNC, 1, 2, 3);
    retain(BY_BYTES);
    produce(60);
    waitMs(200);
    final long startOffset = log(2).startOffset();
    assertThat(startOffset).isPositive();

    group.at(2).kill();
    group.at(2).start(group.nowNs());

    assertThat(log(2).startOffset()).isGreaterThanOrEqualTo(startOffset);
    group.awaitCommitted(leader.get().commitIndex());
    assertThat(group.at(2).get().commitOffset()).isEqualTo(60 * RECORDS);
  }

  @Test
  void aRestartKnowsHowMuchThereIs() {
    found(AckLevel.QUORUM_SYNC, 1);
    produce(60);
    leader.stop();
    leader.retain(BY_BYTES);
    leader.start(group.nowNs());
    leader = group.lead(1);

    group.await("old segments go", () -> log(1).firstIndex() > 20);
    waitMs(200);

    assertThat(keptBytes(log(1)))
        .isBetween(KEPT_BYTES - RECORDS, KEPT_BYTES + 2 * TestReplica.SEGMENT_BYTES);
  }

  @Test
  void whatIsNotFlushedOrNotCommittedStays() {
    found(AckLevel.QUORUM_SYNC, 1, 2, 3);
    produce(2);
    group.at(2).holdFlushes(true);
    final long flushedIndex = log(2).flushedIndex();
    retain(BY_BYTES);

    produce(60);
    waitMs(200);

    assertThat(log(1).firstIndex()).isGreaterThan(flushedIndex + 1);
    assertThat(log(2).firstIndex()).isLessThanOrEqualTo(flushedIndex + 1);
    group.at(2).holdFlushes(false);
    waitMs(200);
    assertThat(log(2).firstIndex()).isGreaterThan(flushedIndex + 1);
  }

  @Test
  void aFollowerThatLagsIsSparedForItsGraceAndInstalledThen() {
    found(AckLevel.QUORUM_SYNC, 1, 2, 3);
    retain(BY_BYTES);
    produce(2);
    group.isolate(3, true);
    final long needed = log(3).lastIndex() + 1;
    produce(60);
    waitMs(200);
    assertThat(log(2).firstIndex()).as("a follower spares nobody").isGreaterThan(needed);
    assertThat(log(1).firstIndex()).as("the leader does").isLessThanOrEqualTo(needed);

    waitMs(TimeUnit.NANOSECONDS.toMillis(TestReplica.FOLLOWER_GRACE_NS) + 200);
    assertThat(log(1).firstIndex()).as("but not for ever").isGreaterThan(needed);

    final long startOffset = log(1).startOffset();
    group.isolate(3, false);
    group.awaitCommitted(leader.get().commitIndex());
    assertThat(log(3).startOffset()).isGreaterThanOrEqualTo(startOffset);
    assertThat(group.at(3).get().commitOffset()).isEqualTo(62 * RECORDS);
  }

  @Test
  void aFollowerThatIsBackInTimeCatchesUpFromTheLog() {
    found(AckLevel.QUORUM_SYNC, 1, 2, 3);
    retain(BY_BYTES);
    produce(2);
    group.isolate(3, true);
    produce(40);
    waitMs(1_000);

    // Its own retention is off, so that its log shows that it was not begun anew.
    group.at(3).retain(RetentionPolicy.FOR_EVER);
    group.isolate(3, false);
    group.awaitCommitted(leader.get().commitIndex());

    assertThat(log(3).firstIndex()).isEqualTo(1);
    waitMs(200);
    assertThat(log(1).firstIndex()).as("nobody needs it any more").isGreaterThan(1);
  }

  private static long keptBytes(ReplicaLog log) {
    long bytes = 0;
    try (LogCursor cursor = log.newCursor()) {
      boolean isThere = cursor.seek(log.firstIndex());
      while (isThere) {
        bytes += Batch.length(cursor.buffer(), cursor.position());
        isThere = cursor.next();
      }
    }
    return bytes;
  }
}
