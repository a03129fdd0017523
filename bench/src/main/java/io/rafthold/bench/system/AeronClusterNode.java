package io.rafthold.bench.system;

import io.aeron.archive.Archive;
import io.aeron.archive.ArchiveThreadingMode;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ClusteredMediaDriver;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.service.ClusteredServiceContainer;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.agrona.CloseHelper;
import org.agrona.concurrent.NoOpLock;
import org.agrona.concurrent.YieldingIdleStrategy;

/**
 * A node of Aeron Cluster with a service that echoes: four threads, which yield (media driver,
 * archive, consensus module, service).
 */
final class AeronClusterNode {
  static final String READY = "ready";
  static final String HOST = "127.0.0.1";

  /** Ports of a node: ingress, consensus, log, catch-up, archive. */
  static final int PORTS_EACH = 5;

  private static final int ARCHIVE_PORT = 4;
  private static final long LOOK_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long STOP_TIMEOUT_MS = 5000;
  private static final String ANY_PORT = "aeron:udp?endpoint=" + HOST + ":0";
  private static final String LOCAL_ARCHIVE = "aeron:ipc?term-length=64k";

  private final int self;
  private final Path directory;
  private final Path aeronDirectory;
  private final int mtuBytes;
  private final int syncLevel;
  private final int[] ports;

  private AeronClusterNode(String[] arguments) {
    self = Integer.parseInt(arguments[0]);
    directory = Path.of(arguments[1]);
    aeronDirectory = Path.of(arguments[2]);
    mtuBytes = Integer.parseInt(arguments[3]);
    syncLevel = Integer.parseInt(arguments[4]);
    ports = List.of(arguments[5].split(",", -1)).stream().mapToInt(Integer::parseInt).toArray();
  }

  /** Returns a node's arguments. */
  static List<String> arguments(
      int self, Path directory, Path aeronDirectory, int mtuBytes, int syncLevel, String ports) {
    return List.of(
        Integer.toString(self),
        directory.toString(),
        aeronDirectory.toString(),
        Integer.toString(mtuBytes),
        Integer.toString(syncLevel),
        ports);
  }

  /** Runs until SIGTERM or the end of its parent. */
  public static void main(String[] arguments) {
    final AeronClusterNode node = new AeronClusterNode(arguments);
    final Thread main = Thread.currentThread();
    final AtomicBoolean isStopping = new AtomicBoolean();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(main, isStopping)));
    final ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
    final ClusteredMediaDriver driver = node.launchCluster();
    final ClusteredServiceContainer service = node.launchService();
    System.out.println(READY);
    while (!isStopping.get() && parent.isAlive()) {
      LockSupport.parkNanos(LOOK_INTERVAL_NS);
    }
    CloseHelper.quietCloseAll(service, driver);
  }

  private static void stop(Thread main, AtomicBoolean isStopping) {
    isStopping.set(true);
    LockSupport.unpark(main);
    try {
      main.join(STOP_TIMEOUT_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ClusteredMediaDriver launchCluster() {
    final MediaDriver.Context driver =
        AeronSettings.driver(aeronDirectory, mtuBytes)
            .threadingMode(ThreadingMode.SHARED)
            .sharedIdleStrategy(YieldingIdleStrategy.INSTANCE);
    final Archive.Context archive =
        new Archive.Context()
            .archiveDir(directory.resolve("archive").toFile())
            .controlChannel(archiveChannel(ports, self))
            .archiveClientContext(new AeronArchive.Context().controlResponseChannel(ANY_PORT))
            .localControlChannel(LOCAL_ARCHIVE)
            .replicationChannel(ANY_PORT)
            .recordingEventsEnabled(false)
            .threadingMode(ArchiveThreadingMode.SHARED)
            .idleStrategySupplier(() -> YieldingIdleStrategy.INSTANCE)
            .fileSyncLevel(syncLevel)
            .catalogFileSyncLevel(syncLevel);
    final ConsensusModule.Context consensus =
        new ConsensusModule.Context()
            .clusterMemberId(self)
            .clusterMembers(members(ports))
            .appointedLeaderId(AeronClusterSystem.LEADER)
            .clusterDir(directory.resolve("cluster").toFile())
            .archiveContext(archiveClient())
            .serviceCount(1)
            .ingressChannel("aeron:udp")
            .replicationChannel(ANY_PORT)
            .idleStrategySupplier(() -> YieldingIdleStrategy.INSTANCE)
            .fileSyncLevel(syncLevel);
    return ClusteredMediaDriver.launch(driver, archive, consensus);
  }

  private ClusteredServiceContainer launchService() {
    return ClusteredServiceContainer.launch(
        new ClusteredServiceContainer.Context()
            .aeronDirectoryName(aeronDirectory.toString())
            .archiveContext(archiveClient())
            .clusterDir(directory.resolve("cluster").toFile())
            .clusteredService(new AeronClusterService())
            .idleStrategySupplier(() -> YieldingIdleStrategy.INSTANCE)
            .serviceId(0));
  }

  private AeronArchive.Context archiveClient() {
    return new AeronArchive.Context()
        .lock(NoOpLock.INSTANCE)
        .aeronDirectoryName(aeronDirectory.toString())
        .controlRequestChannel(LOCAL_ARCHIVE)
        .controlRequestStreamId(AeronArchive.Configuration.localControlStreamId())
        .controlResponseChannel(LOCAL_ARCHIVE);
  }

  static String archiveChannel(int[] ports, int member) {
    return "aeron:udp?endpoint=" + endpoint(ports, member, ARCHIVE_PORT);
  }

  /** Returns where clients send, as Aeron Cluster writes it. */
  static String ingress(int[] ports) {
    final StringBuilder text = new StringBuilder();
    for (int member = 0; member < ports.length; member++) {
      text.append(member > 0 ? "," : "").append(member).append('=');
      text.append(endpoint(ports, member, 0));
    }
    return text.toString();
  }

  private static String members(int[] ports) {
    final StringBuilder text = new StringBuilder();
    for (int member = 0; member < ports.length; member++) {
      text.append(member > 0 ? "|" : "").append(member);
      for (int port = 0; port < PORTS_EACH; port++) {
        text.append(',').append(endpoint(ports, member, port));
      }
    }
    return text.toString();
  }

  private static String endpoint(int[] ports, int member, int port) {
    return HOST + ":" + (ports[member] + port);
  }
}
