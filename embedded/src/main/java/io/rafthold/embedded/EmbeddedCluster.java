package io.rafthold.embedded;

import io.rafthold.client.BrokerInfo;
import io.rafthold.client.BrokerState;
import io.rafthold.client.PartitionInfo;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.RaftholdException;
import io.rafthold.server.OnTermination;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.CloseHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cluster of production brokers inside this process: real files, real streams on loopback, in
 * temporary directories and on ports of its own. For tests, which may kill and restart members, and
 * for trying things out; a broker in service has a process to itself.
 *
 * <pre>{@code
 * try (EmbeddedCluster cluster = EmbeddedCluster.start(3)) {
 *   cluster.client().admin().createTopic(new NewTopic("orders", 1).withReplicas(3));
 *   cluster.kill(cluster.leaderOf("orders", 0));
 * }
 * }</pre>
 *
 * <p>The JVM needs the flags of {@code config/jvm.options}; a start without them names the missing
 * ones. Thread-safe: one call at a time is served.
 */
public final class EmbeddedCluster implements AutoCloseable {
  /** Most brokers of a cluster. */
  public static final int MAX_SIZE = 15;

  private static final Logger LOGGER = LoggerFactory.getLogger(EmbeddedCluster.class);
  private static final long READY_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);
  private static final long LOOK_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(5);

  /** Nobody waits for a dead broker for longer than that to learn that there is a leader. */
  private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(5);

  private final TemporaryDirectories directories;
  private final ClusterLayout layout;
  private final List<EmbeddedNode> nodes = new ArrayList<>();
  private final OnTermination atExit;
  private RaftholdClient client;
  private boolean isClosed;

  private EmbeddedCluster(int size, Map<String, String> settings) {
    directories = new TemporaryDirectories(size);
    atExit = OnTermination.tidyUp(this::close);
    try {
      layout = new ClusterLayout(size, directories, settings);
      for (int id = 0; id < size; id++) {
        nodes.add(new EmbeddedNode(id, layout.settingsOf(id)));
      }
    } catch (final RuntimeException refused) {
      close();
      throw refused;
    }
  }

  /**
   * Starts a cluster and waits until all of its brokers serve.
   *
   * @param size number of brokers, 1 to {@value #MAX_SIZE}; their ids are from 0
   * @return to be closed by the caller
   * @throws EmbeddedException where it cannot be started, naming the remedy: missing flags of the
   *     JVM, above all
   */
  public static EmbeddedCluster start(int size) {
    return start(size, Map.of());
  }

  /**
   * Starts a cluster with settings of its own and waits until all of its brokers serve.
   *
   * @param size number of brokers, 1 to {@value #MAX_SIZE}; their ids are from 0
   * @param settings keys and values of {@code config/rafthold.yaml}, for all brokers alike; those
   *     of members and directories are the cluster's own business
   * @return to be closed by the caller
   * @throws EmbeddedException where it cannot be started, or a setting is refused
   */
  public static EmbeddedCluster start(int size, Map<String, String> settings) {
    if (size < 1 || size > MAX_SIZE) {
      throw new IllegalArgumentException(
          "a cluster of " + size + " brokers: choose 1 to " + MAX_SIZE);
    }
    JvmFlagCheck.run();
    final long startNs = System.nanoTime();
    final EmbeddedCluster cluster = new EmbeddedCluster(size, settings);
    try {
      cluster.startAll();
    } catch (final RuntimeException | Error failure) {
      cluster.close();
      throw failure;
    }
    LOGGER.info(
        "an embedded cluster of {} serves at {} after {} ms",
        size,
        cluster.bootstrap(),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs));
    return cluster;
  }

  private synchronized void startAll() {
    nodes.forEach(EmbeddedNode::start);
    final long deadlineNs = System.nanoTime() + READY_TIMEOUT_NS;
    while (!areAllMembers()) {
      waitMore(deadlineNs, "not all of the brokers have joined the cluster");
    }
  }

  private boolean areAllMembers() {
    try {
      final List<BrokerInfo> brokers = client().admin().describeCluster().brokers();
      return brokers.size() == layout.size()
          && brokers.stream().allMatch(broker -> broker.state() == BrokerState.MEMBER);
    } catch (final RaftholdException notYet) {
      if (notYet.isRetriable()) {
        return false;
      }
      throw notYet;
    }
  }

  /**
   * Returns where clients find the brokers.
   *
   * @return for {@code RaftholdClient.builder().bootstrap}; the same as long as the cluster lives
   */
  public String bootstrap() {
    return layout.bootstrap();
  }

  /**
   * Returns a client of the cluster, always the same, which is closed with it. Whoever wants one
   * with settings of his own builds it with {@link #bootstrap}.
   *
   * @return the client
   */
  public synchronized RaftholdClient client() {
    checkOpen();
    if (client == null) {
      client =
          RaftholdClient.builder().bootstrap(bootstrap()).clientName("rafthold-embedded").build();
    }
    return client;
  }

  /**
   * Returns the number of brokers, those that were stopped too.
   *
   * @return 1 or more
   */
  public int size() {
    return layout.size();
  }

  /**
   * Tells whether a broker runs.
   *
   * @param brokerId 0 or above, below {@link #size}
   * @return false where it was killed or stopped
   */
  public synchronized boolean isRunning(int brokerId) {
    return node(brokerId).isRunning();
  }

  /**
   * Waits until a partition has a leader that runs, up to half a minute.
   *
   * @param topic its name
   * @param partition its number
   * @return id of the broker that leads it
   * @throws EmbeddedException where it finds none: with less than a majority of the replicas there
   *     cannot be one
   */
  public int leaderOf(String topic, int partition) {
    final long deadlineNs = System.nanoTime() + READY_TIMEOUT_NS;
    while (true) {
      final int leader = lookForLeader(topic, partition);
      if (leader != PartitionInfo.NO_LEADER && isRunning(leader)) {
        return leader;
      }
      waitMore(deadlineNs, "partition " + partition + " of topic " + topic + " has no leader");
    }
  }

  private int lookForLeader(String topic, int partition) {
    try {
      return client()
          .admin()
          .withTimeout(LOOK_TIMEOUT)
          .describeTopic(topic)
          .partitions()
          .get(partition)
          .leader();
    } catch (final RaftholdException notYet) {
      if (notYet.isRetriable()) {
        return PartitionInfo.NO_LEADER;
      }
      throw notYet;
    }
  }

  /**
   * Ends a broker as a process that dies does: it hands nothing over, flushes nothing, says no
   * goodbye and leaves no mark of a clean stop. What it had written stays in its directory.
   * Harmless where it does not run.
   *
   * @param brokerId 0 or above, below {@link #size}
   */
  public synchronized void kill(int brokerId) {
    checkOpen();
    node(brokerId).kill();
  }

  /**
   * Stops a broker cleanly: others take over what it leads, and it flushes what it has. Harmless
   * where it does not run.
   *
   * @param brokerId 0 or above, below {@link #size}
   */
  public synchronized void stop(int brokerId) {
    checkOpen();
    node(brokerId).stop();
  }

  /**
   * Starts a broker again over its own files, and stops it before where it runs. When this returns
   * it accepts connections; it catches up by itself.
   *
   * @param brokerId 0 or above, below {@link #size}
   * @throws EmbeddedException where it does not start
   */
  public synchronized void restart(int brokerId) {
    checkOpen();
    node(brokerId).stop();
    node(brokerId).start();
  }

  /** Ends all brokers and deletes their files. Idempotent. */
  @Override
  public synchronized void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    // Whatever one of them throws, the others are ended as well.
    final List<AutoCloseable> parts = new ArrayList<>();
    parts.add(client);
    // Their files are about to go: there is nothing to hand over and nothing to flush.
    nodes.forEach(node -> parts.add(node::kill));
    parts.add(directories);
    parts.add(atExit::cancel);
    CloseHelper.closeAll(parts);
  }

  /** Returns where the files of a broker are. */
  Path dataDirectory(int brokerId) {
    return directories.data(brokerId);
  }

  private EmbeddedNode node(int brokerId) {
    if (brokerId < 0 || brokerId >= nodes.size()) {
      throw new IllegalArgumentException(
          "no broker " + brokerId + ": the cluster has 0 to " + (nodes.size() - 1));
    }
    return nodes.get(brokerId);
  }

  private void checkOpen() {
    if (isClosed) {
      throw new IllegalStateException("the embedded cluster is closed: start another one");
    }
  }

  private static void waitMore(long deadlineNs, String problem) {
    if (System.nanoTime() - deadlineNs > 0) {
      throw new EmbeddedException(
          problem
              + " after "
              + TimeUnit.NANOSECONDS.toSeconds(READY_TIMEOUT_NS)
              + " s: look at the log of io.rafthold, and at how busy the machine is");
    }
    LockSupport.parkNanos(LOOK_INTERVAL_NS);
  }
}
