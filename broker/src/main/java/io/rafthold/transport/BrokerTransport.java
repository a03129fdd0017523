package io.rafthold.transport;

import io.aeron.exceptions.AeronException;
import io.rafthold.client.transport.AeronDriver;
import io.rafthold.client.transport.Doze;
import io.rafthold.client.transport.TransportException;
import io.rafthold.partition.PeerLink;
import io.rafthold.partition.PeerMessageHandler;
import io.rafthold.session.ClientLink;
import io.rafthold.session.ClientMessageHandler;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A broker's way to its peers and clients, and the media driver below it.
 *
 * <p>Used by one thread, in a duty cycle: {@link #invoke} runs what is due, {@link #pollPeers} and
 * {@link #pollClients} hand over what came in, and the links take what is to go out. Where that
 * thread runs the driver too, what was offered leaves with the next {@code invoke}.
 */
public final class BrokerTransport implements AutoCloseable {
  /** Streams and sessions are looked after this often; messages pass in every cycle. */
  private static final long UPKEEP_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(1);

  private final BrokerTransportSettings settings;
  private final AeronDriver driver;
  private final PeerInbox inbox;
  private final PeerStreams peers;
  private final ClientSessions sessions;
  private long nowNs;
  private long nextUpkeepNs;
  private boolean isSessionUpkeepDue;
  private long sentBefore;
  private boolean isClosed;

  private BrokerTransport(BrokerTransportSettings settings, AeronDriver driver, long nowNs) {
    this.settings = settings;
    this.driver = driver;
    this.nowNs = nowNs;
    this.nextUpkeepNs = nowNs;
    this.peers = new PeerStreams(driver.aeron(), settings, nowNs);
    this.inbox = new PeerInbox(driver.aeron(), settings);
    this.sessions = new ClientSessions(driver, settings);
  }

  /**
   * Launches the driver or attaches to it, and opens this broker's ports.
   *
   * @param nowNs the clock that {@link #invoke} goes on with
   * @return to be closed by the caller
   * @throws TransportException where that fails, with the reason and the remedy
   */
  public static BrokerTransport launch(BrokerTransportSettings settings, long nowNs) {
    final AeronDriver driver = AeronDriver.launch(settings.driver(), error -> {});
    try {
      return new BrokerTransport(settings, driver, nowNs);
    } catch (AeronException e) {
      driver.close();
      throw new TransportException(
          "UDP ports "
              + settings.peerPort()
              + " (peers), "
              + settings.clientPort()
              + " (clients) and "
              + settings.responsePort()
              + " (answers) of host "
              + settings.host()
              + " cannot be opened: does another broker run here, or is that not an address of this"
              + " machine? "
              + e.getMessage(),
          e);
    }
  }

  /**
   * Runs one duty cycle of the Aeron client, of the driver where the calling thread is its own, and
   * what upkeep is due.
   *
   * @return work done, 0 where there was none
   * @throws TransportException where the driver is gone for good: the broker has to end
   */
  public int invoke(long nowNs) {
    this.nowNs = nowNs;
    sentBefore = sentCount();
    final int workCount = driver.invoke();
    if (nowNs - nextUpkeepNs >= 0) {
      nextUpkeepNs = nowNs + UPKEEP_INTERVAL_NS;
      isSessionUpkeepDue = true;
      peers.progress(nowNs);
      inbox.progress();
    }
    return workCount;
  }

  /**
   * Returns when {@link #invoke} has something to do even if no datagram comes in. What the driver
   * does by itself can wait some milliseconds, and is not counted.
   *
   * @return by the clock that is given to {@link #invoke}; {@code Long.MAX_VALUE} for never
   */
  public long nextDeadlineNs() {
    final boolean isChanging = peers.isChanging() || inbox.isChanging() || sessions.isChanging();
    return isChanging ? nextUpkeepNs : Long.MAX_VALUE;
  }

  /** Returns how the invoking thread waits for its sockets, and how others end that. */
  public Doze doze() {
    return driver.doze();
  }

  /**
   * Tells whether messages were offered since the last {@link #invoke}: where this thread runs the
   * driver, they leave with the next one.
   *
   * @return true where there are such messages
   */
  public boolean hasUnsent() {
    return sentCount() != sentBefore;
  }

  private long sentCount() {
    return peers.sentCount() + sessions.sentCount();
  }

  /**
   * Hands over messages of peers.
   *
   * @param fragmentLimit datagram fragments to take in, a bound for the time this takes
   * @return fragments taken in
   */
  public int pollPeers(PeerMessageHandler handler, int fragmentLimit) {
    return inbox.poll(handler, fragmentLimit);
  }

  /**
   * Hands over messages of clients, and which sessions opened and ended.
   *
   * @param fragmentLimit datagram fragments to take in, over all clients
   * @return fragments taken in and sessions that changed
   */
  public int pollClients(ClientMessageHandler handler, int fragmentLimit) {
    int workCount = 0;
    if (isSessionUpkeepDue) {
      isSessionUpkeepDue = false;
      workCount += sessions.progress(handler, nowNs);
    }
    return workCount + sessions.poll(handler, fragmentLimit);
  }

  /**
   * Returns the way out to other brokers.
   *
   * @return for the invoking thread alone
   */
  public PeerLink peerLink() {
    return peers;
  }

  /**
   * Sets who the peers are from now on: streams to others are ended, those to new ones are opened
   * in the background, one at a time. For the invoking thread.
   *
   * @param addresses of all peers; those that stay keep their streams
   */
  public void peers(List<PeerAddress> addresses) {
    peers.update(addresses, nowNs);
    inbox.peerCount(addresses.size());
  }

  /**
   * Returns the way back to clients.
   *
   * @return for the invoking thread alone
   */
  public ClientLink clientLink() {
    return sessions;
  }

  /**
   * Tells whether a peer listens.
   *
   * @return true where messages to it pass
   */
  public boolean isPeerConnected(int brokerId) {
    return peers.isConnected(brokerId);
  }

  /**
   * Returns how many clients are connected.
   *
   * @return open sessions
   */
  public int sessionCount() {
    return sessions.openCount();
  }

  /**
   * Returns the directory of the driver, for Aeron's own tools.
   *
   * @return an absolute path
   */
  public String aeronDirectory() {
    return driver.aeronDirectory();
  }

  /** Returns how many sessions came and went. For the invoking thread. */
  public SessionCounters.Snapshot sessionCounts() {
    return sessions.counters();
  }

  /** Returns how many streams to the peer port were turned away. For the invoking thread. */
  public long refusedPeerStreams() {
    return inbox.refusedCount();
  }

  /**
   * Reads all counts. For the invoking thread, and now and then: it reads files of the kernel.
   *
   * @return a copy
   */
  public TransportCounters counters() {
    return new TransportCounters(
        driver.counters(),
        peers.offers(),
        sessions.offers(),
        sessions.counters(),
        inbox.refusedCount(),
        KernelDrops.read(settings.peerPort(), settings.clientPort(), settings.responsePort()));
  }

  /**
   * Tells peers and clients, stops an embedded driver and deletes its directory. Takes an eighth of
   * a second. Harmless when repeated.
   */
  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    sessions.close();
    peers.close();
    inbox.close();
    driver.close();
  }

  /**
   * Stops as a process that dies does: tells nobody. Harmless when repeated, and after {@link
   * #close}.
   */
  public void abandon() {
    isClosed = true;
    driver.abandon();
  }
}
