package io.rafthold.bench.system;

import io.rafthold.client.transport.TrafficIdleStrategy;
import io.rafthold.partition.PeerMessageHandler;
import io.rafthold.session.ClientMessageHandler;
import io.rafthold.transport.BrokerTransport;
import io.rafthold.transport.BrokerTransportSettings;
import java.nio.file.Path;
import java.util.ArrayDeque;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableDirectByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A broker's transport with nothing above it: what a cluster would cost if log and consensus were
 * free. A client's message that asks for it is sent to both peers, and answered when the first of
 * them has answered: a majority of three. Otherwise it is answered at once. Where a log is asked
 * for, the leader and both followers append what they are sent, before they send anything on.
 *
 * <pre>
 *   client's message   kind int64 | sequence int64 | payload
 *   to a peer          session int64 | sequence int64 | payload
 *   back from a peer   session int64 | sequence int64
 *   answer             kind int64 | sequence int64
 * </pre>
 */
final class EchoNode implements PeerMessageHandler, ClientMessageHandler {
  static final String READY = "ready";
  static final String NO_LOG = "-";
  static final long DIRECT = 0;
  static final long QUORUM = 1;
  static final int HEADER_BYTES = 16;

  private static final int BROKERS = 3;
  private static final int LEADER = 0;
  private static final int FRAGMENT_LIMIT = 64;

  /** The parent waits a little longer; what does not end in time leaves its buffers behind. */
  private static final long STOP_TIMEOUT_MS = 8000;

  private static final String HOST = "127.0.0.1";

  private final int self;
  private final BrokerTransport transport;
  private final RawLog log;
  private final ExpandableDirectByteBuffer out = new ExpandableDirectByteBuffer();

  /** The client's that opened last: what peers still echo for an earlier one is of no account. */
  private long session;

  private long answeredSequence = -1;
  private final ArrayDeque<Held> held = new ArrayDeque<>();
  private volatile boolean isStopping;

  private EchoNode(int self, int mtuBytes, String logDirectory, int[] ports) {
    this.self = self;
    log = logDirectory.equals(NO_LOG) ? null : new RawLog(Path.of(logDirectory));
    final BrokerTransportSettings.Builder settings =
        BrokerTransportSettings.builder(self, HOST, ports[self], ports[BROKERS + self])
            .responsePort(ports[2 * BROKERS + self])
            .mtu(mtuBytes);
    for (int peer = 0; peer < BROKERS; peer++) {
      if (peer != self) {
        settings.peer(peer, HOST, ports[peer]);
      }
    }
    transport = BrokerTransport.launch(settings.build(), System.nanoTime());
  }

  /**
   * Runs until SIGTERM or the end of its parent: arguments are own number, MTU, the log's directory
   * or {@value #NO_LOG}, nine ports.
   */
  public static void main(String[] arguments) {
    final int self = Integer.parseInt(arguments[0]);
    final int[] ports = new int[3 * BROKERS];
    for (int i = 0; i < ports.length; i++) {
      ports[i] = Integer.parseInt(arguments[3 + i]);
    }
    final EchoNode node = new EchoNode(self, Integer.parseInt(arguments[1]), arguments[2], ports);
    final Thread main = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> node.stop(main)));
    node.run(ProcessHandle.current().parent().orElseThrow());
  }

  private void stop(Thread main) {
    isStopping = true;
    try {
      main.join(STOP_TIMEOUT_MS);
    } catch (InterruptedException e) {
      main.interrupt();
    }
  }

  private void run(ProcessHandle parent) {
    final TrafficIdleStrategy idle = new TrafficIdleStrategy(transport.doze());
    boolean isReady = false;
    int cycles = 0;
    while (!isStopping && ((++cycles & 0xFFFF) != 0 || parent.isAlive())) {
      final long nowNs = System.nanoTime();
      int workCount = transport.invoke(nowNs);
      int messages = transport.pollPeers(this, FRAGMENT_LIMIT) + sendHeld();
      if (held.isEmpty()) {
        messages += transport.pollClients(this, FRAGMENT_LIMIT);
      }
      if (messages > 0) {
        idle.onTraffic(nowNs);
      }
      workCount += messages;
      if (!isReady && hasAllPeers()) {
        isReady = true;
        System.out.println(READY);
      }
      idle.idle(workCount);
    }
    transport.close();
    CloseHelper.close(log);
  }

  private boolean hasAllPeers() {
    for (int peer = 0; peer < BROKERS; peer++) {
      if (peer != self && !transport.isPeerConnected(peer)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void onClientMessage(long sessionId, DirectBuffer buffer, int position, int length) {
    if (buffer.getLong(position) == DIRECT) {
      require(transport.clientLink().offer(sessionId, buffer, position, HEADER_BYTES));
      return;
    }
    keep(buffer, position, length);
    out.putLong(0, sessionId);
    out.putBytes(Long.BYTES, buffer, position + Long.BYTES, length - Long.BYTES);
    for (int peer = 0; peer < BROKERS; peer++) {
      if (peer != self) {
        sendOrHold(peer, length);
      }
    }
  }

  private void sendOrHold(int peer, int length) {
    if (!held.isEmpty() || !transport.peerLink().offer(peer, out, 0, length)) {
      final UnsafeBuffer copy = new UnsafeBuffer(new byte[length]);
      copy.putBytes(0, out, 0, length);
      held.add(new Held(peer, copy));
    }
  }

  /** Sends what slow peers had no room for; returns how many of those messages left. */
  private int sendHeld() {
    int count = 0;
    while (!held.isEmpty()) {
      final Held first = held.peek();
      if (!transport.peerLink().offer(first.peer, first.message, 0, first.message.capacity())) {
        require(transport.isPeerConnected(first.peer));
        return count;
      }
      held.remove();
      count++;
    }
    return count;
  }

  /** What waits for a peer; while there is any, clients are not heard. */
  private record Held(int peer, UnsafeBuffer message) {}

  @Override
  public void onPeerMessage(DirectBuffer buffer, int position, int length) {
    if (self != LEADER) {
      keep(buffer, position, length);
      require(transport.peerLink().offer(LEADER, buffer, position, HEADER_BYTES));
      return;
    }
    final long sequence = buffer.getLong(position + Long.BYTES);
    if (buffer.getLong(position) == session && sequence > answeredSequence) {
      answeredSequence = sequence;
      out.putLong(0, QUORUM);
      out.putLong(Long.BYTES, sequence);
      require(transport.clientLink().offer(session, out, 0, HEADER_BYTES));
    }
  }

  private void keep(DirectBuffer buffer, int position, int length) {
    if (log != null) {
      log.append(buffer, position, length);
    }
  }

  /** What clients have under way fits in the streams by far: a refusal is a fault of the rig. */
  private static void require(boolean wasTaken) {
    if (!wasTaken) {
      throw new IllegalStateException("a link took no message, and the echo would be lost");
    }
  }

  @Override
  public void onSessionOpened(long sessionId) {
    session = sessionId;
    answeredSequence = -1;
  }

  @Override
  public void onSessionClosed(long sessionId) {}
}
