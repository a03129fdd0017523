package io.rafthold.transport;

import io.rafthold.client.transport.Channels;
import io.rafthold.client.transport.DriverSettings;
import io.rafthold.client.transport.DriverThreads;
import io.rafthold.client.transport.Mtu;
import io.rafthold.client.transport.StorageCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** How a broker's transport runs. Immutable; made by {@link #builder}. */
public final class BrokerTransportSettings {
  /** Sessions of clients at a time, unless set. */
  public static final int DEFAULT_MAX_SESSIONS = 1024;

  /** Silence after which a peer or a client counts as gone, unless set. */
  public static final long DEFAULT_LINK_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(5);

  private static final int MAX_PORT = 65_535;
  private static final int COUNTER_BYTES_PER_SESSION = 12 * 128;
  private static final int BASE_COUNTER_BYTES = 256 * 1024;
  private static final int MIN_COUNTER_BYTES = 1024 * 1024;

  /** Refused clients are told so by a stream of their own, which needs a place meanwhile. */
  private static final int SPARE_STREAMS = 64;

  private final int brokerId;
  private final String host;
  private final int peerPort;
  private final int clientPort;
  private final int responsePort;
  private final List<PeerAddress> peers;
  private final DriverThreads threads;
  private final List<Runnable> threadStarts;
  private final Path aeronDirectory;
  private final boolean isDriverEmbedded;
  private final int peerTermLengthBytes;
  private final int clientTermLengthBytes;
  private final int mtuBytes;
  private final int maxSessions;
  private final long linkTimeoutNs;

  private BrokerTransportSettings(Builder builder) {
    brokerId = builder.brokerId;
    host = Objects.requireNonNull(builder.host, "host");
    peerPort = checkPort("peer port", builder.peerPort);
    clientPort = checkPort("client port", builder.clientPort);
    responsePort =
        checkPort(
            "response port", builder.responsePort == 0 ? clientPort + 1 : builder.responsePort);
    peers = List.copyOf(builder.peers);
    threads = builder.threads;
    threadStarts = builder.threadStarts;
    aeronDirectory = builder.aeronDirectory;
    isDriverEmbedded = builder.isDriverEmbedded;
    peerTermLengthBytes = builder.peerTermLengthBytes;
    clientTermLengthBytes = builder.clientTermLengthBytes;
    mtuBytes = builder.mtuBytes;
    maxSessions = builder.maxSessions;
    linkTimeoutNs = builder.linkTimeoutNs;
    if (peerPort == clientPort || peerPort == responsePort || clientPort == responsePort) {
      throw new IllegalArgumentException(
          "peer, client and response port must differ: "
              + peerPort
              + ", "
              + clientPort
              + ", "
              + responsePort);
    }
    Channels.checkTermLength(peerTermLengthBytes);
    Channels.checkTermLength(clientTermLengthBytes);
    if (maxSessions < 1) {
      throw new IllegalArgumentException("session limit " + maxSessions + " is below 1");
    }
  }

  static int checkPort(String name, int port) {
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException(name + " " + port + " is not within 1 and " + MAX_PORT);
    }
    return port;
  }

  /**
   * Starts settings with defaults.
   *
   * @param brokerId names the Aeron directory
   * @param host name or address that peers and clients reach this broker at
   */
  public static Builder builder(int brokerId, String host, int peerPort, int clientPort) {
    return new Builder(brokerId, host, peerPort, clientPort);
  }

  String host() {
    return host;
  }

  int peerPort() {
    return peerPort;
  }

  int clientPort() {
    return clientPort;
  }

  int responsePort() {
    return responsePort;
  }

  List<PeerAddress> peers() {
    return peers;
  }

  int peerTermLengthBytes() {
    return peerTermLengthBytes;
  }

  int clientTermLengthBytes() {
    return clientTermLengthBytes;
  }

  int mtuBytes() {
    return mtuBytes;
  }

  int maxSessions() {
    return maxSessions;
  }

  long linkTimeoutNs() {
    return linkTimeoutNs;
  }

  DriverSettings driver() {
    final long requiredBytes =
        StorageCheck.requiredBytes(2 * peers.size(), peerTermLengthBytes)
            + StorageCheck.requiredBytes(2, clientTermLengthBytes);
    return new DriverSettings(
        "broker-" + brokerId,
        aeronDirectory,
        isDriverEmbedded,
        threads,
        mtuBytes,
        linkTimeoutNs,
        requiredBytes,
        maxSessions + SPARE_STREAMS,
        Math.max(MIN_COUNTER_BYTES, BASE_COUNTER_BYTES + maxSessions * COUNTER_BYTES_PER_SESSION),
        true,
        threadStarts);
  }

  /** Collects settings; every one but the constructor's has a default. */
  public static final class Builder {
    private final int brokerId;
    private final String host;
    private final int peerPort;
    private final int clientPort;
    private final List<PeerAddress> peers = new ArrayList<>();
    private int responsePort;
    private DriverThreads threads = DriverThreads.INVOKED;
    private List<Runnable> threadStarts = List.of();
    private Path aeronDirectory;
    private boolean isDriverEmbedded = true;
    private int peerTermLengthBytes = Channels.DEFAULT_TERM_LENGTH_BYTES;
    private int clientTermLengthBytes = Channels.DEFAULT_TERM_LENGTH_BYTES;
    private int mtuBytes = Mtu.AUTOMATIC;
    private int maxSessions = DEFAULT_MAX_SESSIONS;
    private long linkTimeoutNs = DEFAULT_LINK_TIMEOUT_NS;

    private Builder(int brokerId, String host, int peerPort, int clientPort) {
      this.brokerId = brokerId;
      this.host = host;
      this.peerPort = peerPort;
      this.clientPort = clientPort;
    }

    /** Adds another broker of the cluster. */
    public Builder peer(int peerId, String peerHost, int port) {
      peers.add(new PeerAddress(peerId, peerHost, port));
      return this;
    }

    /** Sets the port that answers to clients leave from; default: client port + 1. */
    public Builder responsePort(int port) {
      responsePort = port;
      return this;
    }

    /** Sets who runs an embedded driver; default: the invoking thread. */
    public Builder threads(DriverThreads value) {
      threads = value;
      return this;
    }

    /** Sets what runs first in an embedded driver's threads, see {@link DriverSettings}. */
    public Builder threadStarts(List<Runnable> value) {
      threadStarts = List.copyOf(value);
      return this;
    }

    /** Sets the directory of an embedded driver, which is emptied; null: a temporary one. */
    public Builder aeronDirectory(Path directory) {
      aeronDirectory = directory;
      isDriverEmbedded = true;
      return this;
    }

    /** Attaches to a driver that runs already in the given directory. */
    public Builder externalDriver(Path directory) {
      aeronDirectory = Objects.requireNonNull(directory, "directory");
      isDriverEmbedded = false;
      return this;
    }

    /**
     * Sets the term length of streams to peers; a power of two, eight times the longest message.
     */
    public Builder peerTermLength(int bytes) {
      peerTermLengthBytes = bytes;
      return this;
    }

    /** Sets the term length of streams to clients, and the longest that theirs may have. */
    public Builder clientTermLength(int bytes) {
      clientTermLengthBytes = bytes;
      return this;
    }

    /** Sets the largest datagram payload, see {@link Mtu}; default automatic. */
    public Builder mtu(int bytes) {
      mtuBytes = bytes;
      return this;
    }

    /** Sets how many clients may be connected at a time; default 1024. */
    public Builder maxSessions(int sessions) {
      maxSessions = sessions;
      return this;
    }

    /** Sets the silence in nanoseconds after which a peer or client counts as gone; default 5 s. */
    public Builder linkTimeout(long timeoutNs) {
      linkTimeoutNs = timeoutNs;
      return this;
    }

    /**
     * Checks and builds.
     *
     * @throws IllegalArgumentException naming the value and its range
     */
    public BrokerTransportSettings build() {
      return new BrokerTransportSettings(this);
    }
  }
}
