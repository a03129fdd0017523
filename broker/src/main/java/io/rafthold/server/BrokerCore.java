package io.rafthold.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rafthold.metadata.ClusterMember;
import io.rafthold.metadata.MetadataController;
import io.rafthold.metadata.MetadataDefaults;
import io.rafthold.metadata.MetadataGroup;
import io.rafthold.metadata.MetadataState;
import io.rafthold.partition.DiskRoom;
import io.rafthold.partition.DiskSpace;
import io.rafthold.partition.PeerCodec;
import io.rafthold.partition.PeerMessageHandler;
import io.rafthold.partition.PeerRouter;
import io.rafthold.partition.PeerSender;
import io.rafthold.partition.Pulses;
import io.rafthold.partition.Replica;
import io.rafthold.partition.ReplicaContext;
import io.rafthold.partition.ReplicaFiles;
import io.rafthold.session.ClientMessageHandler;
import io.rafthold.session.ClientSessions;
import io.rafthold.session.SessionSettings;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Everything of a broker that decides, without thread, clock, stream or file: replicas, metadata
 * and sessions, wired together. A duty cycle is {@link #begin}, the messages that came, {@link
 * #finish}. So the same wiring runs in production and, many at a time, in the simulator.
 *
 * <p>Used by one thread at a time.
 */
public final class BrokerCore implements AutoCloseable {
  /** Entry bytes after which an append request is closed; bounds what a slow link holds up. */
  private static final int MAX_APPEND_BYTES = 256 * 1024;

  /** When heartbeats that a link has refused are offered again. */
  private static final long RETRY_NS = 1_000_000;

  private final DutyClock dutyClock;
  private final ReplicaContext context;
  private final ClientSessions sessions;
  private final Replicas replicas;
  private final PeerRouter router;
  private final Pulses pulses;
  private final MetadataState metadataState;
  private final PeerDirectory peerDirectory;
  private final ClusterDuties duties;
  private final StrangerWatch strangerWatch;
  private long nowNs;
  private long dutyNs;
  private long epochNs;

  /**
   * Opens group 0 and wires a broker whose directory says nothing of it.
   *
   * @param config what the broker was told
   * @param ports what it touches the world by
   * @param random decides election timeouts
   * @param nowNs monotonic time
   */
  public BrokerCore(BrokerConfig config, BrokerPorts ports, SplittableRandom random, long nowNs) {
    this(config, BrokerIdentity.of(config), ports, random, nowNs);
  }

  /**
   * Opens group 0 and wires the broker.
   *
   * @param config what the broker was told
   * @param identity what its directory makes of it
   * @param ports what it touches the world by
   * @param random decides election timeouts
   * @param nowNs monotonic time
   */
  public BrokerCore(
      BrokerConfig config,
      BrokerIdentity identity,
      BrokerPorts ports,
      SplittableRandom random,
      long nowNs) {
    final int self = config.self().id();
    final PeerCodec codec =
        new PeerCodec(clusterHash(config.clusterId()), self, identity.directoryHash());
    final ReplicaEvents events = new ReplicaEvents();
    dutyClock = new DutyClock(nowNs);
    pulses = new Pulses(config.heartbeatIntervalNs(), config.electionTimeout().minNs());
    this.nowNs = nowNs;
    dutyNs = nowNs;
    sessions = new ClientSessions(ports.clientLink(), ports.backfill());
    context =
        new ReplicaContext(
            new PeerSender(ports.peerLink(), codec, MAX_APPEND_BYTES, pulses),
            ports.flushScheduler(),
            ports.housekeeper(),
            sessions,
            events);
    final DiskRoom room = prepareContext(config, ports, codec);
    context.observers(ports.observers());
    context.stageMeter(ports.stageMeter());
    final ReplicaFactory factory = new ReplicaFactory(config, identity, context, random);
    replicas =
        new Replicas(
            self, ports.storage(), factory, context.flushNotices(), sessions::onReplicaClosing);
    pulses.wakeup(replicas);
    final ClusterMemory memory = ports.storage().remembered();
    final List<ClusterMember> founders = identity.believed(config, memory);
    peerDirectory = new PeerDirectory(self, founders, memory);
    final ReplicaGate gate =
        new ReplicaGate(
            self, identity.directoryHash(), replicas, ports.storage(), peerDirectory, memory);
    metadataState = new MetadataState(gate);
    context.producerIds(metadataState::nextProducerId);
    final MetadataGroup metadata =
        new MetadataGroup(metadataState, controller(config, founders), sessions);
    final Replica metadataReplica =
        factory.createMetadata(openMetadata(config, ports, founders), metadata, nowNs);
    metadata.attach(metadataReplica, replicas);
    gate.attach(metadata);
    factory.attach(metadata);
    events.attach(metadata, replicas);
    replicas.addMetadata(metadataReplica, nowNs);
    router = new PeerRouter(codec, pulses, peerDirectory, replicas::byGroup, replicas);
    duties =
        new ClusterDuties(
            config,
            identity,
            founders,
            ports,
            metadata,
            replicas,
            peerDirectory,
            room,
            router,
            random::nextLong);
    strangerWatch =
        new StrangerWatch(config.self(), gate, metadataState.registry(), metadataReplica);
    attachSessions(config, founders, metadata, ports.diskSpace());
  }

  private MetadataController controller(BrokerConfig config, List<ClusterMember> founders) {
    return new MetadataController(
        metadataState,
        founders,
        new MetadataDefaults(
            config.defaultReplication(), config.segmentBytes(), config.ackLevel()));
  }

  private DiskRoom prepareContext(BrokerConfig config, BrokerPorts ports, PeerCodec codec) {
    final DiskRoom room = new DiskRoom(ports.diskSpace());
    codec.room(room);
    context.room(room);
    context.readSink(sessions);
    context.cursorSink(sessions);
    context.retention(config.retention());
    context.scrub(config.scrub());
    return room;
  }

  private static ReplicaFiles openMetadata(
      BrokerConfig config, BrokerPorts ports, List<ClusterMember> founders) {
    final boolean hasPeers =
        founders.stream().anyMatch(founder -> founder.id() != config.self().id());
    return ports
        .storage()
        .openNow(MetadataState.METADATA_GROUP_ID, config.segmentBytes(), hasPeers);
  }

  private void attachSessions(
      BrokerConfig config,
      List<ClusterMember> founders,
      MetadataGroup metadata,
      DiskSpace diskSpace) {
    sessions.attach(
        new SessionSettings(
            config.self().id(),
            config.clusterId(),
            config.maxRecordBytes(),
            config.maxBatchBytes(),
            config.maxSubscriptions()),
        founders,
        metadata,
        duties.reconciler(),
        duties.coordinator(),
        replicas::byGroup,
        replicas::all,
        replicas::failures,
        diskSpace,
        replicas);
  }

  /**
   * Maps a cluster's id to the 64 bits that every message carries (FNV-1a).
   *
   * @param clusterId as configured
   * @return the hash
   */
  public static long clusterHash(String clusterId) {
    long hash = 0xcbf29ce484222325L;
    for (final byte b : clusterId.getBytes(UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * 0x100000001b3L;
    }
    return hash;
  }

  /**
   * Begins a duty cycle.
   *
   * @param timeNs monotonic clock
   * @param wallNs wall clock
   */
  public void begin(long timeNs, long wallNs) {
    nowNs = timeNs;
    dutyNs = dutyClock.advance(timeNs);
    epochNs = wallNs;
    router.nowNs(dutyNs);
    pulses.begin(wallNs);
    pulses.lag(timeNs - dutyNs);
    duties.begin(dutyNs);
    sessions.epochNs(epochNs);
  }

  /** Returns where messages of other brokers go, between {@link #begin} and {@link #finish}. */
  public PeerMessageHandler peers() {
    return duties.peerMessages();
  }

  /** Returns where messages of clients go, between {@link #begin} and {@link #finish}. */
  public ClientMessageHandler clients() {
    return sessions;
  }

  /**
   * Ends a duty cycle: replicas and sessions act on what came in and on the time.
   *
   * @return work count
   */
  public int finish() {
    final int work = replicas.doWork(dutyNs, epochNs);
    final int kept = duties.doWork(dutyNs, epochNs);
    strangerWatch.doWork(dutyNs);
    context.endCycle(dutyNs);
    return work + kept + sessions.doWork();
  }

  /** Returns how many append requests reached a replica. */
  public long appendCount() {
    return router.appendCount();
  }

  /**
   * Returns when a cycle has something to do even if nothing comes in and no flush ends until then.
   *
   * @return monotonic time; {@code Long.MAX_VALUE} for never
   */
  public long nextDeadlineNs() {
    final long retryNs = context.isAnyRefused() ? dutyNs + RETRY_NS : Long.MAX_VALUE;
    final long deadlineNs =
        Math.min(
            Math.min(retryNs, pulses.nextDeadlineNs()),
            Math.min(replicas.nextDeadlineNs(dutyNs), duties.nextDeadlineNs()));
    return deadlineNs == Long.MAX_VALUE ? deadlineNs : nowNs + (deadlineNs - dutyNs);
  }

  /**
   * Hands over whatever this broker leads, since it is about to stop; to be called in every cycle
   * from then on.
   *
   * @return true where nothing is left that another broker could take over
   */
  public boolean handOver() {
    return duties.reconciler().handOver(dutyNs);
  }

  /** Returns a number that is another one whenever {@link #peerAddresses} changed. */
  public int peersVersion() {
    return peerDirectory.version();
  }

  /** Returns the other brokers of the cluster and where they listen. */
  public List<ClusterMember> peerAddresses() {
    return peerDirectory.peers();
  }

  /** Returns all local replicas; a live view. */
  public Collection<Replica> replicas() {
    return replicas.all();
  }

  /** Returns why replicas of this broker have failed, by their groups; a live view. */
  public Map<Integer, Throwable> failures() {
    return replicas.failures();
  }

  /** Returns what was counted since the start, at this moment. */
  MetricsSample.BrokerCounts counts() {
    return new MetricsSample.BrokerCounts(
        sessions.count(),
        sessions.refusedCount(),
        router.malformedCount(),
        router.foreignCount(),
        peerDirectory.refusedCount(),
        router.unknownGroupCount(),
        replicas.failures().size());
  }

  /** Returns what the committed metadata adds up to on this broker. */
  public MetadataState metadata() {
    return metadataState;
  }

  /** Closes all replicas, flushing what they hold. */
  @Override
  public void close() {
    sessions.close();
    replicas.close();
  }

  /** Lets go of all files as a process that dies does: nothing is flushed, nobody is answered. */
  void abandon() {
    sessions.close();
    replicas.abandon();
  }
}
