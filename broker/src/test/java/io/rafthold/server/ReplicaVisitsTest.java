package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.log.BlobFile;
import io.rafthold.log.LogSettings;
import io.rafthold.log.ProgressFile;
import io.rafthold.log.SegmentedLog;
import io.rafthold.log.TwoSlotFile;
import io.rafthold.log.VoteFile;
import io.rafthold.log.chronicle.ChronicleSegmentStore;
import io.rafthold.partition.CommittedEntryHandler;
import io.rafthold.partition.Housekeeper;
import io.rafthold.partition.NoPeers;
import io.rafthold.partition.PeerCodec;
import io.rafthold.partition.PeerSender;
import io.rafthold.partition.Replica;
import io.rafthold.partition.ReplicaContext;
import io.rafthold.partition.ReplicaFiles;
import io.rafthold.partition.ReplicaSettings;
import io.rafthold.protocol.AckLevel;
import io.rafthold.raft.Membership;
import io.rafthold.raft.RaftSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Quiet replicas cost next to nothing: they are visited when something is due, not before. */
class ReplicaVisitsTest {
  private static final int REPLICAS = 20;
  private static final int SEGMENT_BYTES = 1 << 17;
  private static final int MAX_BATCH_BYTES = 64 * 1024;
  private static final long CYCLE_NS = 100_000L;
  private static final long SECOND_NS = 1_000_000_000L;

  @TempDir Path directory;
  private ReplicaVisits visits;
  private final List<Replica> replicas = new ArrayList<>();
  private FlushAgent flusher;
  private long nowNs = SECOND_NS;

  @BeforeEach
  void open() throws IOException {
    flusher = new FlushAgent(1_000_000, cause -> {});
    final ReplicaContext context =
        new ReplicaContext(
            new PeerSender(new NoPeers(), new PeerCodec(1, 1, 1), MAX_BATCH_BYTES),
            flusher,
            Housekeeper.NONE,
            (replica, session, correlation, code, offset, timestamp) -> {},
            replica -> {});
    visits = new ReplicaVisits(context.flushNotices());
    for (int groupId = 1; groupId <= REPLICAS; groupId++) {
      final Replica replica = open(groupId, context);
      replicas.add(replica);
      visits.wake(replica);
    }
  }

  @AfterEach
  void close() {
    replicas.forEach(Replica::close);
  }

  @Test
  void quietLeadersAreVisitedOnlyForTheirTimers() {
    run(SECOND_NS);
    assertThat(replicas).allMatch(Replica::isReadyToServe);
    final long before = visits.visitCount();
    run(10 * SECOND_NS);
    final long heartbeats = 10 * SECOND_NS / RaftSettings.defaults().heartbeatIntervalNs();
    assertThat(visits.visitCount() - before).isBetween(1L, REPLICAS * (heartbeats + 20));
  }

  @Test
  void theNextDeadlineIsNeverSlept() {
    run(SECOND_NS);
    for (int i = 0; i < 100; i++) {
      final long deadlineNs = visits.nextDeadlineNs(nowNs);
      assertThat(deadlineNs).isLessThanOrEqualTo(nowNs + SECOND_NS);
      nowNs = Math.max(nowNs, deadlineNs);
      final long before = visits.visitCount();
      visits.doWork(nowNs, nowNs);
      assertThat(visits.visitCount()).isGreaterThan(before);
    }
  }

  private void run(long durationNs) {
    for (final long endNs = nowNs + durationNs; nowNs < endNs; nowNs += CYCLE_NS) {
      visits.doWork(nowNs, nowNs);
      int flushes = 1;
      while (flushes > 0) {
        flushes = flusher.doWork(nowNs);
      }
    }
  }

  private Replica open(int groupId, ReplicaContext context) throws IOException {
    final Path path = directory.resolve(Integer.toString(groupId));
    Files.createDirectories(path);
    final ReplicaFiles files =
        new ReplicaFiles(
            SegmentedLog.open(
                new ChronicleSegmentStore(
                    path.resolve("segments"), groupId, SEGMENT_BYTES, MAX_BATCH_BYTES),
                new LogSettings(SEGMENT_BYTES, MAX_BATCH_BYTES),
                0),
            VoteFile.open(path.resolve("vote"), groupId),
            ProgressFile.open(path.resolve("progress"), groupId),
            BlobFile.open(path.resolve("membership"), TwoSlotFile.Kind.MEMBERSHIP, groupId),
            BlobFile.open(path.resolve("start"), TwoSlotFile.Kind.START, groupId),
            0);
    return new Replica(
        new ReplicaSettings(groupId, AckLevel.QUORUM_SYNC, MAX_BATCH_BYTES, 1 << 20),
        RaftSettings.defaults(),
        Membership.of(1, 1),
        files,
        context,
        CommittedEntryHandler.NONE,
        bound -> groupId % bound,
        nowNs);
  }
}
