package io.rafthold.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rafthold.client.transport.TransportException;
import io.rafthold.metadata.MetadataController;
import io.rafthold.metadata.MetadataDefaults;
import io.rafthold.metadata.MetadataGroup;
import io.rafthold.metadata.MetadataState;
import io.rafthold.partition.PeerCodec;
import io.rafthold.partition.PeerRegistry;
import io.rafthold.partition.PeerRouter;
import io.rafthold.partition.PeerSender;
import io.rafthold.partition.Replica;
import io.rafthold.partition.ReplicaContext;
import io.rafthold.session.ClientSessions;
import io.rafthold.session.SessionSettings;
import io.rafthold.transport.BrokerTransport;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
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

  /** Entry bytes after which an append request is closed; bounds what a slow link holds up. */
  private static final int MAX_APPEND_BYTES = 256 * 1024;

  /** Until data directories have ids of their own, all brokers say the same. */
  private static final int DIRECTORY_HASH = 1;

  private final BrokerConfig config;
  private final DataDirectory dataDirectory;
  private final CompletableFuture<FatalError> fatalError = new CompletableFuture<>();
  private final FlushAgent flushAgent;
  private final ReplicaFiler filer;
  private final BrokerTransport transport;
  private final BrokerAgent agent;
  private final AgentRunner runner;

  private Broker(BrokerConfig config, DataDirectory dataDirectory) {
    this.config = config;
    this.dataDirectory = dataDirectory;
    flushAgent =
        new FlushAgent(
            config.flushIntervalNs(), cause -> fail("a flush to the disk failed", cause));
    filer = new ReplicaFiler(dataDirectory.groupsDirectory(), this::fail);
    final SystemNanoClock clock = SystemNanoClock.INSTANCE;
    transport = BrokerTransport.launch(TransportConfig.of(config), clock.nanoTime());
    try {
      final IdleStrategy idleStrategy = config.threadProfile().newIdleStrategy();
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
    final DataDirectory dataDirectory = DataDirectory.open(config);
    try {
      final Broker broker = new Broker(config, dataDirectory);
      broker.flushAgent.start();
      AgentRunner.startOnThread(broker.runner);
      return broker;
    } catch (TransportException e) {
      dataDirectory.close();
      throw new StartupException(e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      dataDirectory.close();
      throw e;
    }
  }

  private BrokerAgent wire(SystemNanoClock clock, LongConsumer trafficListener) {
    final long nowNs = clock.nanoTime();
    final int self = config.self().id();
    final PeerCodec codec = new PeerCodec(clusterHash(config.clusterId()), self, DIRECTORY_HASH);
    final ClientSessions sessions = new ClientSessions(transport.clientLink());
    final ReplicaEvents events = new ReplicaEvents();
    final ReplicaContext context =
        new ReplicaContext(
            new PeerSender(transport.peerLink(), codec, MAX_APPEND_BYTES),
            flushAgent,
            sessions,
            events);
    final ReplicaFactory factory = new ReplicaFactory(config, context, new SplittableRandom());
    final Replicas replicas = new Replicas(self, filer, factory, sessions::onReplicaClosing);
    final MetadataState state = new MetadataState(replicas);
    final MetadataGroup metadata =
        new MetadataGroup(
            state,
            new MetadataController(
                state,
                config.members(),
                new MetadataDefaults(
                    config.defaultReplication(), config.segmentBytes(), config.ackLevel())),
            sessions);
    final Replica metadataReplica =
        factory.createMetadata(
            filer.openNow(MetadataState.METADATA_GROUP_ID, config.segmentBytes()), metadata, nowNs);
    metadata.attach(metadataReplica);
    events.attach(metadata);
    replicas.addMetadata(metadataReplica, nowNs);
    sessions.attach(
        new SessionSettings(
            self,
            config.clusterId(),
            config.maxRecordBytes(),
            config.maxBatchBytes(),
            config.maxSubscriptions()),
        config.members(),
        metadata,
        replicas::byGroup,
        replicas::all,
        replicas);
    final PeerRegistry peers =
        (id, hash) -> id != self && config.members().stream().anyMatch(m -> m.id() == id);
    return new BrokerAgent(
        clock,
        nowNs,
        new SystemEpochNanoClock(),
        transport,
        new PeerRouter(codec, peers, replicas::byGroup, replicas),
        sessions,
        replicas,
        this::fail,
        trafficListener);
  }

  private static LongConsumer trafficListener(IdleStrategy idleStrategy) {
    if (idleStrategy instanceof TrafficIdleStrategy sleeper) {
      return sleeper::onTraffic;
    }
    return nowNs -> {};
  }

  /** Maps a cluster's id to the 64 bits that every message carries (FNV-1a). */
  static long clusterHash(String clusterId) {
    long hash = 0xcbf29ce484222325L;
    for (final byte b : clusterId.getBytes(UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * 0x100000001b3L;
    }
    return hash;
  }

  private void fail(String what, Throwable cause) {
    if (fatalError.complete(new FatalError(what, cause))) {
      LOGGER.error("fatal: {}; this broker ends", what, cause);
    }
    if (agent != null) {
      agent.abandon();
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
   * Stops cleanly: flushes, closes and marks the data directory so; the second call does nothing.
   */
  @Override
  public void close() {
    runner.close();
    final boolean isFiled = filer.finish();
    flushAgent.close();
    if (isFiled && flushAgent.hasEnded() && !fatalError.isDone()) {
      dataDirectory.markCleanShutdown();
    }
    dataDirectory.close();
  }
}
