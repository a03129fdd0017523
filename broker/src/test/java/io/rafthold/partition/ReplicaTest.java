package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.log.BlobFile;
import io.rafthold.log.LogSettings;
import io.rafthold.log.ProgressFile;
import io.rafthold.log.SegmentedLog;
import io.rafthold.log.TwoSlotFile;
import io.rafthold.log.VoteFile;
import io.rafthold.log.chronicle.ChronicleSegmentStore;
import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.raft.CommitLevel;
import io.rafthold.raft.Membership;
import io.rafthold.raft.RaftSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A group of one voter over real files, driven by hand. */
class ReplicaTest {
  private static final int MAX_BATCH_BYTES = 64 * 1024;
  private static final long SEGMENT_BYTES = 1 << 20;
  private static final long CYCLE_NS = 10_000_000L;

  @TempDir Path directory;
  private final List<String> answers = new ArrayList<>();
  private final FlushesByHand flushes = new FlushesByHand();
  private Replica replica;
  private long nowNs;

  @AfterEach
  void close() {
    if (replica != null) {
      replica.close();
    }
  }

  @Test
  void aFollowerRefusesWhatOnlyALeaderMayTake() {
    open(AckLevel.QUORUM);
    assertThat(produce(1, 0, 1, 100)).isEqualTo(ErrorCode.NOT_LEADER);
  }

  @Test
  void acknowledgesInOrderWithDenseOffsets() {
    lead(AckLevel.QUORUM);
    produce(1, 0, 2, 100);
    produce(1, 2, 3, 101);
    cycle();
    assertThat(answers).containsExactly("OK 100 @0", "OK 101 @2");
    assertThat(replica.commitOffset()).isEqualTo(5);
  }

  @Test
  void aRetryGetsTheFirstAnswerAgainAndAddsNothing() {
    lead(AckLevel.QUORUM);
    produce(1, 0, 2, 100);
    produce(1, 0, 2, 101);
    cycle();
    produce(1, 0, 2, 102);
    cycle();
    assertThat(answers).containsExactly("OK 100 @0", "OK 101 @0", "OK 102 @0");
    assertThat(replica.commitOffset()).isEqualTo(2);
  }

  @Test
  void knowsItsProducersAfterARestart() {
    lead(AckLevel.QUORUM);
    produce(1, 0, 2, 100);
    cycle();
    replica.close();
    answers.clear();

    lead(AckLevel.QUORUM);
    assertThat(produce(1, 4, 1, 101)).isEqualTo(ErrorCode.OUT_OF_ORDER);
    assertThat(produce(2, 1, 1, 102)).isEqualTo(ErrorCode.UNKNOWN_PRODUCER);
    produce(1, 0, 2, 103);
    produce(1, 2, 1, 104);
    cycle();
    assertThat(answers).containsExactly("OK 103 @0", "OK 104 @2");
  }

  @Test
  void quorumSyncWaitsForTheFlush() {
    lead(AckLevel.QUORUM_SYNC);
    produce(1, 0, 1, 100);
    cycle();
    assertThat(answers).isEmpty();
    assertThat(replica.commitOffset()).isZero();
    flushes.flush();
    cycle();
    assertThat(answers).containsExactly("OK 100 @0");
    assertThat(replica.durableOffset()).isEqualTo(1);
  }

  @Test
  void aStricterProducerWaitsForTheFlushOfAQuorumTopic() {
    lead(AckLevel.QUORUM);
    produce(Batches.of(1, 0, 0, 1, 7), AckLevel.QUORUM_SYNC, 100);
    produce(Batches.of(2, 0, 0, 1, 7), AckLevel.QUORUM, 101);
    cycle();
    assertThat(answers).containsExactly("OK 101 @1");
    assertThat(flushes.next().isUrgent()).isTrue();
    flushes.flush();
    cycle();
    assertThat(answers).containsExactly("OK 101 @1", "OK 100 @0");
  }

  @Test
  void damagedAndEmptyBatchesAreRefusedBeforeTheLog() {
    lead(AckLevel.QUORUM);
    final long lastIndex = replica.log().lastIndex();
    final UnsafeBuffer flipped = Batches.of(1, 0, 0, 1, 7);
    flipped.putByte(flipped.capacity() - 1, (byte) 8);
    assertThat(produce(flipped, null, 100)).isEqualTo(ErrorCode.CORRUPT_BATCH);
    final UnsafeBuffer empty = Batches.of(1, 0, 0, 0, 7);
    assertThat(produce(empty, null, 101)).isEqualTo(ErrorCode.INVALID_BATCH);
    final UnsafeBuffer tooLarge =
        new UnsafeBuffer(java.nio.ByteBuffer.allocateDirect(MAX_BATCH_BYTES + 1));
    assertThat(produce(tooLarge, null, 102)).isEqualTo(ErrorCode.RECORD_TOO_LARGE);
    final UnsafeBuffer unreadable = Batches.of(1, 0, 0, 1, 7);
    unreadable.putInt(Batch.HEADER_LENGTH + 8, 2, java.nio.ByteOrder.LITTLE_ENDIAN);
    Batch.sealBody(unreadable, 0, unreadable.capacity(), 1);
    assertThat(produce(unreadable, null, 103)).isEqualTo(ErrorCode.INVALID_BATCH);
    assertThat(replica.log().lastIndex()).isEqualTo(lastIndex);
  }

  @Test
  void whoWaitsAtTheEndIsToldSo() {
    lead(AckLevel.QUORUM_SYNC);
    produce(1, 0, 1, 100);
    replica.close();
    assertThat(answers).containsExactly("SHUTTING_DOWN 100 @-1");
  }

  private void lead(AckLevel level) {
    open(level);
    for (int i = 0; i < 500 && !replica.isReadyToServe(); i++) {
      cycle();
      flushes.flush();
    }
    assertThat(replica.isReadyToServe()).isTrue();
    cycle();
  }

  private void open(AckLevel level) {
    final ProgressFile progress = ProgressFile.open(directory.resolve("progress"), 5);
    final ReplicaFiles files =
        new ReplicaFiles(
            SegmentedLog.open(
                new ChronicleSegmentStore(
                    directory.resolve("segments"), 5, SEGMENT_BYTES, MAX_BATCH_BYTES),
                new LogSettings(SEGMENT_BYTES, MAX_BATCH_BYTES),
                progress.flushedIndex()),
            VoteFile.open(directory.resolve("vote"), 5),
            progress,
            BlobFile.open(directory.resolve("membership"), TwoSlotFile.Kind.MEMBERSHIP, 5),
            BlobFile.open(directory.resolve("start"), TwoSlotFile.Kind.START, 5),
            0);
    final RaftSettings defaults = RaftSettings.defaults();
    replica =
        new Replica(
            new ReplicaSettings(5, level, MAX_BATCH_BYTES, 1 << 20),
            new RaftSettings(
                defaults.electionTimeoutMinNs(),
                defaults.electionTimeoutMaxNs(),
                defaults.heartbeatIntervalNs(),
                defaults.retransmitTimeoutNs(),
                defaults.maxInflightEntries(),
                level == AckLevel.QUORUM ? CommitLevel.APPENDED : CommitLevel.FLUSHED),
            Membership.of(1, 1),
            files,
            new ReplicaContext(
                new PeerSender(new NoPeers(), new PeerCodec(1, 1, 1), 64 * 1024, new Pulses(1, 2)),
                flushes,
                Housekeeper.NONE,
                (r, session, correlation, code, baseOffset, timestampNs) ->
                    answers.add(code + " " + correlation + " @" + baseOffset),
                r -> {}),
            CommittedEntryHandler.NONE,
            bound -> 0,
            nowNs);
  }

  private ErrorCode produce(long producerId, long sequence, int records, long correlationId) {
    return produce(Batches.of(producerId, 0, sequence, records, 7), null, correlationId);
  }

  private ErrorCode produce(UnsafeBuffer batch, AckLevel level, long correlationId) {
    return replica.produce(
        batch, 0, batch.capacity(), level, Replica.ANY_OFFSET, 1, correlationId, nowNs);
  }

  private void cycle() {
    nowNs += CYCLE_NS;
    replica.doWork(nowNs, nowNs);
  }
}
