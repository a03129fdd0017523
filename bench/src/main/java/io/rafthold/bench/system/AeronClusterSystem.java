package io.rafthold.bench.system;

import io.rafthold.bench.rig.Measure;
import io.rafthold.bench.rig.MessageStream;
import io.rafthold.bench.rig.Replay;
import io.rafthold.bench.rig.SystemProfile;
import io.rafthold.bench.rig.SystemUnderTest;
import io.rafthold.server.LoopbackPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import org.agrona.CloseHelper;
import org.agrona.IoUtil;

/** Three nodes of Aeron Cluster as processes on loopback. */
final class AeronClusterSystem implements SystemUnderTest {
  /** Appointed, so that the archive to replay from is known. */
  static final int LEADER = 0;

  private static final int NODES = 3;
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  private final SystemProfile profile;
  private final int mtuBytes;
  private final int[] ports = LoopbackPorts.runs(NODES, AeronClusterNode.PORTS_EACH);
  private final Path directory;
  private final Path aeronDirectory;
  private final List<ChildProcess> nodes = new ArrayList<>();
  private final Thread shutdownHook = new Thread(this::endAll, "rafthold-bench-cleanup");
  private long replayPosition;
  private long replaySession;
  private int clients;

  AeronClusterSystem(Path parent, int mtuBytes, int syncLevel, SystemProfile profile) {
    this.profile = profile;
    this.mtuBytes = mtuBytes;
    try {
      directory = Files.createTempDirectory(parent, "rafthold-bench-aeron-");
      final boolean isShared = Files.isWritable(SHARED_MEMORY);
      aeronDirectory =
          isShared
              ? Files.createTempDirectory(SHARED_MEMORY, "rafthold-bench-aeron-")
              : Files.createDirectory(directory.resolve("aeron"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(shutdownHook);
    try {
      for (int i = 0; i < NODES; i++) {
        nodes.add(startNode(i, syncLevel));
      }
      nodes.forEach(node -> node.awaitLine(AeronClusterNode.READY));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private ChildProcess startNode(int self, int syncLevel) {
    final StringJoiner all = new StringJoiner(",");
    for (final int port : ports) {
      all.add(Integer.toString(port));
    }
    return ChildProcess.start(
        "node " + self,
        directory.resolve("node-" + self + ".log"),
        AeronClusterNode.class.getName(),
        AeronClusterNode.arguments(
            self,
            directory.resolve("node-" + self),
            aeronDirectory.resolve("node-" + self),
            mtuBytes,
            syncLevel,
            all.toString()));
  }

  @Override
  public SystemProfile profile() {
    return profile;
  }

  /** Its consumer is the service, before whose answer nothing is acknowledged: no end to end. */
  @Override
  public Set<Measure> measures() {
    return EnumSet.of(Measure.CLOSED_LOOP, Measure.OPEN_LOOP, Measure.THROUGHPUT, Measure.REPLAY);
  }

  @Override
  public List<Long> processIds() {
    return nodes.stream().map(ChildProcess::pid).toList();
  }

  private AeronClient newClient() {
    return new AeronClient(aeronDirectory.resolve("client-" + ++clients), mtuBytes);
  }

  @Override
  public MessageStream open(int sizeBytes, boolean isTailed) {
    final AeronClusterStream stream = new AeronClusterStream(newClient(), ports, sizeBytes);
    // A log of its own is not to be had: a replay begins where this stream does, or a little
    // before.
    replaySession = stream.sessionId();
    try (AeronClusterLog log = new AeronClusterLog(newClient(), ports, LEADER)) {
      replayPosition = log.recordedPosition();
    } catch (RuntimeException e) {
      stream.close();
      throw e;
    }
    return stream;
  }

  @Override
  public Replay openReplay(Measure measure) {
    final AeronClusterLog log = new AeronClusterLog(newClient(), ports, LEADER);
    log.replayFrom(replayPosition, replaySession, LoopbackPorts.runs(1, 1)[0]);
    return log;
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(shutdownHook);
    endAll();
  }

  private void endAll() {
    CloseHelper.quietCloseAll(nodes);
    IoUtil.delete(aeronDirectory.toFile(), true);
    IoUtil.delete(directory.toFile(), true);
  }
}
