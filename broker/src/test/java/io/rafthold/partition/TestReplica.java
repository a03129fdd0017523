package io.rafthold.partition;

import io.rafthold.log.BlobFile;
import io.rafthold.log.LogDamageException;
import io.rafthold.log.LogSettings;
import io.rafthold.log.ProgressFile;
import io.rafthold.log.SegmentedLog;
import io.rafthold.log.TwoSlotFile;
import io.rafthold.log.VoteFile;
import io.rafthold.log.chronicle.ChronicleSegmentStore;
import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.raft.CommitLevel;
import io.rafthold.raft.Membership;
import io.rafthold.raft.RaftSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** One broker of a {@link TestGroup}, with real files: it can be killed, copied and restarted. */
final class TestReplica {
  static final int GROUP_ID = 5;
  static final int MAX_BATCH_BYTES = 64 * 1024;
  static final long SEGMENT_BYTES = 1 << 17;
  static final long RETENTION_CHECK_NS = 20_000_000L;
  static final long FOLLOWER_GRACE_NS = 2_000_000_000L;

  private final TestGroup group;
  private final int brokerId;
  private final AckLevel level;
  private final FlushesByHand flushes = new FlushesByHand();
  private final HouseByHand house = new HouseByHand();
  final List<String> answers = new ArrayList<>();
  final List<String> reads = new ArrayList<>();
  final List<String> cursors = new ArrayList<>();
  final List<String> events = new ArrayList<>();
  private Path directory;
  private Path survivor;
  private RetentionPolicy retention = RetentionPolicy.FOR_EVER;
  private boolean breaksOnMetadata;
  private Membership initial;
  private long uncleanStop;
  private boolean flushesLogs = true;
  private boolean keepsHouse = true;
  private Replica replica;
  private PeerRouter router;
  private ReplicaContext context;
  private long clockShiftNs;
  private int restarts;
  private long producerIdLimit = Long.MAX_VALUE;

  private final TestDisk disk = new TestDisk();
  private boolean isLazy;
  private boolean isWoken;
  private long visits;
  private final DiskRoom room = new DiskRoom(disk);

  TestReplica(TestGroup group, int brokerId, AckLevel level, Path directory, Membership initial) {
    this.group = group;
    this.brokerId = brokerId;
    this.level = level;
    this.directory = directory;
    this.initial = initial;
  }

  /** From now on only the reserve of its disk is left, or more. */
  void fillDisk(boolean fills) {
    disk.isFull = fills;
  }

  /** Producer ids from here on were never given out, as far as it knows. */
  void producerIdLimit(long limit) {
    producerIdLimit = limit;
  }

  /** What it knows of disks. */
  DiskRoom room() {
    return room;
  }

  int brokerId() {
    return brokerId;
  }

  Replica get() {
    return replica;
  }

  boolean isUp() {
    return replica != null;
  }

  /** Opens the files and starts. */
  void start(long nowNs) {
    final PeerCodec codec = new PeerCodec(1, brokerId, brokerId + 10);
    final Pulses pulses =
        new Pulses(settings().heartbeatIntervalNs(), settings().electionTimeoutMinNs());
    pulses.begin(nowNs + restarts);
    pulses.wakeup(r -> isWoken = true);
    isWoken = true;
    context =
        new ReplicaContext(
            new PeerSender(group.linkOf(brokerId), codec, 64 * 1024, pulses),
            flushes,
            house,
            (r, session, correlation, code, baseOffset, timestampNs) ->
                answers.add(code + " " + correlation + " @" + baseOffset),
            new Events());
    context.retention(new RetentionSettings(RETENTION_CHECK_NS, FOLLOWER_GRACE_NS));
    context.producerIds(() -> producerIdLimit);
    codec.room(room);
    context.room(room);
    context.readSink(
        (r, session, correlation, code) ->
            reads.add(code + " " + correlation + " end " + endOf(r, code)));
    context.cursorSink(
        (r, session, correlation, code, cursor) ->
            cursors.add(code + " " + correlation + " @" + cursor.offset()));
    final SplittableRandom random = new SplittableRandom(group.seed() + 31L * brokerId + restarts);
    replica =
        new Replica(
            new ReplicaSettings(GROUP_ID, level, MAX_BATCH_BYTES, 1 << 20),
            settings(),
            initial,
            open(),
            context,
            (index, buffer, position, length) -> onMetadata(index),
            random::nextLong,
            nowNs);
    replica.retain(retention);
    router =
        new PeerRouter(
            codec,
            pulses,
            (id, hash) -> hash == id + 10,
            groupId -> groupId == GROUP_ID ? replica : null,
            r -> isWoken = true);
  }

  private void onMetadata(long index) {
    if (breaksOnMetadata) {
      throw new IllegalStateException("entry " + index + " breaks the handler");
    }
  }

  /** The next metadata entry that is committed breaks its handler. */
  void breakOnMetadata() {
    breaksOnMetadata = true;
  }

  private static long endOf(Replica replica, ErrorCode code) {
    return code == ErrorCode.OK ? replica.commitOffset() : -1;
  }

  private RaftSettings settings() {
    final RaftSettings defaults = RaftSettings.defaults();
    return new RaftSettings(
        defaults.electionTimeoutMinNs(),
        defaults.electionTimeoutMaxNs(),
        defaults.heartbeatIntervalNs(),
        defaults.retransmitTimeoutNs(),
        defaults.maxInflightEntries(),
        level == AckLevel.QUORUM ? CommitLevel.APPENDED : CommitLevel.FLUSHED);
  }

  private ReplicaFiles open() {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    final ProgressFile progress = ProgressFile.open(directory.resolve("progress"), GROUP_ID);
    return new ReplicaFiles(
        SegmentedLog.open(
            new ChronicleSegmentStore(
                directory.resolve("segments"), GROUP_ID, SEGMENT_BYTES, MAX_BATCH_BYTES),
            new LogSettings(SEGMENT_BYTES, MAX_BATCH_BYTES),
            progress.flushedIndex()),
        VoteFile.open(directory.resolve("vote"), GROUP_ID),
        progress,
        BlobFile.open(directory.resolve("membership"), TwoSlotFile.Kind.MEMBERSHIP, GROUP_ID),
        BlobFile.open(directory.resolve("start"), TwoSlotFile.Kind.START, GROUP_ID),
        uncleanStop);
  }

  void receive(DirectBuffer message, long nowNs) {
    router.nowNs(nowNs);
    router.onPeerMessage(message, 0, message.capacity());
  }

  void cycle(long nowNs) {
    if (!isLazy || isWoken || replica.isBusy() || nowNs >= replica.nextDeadlineNs()) {
      isWoken = false;
      visits++;
      replica.doWork(nowNs, nowNs + clockShiftNs);
    }
    context.endCycle(nowNs);
    flush();
    keepHouse(nowNs);
  }

  /** From now on it is visited as a broker does it: when woken, or when its time has come. */
  void visitLazily() {
    isLazy = true;
  }

  /** Returns how often it was visited. */
  long visits() {
    return visits;
  }

  /** From now on nothing is done on the files in the background. */
  void holdHousekeeping(boolean holds) {
    keepsHouse = !holds;
  }

  /** Does a step of what waits, though that is held. */
  void keepHouseOnce() {
    house.keep(group.nowNs());
  }

  private void keepHouse(long nowNs) {
    if (keepsHouse) {
      house.keep(nowNs);
    }
  }

  /** Sets how long records are kept, over restarts. */
  void retain(RetentionPolicy policy) {
    retention = policy;
    if (replica != null) {
      replica.retain(policy);
    }
  }

  /** The wall clock is behind that of the others, or ahead of it, by so much. */
  void shiftClock(long shiftNs) {
    clockShiftNs = shiftNs;
  }

  /** From now on logs stay unflushed; votes do not. */
  void holdFlushes(boolean holds) {
    flushesLogs = !holds;
  }

  /** Tells whether the flush that waits is one for which somebody waits. */
  boolean isFlushUrgent() {
    return flushes.next().isUrgent();
  }

  void flush() {
    if (flushesLogs) {
      flushes.flush();
    } else {
      flushes.writeVotes();
    }
  }

  /**
   * Ends as {@code kill -9} does: what was appended stays in the page cache, nothing else is done.
   * The next start is from a copy of the files as they are now.
   */
  void kill() {
    final Path copy = directory.resolveSibling(directory.getFileName() + "-" + ++restarts);
    copyTree(directory, copy);
    stop();
    directory = copy;
  }

  /** Keeps the files as they are: what a loss of power will leave of the log. */
  void flushedUpToHere() {
    survivor = directory.resolveSibling(directory.getFileName() + "-kept-" + ++restarts);
    copyTree(directory, survivor);
  }

  /** The machine stops: of the log only what {@link #flushedUpToHere} saw is left. */
  void losePower(long name) {
    final Path left = directory.resolveSibling(directory.getFileName() + "-left-" + ++restarts);
    copyTree(survivor, left);
    for (final String forced : List.of("vote", "membership", "progress")) {
      copy(directory.resolve(forced), left.resolve(forced));
    }
    stop();
    directory = left;
    uncleanStop = name;
  }

  void stop() {
    if (replica != null) {
      final boolean hasFailed = replica.failure() != null;
      replica.close();
      if (hasFailed) {
        closeFiles(replica.files());
      }
      replica = null;
      flushes.clear();
      house.clear();
    }
  }

  private static void closeFiles(AutoCloseable files) {
    try {
      files.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The next start finds another membership in the metadata. */
  void initial(Membership membership) {
    initial = membership;
  }

  Path directory() {
    return directory;
  }

  ErrorCode produce(long sequence, int records, long correlationId) {
    final UnsafeBuffer batch = Batches.of(brokerId, 0, sequence, records, 7);
    return produce(batch, correlationId);
  }

  ErrorCode produce(UnsafeBuffer batch, long correlationId) {
    return produce(batch, Replica.ANY_OFFSET, correlationId);
  }

  ErrorCode produce(UnsafeBuffer batch, long expectedOffset, long correlationId) {
    isWoken = true;
    return replica.produce(
        batch,
        0,
        batch.capacity(),
        null,
        expectedOffset,
        1,
        correlationId,
        group.nowNs() + clockShiftNs);
  }

  ErrorCode move(CursorMove move, long correlationId) {
    return replica.moveCursor(move, 1, correlationId, group.nowNs() + clockShiftNs);
  }

  static void copyTree(Path from, Path to) {
    try (Stream<Path> paths = Files.walk(from)) {
      for (final Path path : paths.toList()) {
        copy(path, to.resolve(from.relativize(path)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) {
    try {
      Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Events implements ReplicaListener {
    @Override
    public void onLeadershipChanged(Replica changed) {
      // Tests ask for it.
    }

    @Override
    public void onFailed(Replica failed) {
      events.add("failed");
    }

    @Override
    public void onStateIgnored(int groupId, LogDamageException damage) {
      events.add("state ignored");
    }
  }
}
