package io.rafthold.server;

import io.rafthold.client.transport.TrafficIdleStrategy;
import io.rafthold.client.transport.TransportException;
import io.rafthold.log.LogDamageException;
import io.rafthold.metadata.ClusterMember;
import io.rafthold.raft.CoreObserver;
import io.rafthold.transport.BrokerTransport;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SystemEpochNanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running broker: its threads, files and streams. Start it with {@link #launch}. */
public final class Broker implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Broker.class);

  private static final long HAND_OVER_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(2);
  private static final long NS_PER_MS = TimeUnit.MILLISECONDS.toNanos(1);

  private final BrokerConfig config;
  private final DataDirectory dataDirectory;
  private final CompletableFuture<FatalError> fatalError = new CompletableFuture<>();
  private final FlushAgent flushAgent;
  private final HousekeepingAgent housekeepingAgent;
  private final HousekeepingAgent backfillAgent;
  private final DiskWatch diskWatch;
  private final ReplicaFiler filer;
  private final StageHistograms stages = new StageHistograms();
  private final BrokerTransport transport;
  private final BrokerAgent agent;
  private final AgentRunner runner;
  private MetricsEndpoint metrics;
  private boolean isKilled;

  private Broker(BrokerConfig config, DataDirectory dataDirectory) {
    this.config = config;
    this.dataDirectory = dataDirectory;
    flushAgent =
        new FlushAgent(
            config.flushIntervalNs(),
            cause -> fail(new FatalError("a flush to the disk failed", cause, true)),
            this::wakeAgent);
    housekeepingAgent =
        new HousekeepingAgent(
            config.housekeepingBytesPerSecond(), cause -> fail("housekeeping failed", cause));
    backfillAgent =
        new HousekeepingAgent(
            "rafthold-backfill",
            config.backfillBytesPerSecond(),
            cause -> fail("reading for clients that are behind failed", cause),
            this::wakeAgent);
    diskWatch = DiskWatch.of(config);
    filer =
        new ReplicaFiler(
            dataDirectory,
            config.self().id(),
            new PoolTask(
                dataDirectory.path().resolve("pool"), config.pooledSegments(), housekeepingAgent),
            this::fail,
            this::wakeAgent);
    final SystemNanoClock clock = SystemNanoClock.INSTANCE;
    transport = BrokerTransport.launch(TransportConfig.of(config), clock.nanoTime());
    try {
      final IdleStrategy idleStrategy =
          config.threads().profile().newIdleStrategy(transport.doze(), this::nextDeadlineNs);
      agent = wire(clock, trafficListener(idleStrategy));
      runner =
          new AgentRunner(
              idleStrategy, cause -> fail("the broker's duty cycle failed", cause), null, agent);
    } catch (RuntimeException | Error e) {
      transport.close();
      filer.finish();
      throw e;
    }
  }

  /**
   * Starts a broker; when this returns it accepts connections, whether or not there is a quorum.
   *
   * @throws ConfigurationException where the data directory or the machine does not fit, naming the
   *     remedy
   * @throws StartupException where another process or the machine is in the way
   */
  public static Broker launch(BrokerConfig config) {
    final String refusal = config.threads().cpus().refusal();
    if (refusal != null) {
      throw config.refused(Settings.CPUS.key(), refusal);
    }
    final DataDirectory dataDirectory = DataDirectory.open(config);
    try {
      final Broker broker = new Broker(config, dataDirectory);
      broker.flushAgent.start();
      broker.housekeepingAgent.start();
      broker.backfillAgent.start();
      broker.housekeepingAgent.request(broker.diskWatch);
      warnOfStrangers(config, dataDirectory.identity(), broker.filer.remembered());
      AgentRunner.startOnThread(broker.runner, body -> boundThread(config, body));
      broker.tellMetrics();
      return broker;
    } catch (TransportException | LogDamageException e) {
      dataDirectory.close();
      throw new StartupException(e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      dataDirectory.close();
      throw e;
    }
  }

  private static Thread boundThread(BrokerConfig config, Runnable body) {
    return new Thread(
        () -> {
          config.threads().cpus().bindFirst();
          body.run();
        });
  }

  private void tellMetrics() {
    if (!config.metricsAddress().isOn()) {
      return;
    }
    try {
      metrics = MetricsEndpoint.open(config.metricsAddress(), agent.metrics(), stages);
    } catch (final StartupException e) {
      close();
      throw e;
    }
    LOGGER.info(
        "metrics: http://{}:{}{}",
        config.metricsAddress().host(),
        metrics.port(),
        MetricsEndpoint.PATH);
  }

  /** An edit of the list looks like a change of the cluster, and is none. */
  private static void warnOfStrangers(
      BrokerConfig config, BrokerIdentity identity, ClusterMemory memory) {
    for (final ClusterMember member : config.members()) {
      final boolean isKnown =
          member.id() == config.self().id()
              || identity.founders().contains(member.id())
              || memory.brokers().stream().anyMatch(broker -> broker.id() == member.id());
      if (!isKnown) {
        LOGGER.warn(
            "cluster.members names broker {}, which this broker does not know: a list brings nobody"
                + " into a cluster that runs already, `cluster add` does",
            member.id());
      }
    }
  }

  private BrokerAgent wire(SystemNanoClock clock, LongConsumer trafficListener) {
    final BrokerCore core =
        new BrokerCore(
            config,
            dataDirectory.identity(),
            new BrokerPorts(
                transport.peerLink(),
                transport.clientLink(),
                flushAgent,
                housekeepingAgent,
                backfillAgent,
                filer,
                diskWatch,
                groupId -> CoreObserver.NONE,
                stages),
            new SplittableRandom(),
            clock.nanoTime());
    return new BrokerAgent(
        clock,
        new WallClock(clock, new SystemEpochNanoClock()),
        transport,
        core,
        this::fail,
        trafficListener);
  }

  private static LongConsumer trafficListener(IdleStrategy idleStrategy) {
    if (idleStrategy instanceof TrafficIdleStrategy sleeper) {
      return sleeper::onTraffic;
    }
    return nowNs -> {};
  }

  private long nextDeadlineNs() {
    return agent.nextDeadlineNs();
  }

  private void wakeAgent() {
    transport.doze().wake();
  }

  private void fail(String what, Throwable cause) {
    fail(FatalError.of(what, cause));
  }

  private void fail(FatalError error) {
    if (error.isFlushFailure()) {
      // Before anybody is told: whoever ends the process must find it done.
      dataDirectory.markFailedFlush();
    }
    if (fatalError.complete(error)) {
      LOGGER.error("fatal: {}; this broker ends", error.what(), error.cause());
    }
    if (agent != null) {
      agent.abandon();
    }
  }

  private void handOver() {
    final long startNs = System.nanoTime();
    try {
      agent.handOver().get(HAND_OVER_TIMEOUT_NS, TimeUnit.NANOSECONDS);
      LOGGER.info("handed over in {} ms", (System.nanoTime() - startNs) / NS_PER_MS);
    } catch (final TimeoutException | ExecutionException e) {
      LOGGER.warn("not everything could be handed over: the others will elect new leaders");
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Completes when something happened that the process must not outlive. */
  public CompletableFuture<FatalError> fatalError() {
    return fatalError;
  }

  /** Returns the configuration that the broker runs with. */
  public BrokerConfig config() {
    return config;
  }

  /**
   * Ends as a process that dies does: hands nothing over, flushes nothing, tells nobody, and leaves
   * no mark of a clean stop behind; what is in the page cache stays there. Threads, ports and files
   * are given back, so that the same process can start the broker again. For tests of what users
   * build on a cluster. For the thread that closes, instead of {@link #close}, which does nothing
   * after it.
   */
  public void kill() {
    isKilled = true;
    agent.kill();
    flushAgent.abandon();
    if (metrics != null) {
      metrics.close();
    }
    runner.close();
    backfillAgent.close();
    housekeepingAgent.close();
    filer.finish();
    flushAgent.close();
    dataDirectory.close();
  }

  /**
   * Stops cleanly: hands over what it leads, within two seconds, then flushes, closes and marks the
   * data directory so; the second call does nothing.
   */
  @Override
  public void close() {
    if (isKilled) {
      return;
    }
    if (metrics != null) {
      metrics.close();
    }
    if (!runner.isClosed() && !fatalError.isDone()) {
      handOver();
    }
    runner.close();
    backfillAgent.close();
    housekeepingAgent.close();
    final boolean isFiled = filer.finish();
    flushAgent.close();
    if (isFiled && flushAgent.hasEnded() && !fatalError.isDone()) {
      dataDirectory.markCleanShutdown();
    }
    dataDirectory.close();
  }
}
