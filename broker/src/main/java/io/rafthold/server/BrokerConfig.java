package io.rafthold.server;

import io.rafthold.metadata.ClusterMember;
import io.rafthold.partition.RetentionSettings;
import io.rafthold.partition.ScrubSettings;
import io.rafthold.protocol.AckLevel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a broker starts with: every setting read, bounded and checked against the others. Immutable.
 * {@code config/rafthold.yaml} documents each key.
 */
public final class BrokerConfig {
  /** Room of a batch around its largest record: batch header, record fields, headers' names. */
  public static final int BATCH_OVERHEAD_BYTES = 64 << 10;

  private static final int DEFAULT_REPLICAS = 3;
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  private final Map<String, RawSetting> raw;
  private final String clusterId;
  private final List<ClusterMember> members;
  private final ClusterMember self;
  private final boolean joining;
  private final Path dataDirectory;
  private final boolean networkFileSystemAllowed;
  private final boolean driverEmbedded;
  private final String aeronDirectory;
  private final int termLengthBytes;
  private final int mtuBytes;
  private final long linkTimeoutNs;
  private final BrokerThreads threads;
  private final TimeoutRange electionTimeout;
  private final long heartbeatIntervalNs;
  private final long leaderRebalanceAfterNs;
  private final AckLevel ackLevel;
  private final int defaultReplication;
  private final long segmentBytes;
  private final int maxRecordBytes;
  private final long diskReserveBytes;
  private final long flushIntervalNs;
  private final long housekeepingBytesPerSecond;
  private final long backfillBytesPerSecond;
  private final MetricsAddress metricsAddress;
  private final int pooledSegments;
  private final int maxSessions;
  private final int maxSubscriptions;
  private final long maxInflightBytes;
  private final RetentionSettings retention;
  private final ScrubSettings scrub;

  BrokerConfig(Map<String, RawSetting> settings) {
    raw = Map.copyOf(settings);
    clusterId = read(Settings.CLUSTER_ID);
    members = read(Settings.MEMBERS);
    self = findSelf(read(Settings.BROKER_ID));
    joining = read(Settings.JOIN);
    dataDirectory = read(Settings.DATA_DIR);
    networkFileSystemAllowed = read(Settings.DATA_NETWORK);
    driverEmbedded = read(Settings.DRIVER_EMBEDDED);
    aeronDirectory = resolveAeronDirectory(read(Settings.AERON_DIR));
    termLengthBytes = Math.toIntExact(read(Settings.TERM_LENGTH));
    mtuBytes = read(Settings.MTU);
    linkTimeoutNs = read(Settings.LINK_TIMEOUT);
    threads = new BrokerThreads(read(Settings.PROFILE), read(Settings.CPUS));
    electionTimeout = read(Settings.ELECTION_TIMEOUT);
    heartbeatIntervalNs = read(Settings.HEARTBEAT_INTERVAL);
    leaderRebalanceAfterNs = read(Settings.LEADER_REBALANCE_AFTER);
    ackLevel = read(Settings.ACK);
    defaultReplication = resolveReplication(read(Settings.REPLICATION));
    segmentBytes = read(Settings.SEGMENT_BYTES);
    maxRecordBytes = Math.toIntExact(read(Settings.RECORD_MAX_BYTES));
    diskReserveBytes = read(Settings.DISK_RESERVE);
    flushIntervalNs = read(Settings.FLUSH_INTERVAL);
    housekeepingBytesPerSecond = read(Settings.HOUSEKEEPING_RATE);
    backfillBytesPerSecond = read(Settings.BACKFILL_RATE);
    metricsAddress = new MetricsAddress(read(Settings.METRICS_HOST), read(Settings.METRICS_PORT));
    pooledSegments = read(Settings.SEGMENTS_POOLED);
    maxSessions = read(Settings.SESSIONS_MAX);
    maxSubscriptions = read(Settings.SUBSCRIPTIONS_MAX);
    maxInflightBytes = read(Settings.INFLIGHT_MAX_BYTES);
    retention =
        new RetentionSettings(
            read(Settings.RETENTION_CHECK_INTERVAL), read(Settings.RETENTION_FOLLOWER_GRACE));
    scrub = new ScrubSettings(read(Settings.SCRUB_RATE), read(Settings.SCRUB_INTERVAL));
    ConfigChecks.check(this);
  }

  private <T> T read(Setting<T> setting) {
    return setting.parse(raw.get(setting.key()));
  }

  private ClusterMember findSelf(int brokerId) {
    for (final ClusterMember member : members) {
      if (member.id() == brokerId) {
        return member;
      }
    }
    final List<Integer> ids = members.stream().map(ClusterMember::id).toList();
    throw refused(
        Settings.BROKER_ID.key(),
        "not among cluster.members, whose ids are " + ids + "; choose one, or add the broker");
  }

  private String resolveAeronDirectory(String setting) {
    if (!Settings.AUTO.equals(setting)) {
      return setting;
    }
    if (!driverEmbedded) {
      throw refused(
          Settings.AERON_DIR.key(), "an external driver has its own; name its aeron directory");
    }
    final Path parent =
        Files.isDirectory(SHARED_MEMORY)
            ? SHARED_MEMORY
            : Path.of(System.getProperty("java.io.tmpdir"));
    final String user = System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9._-]", "_");
    final String name =
        String.join(
            "-",
            "rafthold",
            user,
            clusterId,
            Integer.toString(self.id()),
            Integer.toString(self.peerPort()));
    return parent.resolve(name).toString();
  }

  private int resolveReplication(int setting) {
    if (setting > members.size() && !joining) {
      throw refused(
          Settings.REPLICATION.key(),
          "more than the cluster's " + members.size() + " brokers; choose at most so many");
    }
    return setting == 0 ? DEFAULT_REPLICAS : setting;
  }

  /**
   * Creates the refusal of a setting that turned out not to do, with its place and value.
   *
   * @param key one of {@code config/rafthold.yaml}
   * @param problem why the value does not do, and what to do
   * @return to be thrown
   */
  public ConfigurationException refused(String key, String problem) {
    return raw.get(key).refused(key, problem);
  }

  /**
   * Returns {@code cluster.id}.
   *
   * @return 1 to 64 letters, digits, dots, underscores and dashes
   */
  public String clusterId() {
    return clusterId;
  }

  /**
   * Returns all brokers of the cluster, this one too.
   *
   * @return unmodifiable, in the configured order
   */
  public List<ClusterMember> members() {
    return members;
  }

  /**
   * Returns this broker's own entry among the members.
   *
   * @return its id is {@code broker.id}
   */
  public ClusterMember self() {
    return self;
  }

  /**
   * Tells whether {@code cluster.join} has this broker wait until it is added, where its directory
   * is empty.
   *
   * @return false where an empty directory founds the cluster
   */
  public boolean isJoining() {
    return joining;
  }

  /**
   * Returns {@code data.dir}.
   *
   * @return absolute; need not exist yet
   */
  public Path dataDirectory() {
    return dataDirectory;
  }

  /**
   * Tells whether {@code data.network} lets the data lie on a network file system.
   *
   * @return true where it does
   */
  public boolean isNetworkFileSystemAllowed() {
    return networkFileSystemAllowed;
  }

  /**
   * Tells whether the broker runs its own media driver.
   *
   * @return false where it attaches to an external one
   */
  public boolean isDriverEmbedded() {
    return driverEmbedded;
  }

  /**
   * Returns the media driver's directory.
   *
   * @return {@code aeron.dir}, or this broker's own in shared memory
   */
  public String aeronDirectory() {
    return aeronDirectory;
  }

  /**
   * Returns {@code aeron.term.length}.
   *
   * @return bytes, a power of two
   */
  public int termLengthBytes() {
    return termLengthBytes;
  }

  /**
   * Returns {@code aeron.mtu}.
   *
   * @return bytes, a multiple of 32, or {@link io.rafthold.client.transport.Mtu#AUTOMATIC}
   */
  public int mtuBytes() {
    return mtuBytes;
  }

  /**
   * Returns {@code link.timeout}.
   *
   * @return nanoseconds of silence after which a peer or a client counts as gone
   */
  public long linkTimeoutNs() {
    return linkTimeoutNs;
  }

  /**
   * Returns the thread profile, and the processors.
   *
   * @return never {@code auto}
   */
  public BrokerThreads threads() {
    return threads;
  }

  /**
   * Returns the range of the election timeout.
   *
   * @return its minimum holds three heartbeats or more
   */
  public TimeoutRange electionTimeout() {
    return electionTimeout;
  }

  /**
   * Returns {@code heartbeat.interval}.
   *
   * @return nanoseconds
   */
  public long heartbeatIntervalNs() {
    return heartbeatIntervalNs;
  }

  /**
   * Returns {@code leader.rebalance.after}.
   *
   * @return nanoseconds for which a preferred leader is caught up before it leads again; 0: never
   */
  public long leaderRebalanceAfterNs() {
    return leaderRebalanceAfterNs;
  }

  /**
   * Returns the ack level of topics that are created without one.
   *
   * @return {@code ack}
   */
  public AckLevel ackLevel() {
    return ackLevel;
  }

  /**
   * Returns the replicas of topics that are created without a number.
   *
   * @return 1 or more; a cluster of fewer brokers gives each of them one
   */
  public int defaultReplication() {
    return defaultReplication;
  }

  /**
   * Returns the segment size of topics that are created without one.
   *
   * @return bytes
   */
  public long segmentBytes() {
    return segmentBytes;
  }

  /**
   * Returns {@code record.max.bytes}.
   *
   * @return bytes of key, value and headers
   */
  public int maxRecordBytes() {
    return maxRecordBytes;
  }

  /** Returns how far behind a flush may run at level {@code quorum}, in nanoseconds. */
  public long flushIntervalNs() {
    return flushIntervalNs;
  }

  /** Returns {@code housekeeping.rate}: bytes that it may read and write in a second. */
  public long housekeepingBytesPerSecond() {
    return housekeepingBytesPerSecond;
  }

  /** Returns {@code backfill.rate}: bytes read in a second for clients that are far behind. */
  public long backfillBytesPerSecond() {
    return backfillBytesPerSecond;
  }

  /** Returns {@code metrics.host} and {@code metrics.port}. */
  public MetricsAddress metricsAddress() {
    return metricsAddress;
  }

  /**
   * Returns {@code segments.pooled}.
   *
   * @return files of dropped segments that are kept for new ones, for each size; 0: none
   */
  public int pooledSegments() {
    return pooledSegments;
  }

  /** Returns {@code disk.reserve} in bytes, or {@link DiskWatch#AUTO_RESERVE}. */
  long diskReserveBytes() {
    return diskReserveBytes;
  }

  /**
   * Returns {@code sessions.max}.
   *
   * @return connected clients
   */
  public int maxSessions() {
    return maxSessions;
  }

  /**
   * Returns {@code subscriptions.max}.
   *
   * @return subscriptions of one session
   */
  public int maxSubscriptions() {
    return maxSubscriptions;
  }

  /** Returns {@code inflight.max.bytes}: appended to one partition and not yet committed. */
  public long maxInflightBytes() {
    return maxInflightBytes;
  }

  /** Returns {@code retention.check.interval} and {@code retention.follower.grace}. */
  public RetentionSettings retention() {
    return retention;
  }

  /** Returns {@code scrub.rate} and {@code scrub.interval}: how the disk is re-read. */
  public ScrubSettings scrub() {
    return scrub;
  }

  /**
   * Returns the largest batch: one that holds the largest record.
   *
   * @return bytes
   */
  public int maxBatchBytes() {
    return maxRecordBytes + BATCH_OVERHEAD_BYTES;
  }
}
