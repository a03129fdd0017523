package io.rafthold.server;

import io.rafthold.metadata.MetadataException;
import io.rafthold.partition.FlushScheduler;
import io.rafthold.partition.FlushTarget;
import io.rafthold.partition.Housekeeper;
import io.rafthold.partition.PeerLink;
import io.rafthold.partition.VoteWrite;
import io.rafthold.raft.CommittedConflictException;
import io.rafthold.session.ClientLink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;

/** A broker without threads and streams, over real files that are gone when it is closed. */
final class FuzzedBroker implements FlushScheduler, AutoCloseable {
  static final String CLUSTER_ID = "fuzz";

  private static final long SEED = 5;
  private static final long STEP_NS = 5_000_000L;
  private static final int MAX_MESSAGE_BYTES = 1 << 20;

  private final Path directory;
  private final Deque<FlushTarget> unflushed = new ArrayDeque<>();
  private final Deque<VoteWrite> unwritten = new ArrayDeque<>();
  private final DataDirectory dataDirectory;
  private final ReplicaFiler filer;
  private final BrokerCore core;
  private volatile Throwable fatal;
  private long nowNs = 1;

  FuzzedBroker(int brokers) throws IOException {
    directory = Files.createTempDirectory("rafthold-fuzz");
    final StringBuilder members = new StringBuilder("0@localhost:10000:10001");
    for (int id = 1; id < brokers; id++) {
      members.append(",").append(id).append("@localhost:1").append(id).append("000:1");
      members.append(id).append("001");
    }
    final BrokerConfig config =
        ConfigLoader.load(
            null,
            Map.of(),
            List.of(
                "cluster.id=" + CLUSTER_ID,
                "cluster.members=" + members,
                "data.dir=" + directory,
                "segment.bytes=1MiB",
                "record.max.bytes=16KiB"));
    dataDirectory = DataDirectory.open(config);
    final PoolTask noPool = new PoolTask(directory.resolve("pool"), 0, Housekeeper.NONE);
    filer = new ReplicaFiler(dataDirectory, 0, noPool, (what, cause) -> fatal = cause);
    core =
        new BrokerCore(
            config,
            dataDirectory.identity(),
            new BrokerPorts(new Nowhere(), new Nobody(), this, Housekeeper.NONE, filer),
            new SplittableRandom(SEED),
            nowNs);
  }

  BrokerCore core() {
    return core;
  }

  /** Begins a duty cycle; what is fed until {@link #finish} is part of it. */
  void begin() {
    nowNs += STEP_NS;
    core.begin(nowNs, nowNs);
  }

  /** Ends a duty cycle, and flushes. */
  void finish() throws Exception {
    core.finish();
    while (!unwritten.isEmpty()) {
      unwritten.poll().write();
    }
    while (!unflushed.isEmpty()) {
      unflushed.poll().flush();
    }
    if (fatal != null) {
      throw new IllegalStateException("a file operation failed", fatal);
    }
  }

  /**
   * Tells whether a replica has ended, as a lie of a leader can make it: it gives up nothing that
   * is committed, keeps its rules, and goes past no committed metadata that it cannot read.
   *
   * @throws IllegalStateException where it ended for any other reason
   */
  boolean hasEndedReplica() {
    for (final Throwable cause : core.failures().values()) {
      final String message = String.valueOf(cause.getMessage());
      if (!(cause instanceof CommittedConflictException)
          && !(cause instanceof MetadataException)
          && !message.startsWith("invariant broken")) {
        throw new IllegalStateException("a message ended a replica", cause);
      }
    }
    return !core.failures().isEmpty();
  }

  @Override
  public void flushLog(FlushTarget target) {
    unflushed.add(target);
  }

  @Override
  public void writeVote(VoteWrite write) {
    unwritten.add(write);
  }

  @Override
  public <T extends FlushTarget & VoteWrite> void forget(T target) {
    unflushed.remove(target);
    unwritten.remove(target);
  }

  @Override
  public void close() throws IOException {
    core.close();
    filer.finish();
    dataDirectory.close();
    try (Stream<Path> paths = Files.walk(directory)) {
      for (final Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static final class Nowhere implements PeerLink {
    @Override
    public boolean offer(int brokerId, DirectBuffer buffer, int position, int length) {
      return true;
    }

    @Override
    public boolean isReady(int brokerId) {
      return true;
    }

    @Override
    public int maxMessageLength() {
      return MAX_MESSAGE_BYTES;
    }
  }

  private static final class Nobody implements ClientLink {
    @Override
    public boolean offer(long sessionId, DirectBuffer buffer, int position, int length) {
      return true;
    }

    @Override
    public int maxMessageLength() {
      return MAX_MESSAGE_BYTES;
    }

    @Override
    public void close(long sessionId) {
      // The session is told by whoever asks for it.
    }
  }
}
