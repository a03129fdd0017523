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
import io.rafthold.partition.PeerCodec;
import io.rafthold.partition.PeerLink;
import io.rafthold.partition.PeerSender;
import io.rafthold.partition.Pulses;
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
import org.agrona.DirectBuffer;
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
  private final Link link = new Link();
  private FlushAgent flusher;
  private long nowNs = SECOND_NS;

  @BeforeEach
  void open() throws IOException {
    open(Membership.of(1, 1));
  }

  private void open(Membership membership) throws IOException {
    flusher = new FlushAgent(1_000_000, cause -> {});
    final ReplicaContext context =
        new ReplicaContext(
            new PeerSender(link, new PeerCodec(1, 1, 1), MAX_BATCH_BYTES, new Pulses(1, 2)),
            flusher,
            Housekeeper.NONE,
            (replica, session, correlation, code, offset, timestamp) -> {},
            replica -> {});
    visits = new ReplicaVisits(context.flushNotices());
    for (int groupId = 1; groupId <= REPLICAS; groupId++) {
      final Replica replica = open(groupId, context, membership);
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
    assertThat(visits.visitCount() - before).isBetween(1L, REPLICAS * 5L);
  }

  /** Each has a learner, whose link takes no entries: one voter leads and commits alone. */
  @Test
  void whoWaitsForALinkIsVisitedInLine() throws IOException {
    close();
    replicas.clear();
    directory = directory.resolve("with-learners");
    open(Membership.of(1, new int[] {1}, new int[] {2}));
    link.isFull = true;
    run(SECOND_NS);
    assertThat(replicas).allMatch(Replica::isReadyToServe);
    assertThat(replicas).allMatch(Replica::isHeldUp);
    final long before = visits.visitCount();
    final int cycles = 100;
    run(cycles * CYCLE_NS);
    assertThat(visits.visitCount() - before).as("in vain").isLessThan(cycles * 5L);
    link.isFull = false;
    link.entries = 0;
    run(2 * CYCLE_NS);
    assertThat(link.entries).as("requests with entries").isGreaterThanOrEqualTo(REPLICAS);
    assertThat(replicas).noneMatch(Replica::isHeldUp);
  }

  @Test
  void theNextDeadlineIsNeverSlept() {
    run(SECOND_NS);
    for (int i = 0; i < 100; i++) {
      final long deadlineNs = visits.nextDeadlineNs(nowNs);
      assertThat(deadlineNs).isLessThanOrEqualTo(nowNs + 6 * SECOND_NS);
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

  private Replica open(int groupId, ReplicaContext context, Membership membership)
      throws IOException {
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
        membership,
        files,
        context,
        CommittedEntryHandler.NONE,
        bound -> groupId % bound,
        nowNs);
  }

  /** Takes all but entries while it is full. */
  private static final class Link implements PeerLink {
    private boolean isFull;
    private int entries;

    @Override
    public boolean offer(int brokerId, DirectBuffer buffer, int position, int length) {
      entries += length > PeerCodec.APPEND_OVERHEAD ? 1 : 0;
      return true;
    }

    @Override
    public boolean isReady(int brokerId) {
      return true;
    }

    @Override
    public boolean takesEntries(int brokerId) {
      return !isFull;
    }

    @Override
    public int maxMessageLength() {
      return 128 * 1024;
    }
  }
}
