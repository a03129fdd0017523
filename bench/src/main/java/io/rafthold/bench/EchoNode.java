package io.rafthold.bench;

import io.rafthold.partition.PeerMessageHandler;
import io.rafthold.session.ClientMessageHandler;
import io.rafthold.transport.BrokerTransport;
import io.rafthold.transport.BrokerTransportSettings;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableDirectByteBuffer;
import org.agrona.concurrent.IdleStrategy;

/**
 * A broker's transport with nothing above it: what a cluster would cost if log and consensus were
 * free. A client's message that asks for it is sent to both peers, and answered when the first of
 * them has answered: a majority of three. Otherwise it is answered at once.
 *
 * <pre>
 *   client's message   kind int64 | sequence int64 | payload
 *   to a peer          session int64 | sequence int64 | payload
 *   back from a peer   session int64 | sequence int64
 * </pre>
 */
final class EchoNode implements PeerMessageHandler, ClientMessageHandler {
  static final String READY = "ready";
  static final long DIRECT = 0;
  static final long QUORUM = 1;
  static final int HEADER_BYTES = 16;

  private static final int BROKERS = 3;
  private static final int LEADER = 0;
  private static final int FRAGMENT_LIMIT = 64;
  private static final long STOP_TIMEOUT_MS = 2000;
  private static final String HOST = "127.0.0.1";

  private final int self;
  private final BrokerTransport transport;
  private final ExpandableDirectByteBuffer out = new ExpandableDirectByteBuffer();
  private long answeredSequence = -1;
  private volatile boolean isStopping;

  private EchoNode(int self, int mtuBytes, int[] ports) {
    this.self = self;
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

  /** Runs until SIGTERM or the end of its parent: arguments are own number, MTU, nine ports. */
  public static void main(String[] arguments) {
    final int self = Integer.parseInt(arguments[0]);
    final int[] ports = new int[3 * BROKERS];
    for (int i = 0; i < ports.length; i++) {
      ports[i] = Integer.parseInt(arguments[2 + i]);
    }
    final EchoNode node = new EchoNode(self, Integer.parseInt(arguments[1]), ports);
    final Thread main = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> node.stop(main)));
    System.out.println(READY);
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
    final IdleStrategy idle = CompactIdle.create();
    int cycles = 0;
    while (!isStopping && ((++cycles & 0xFFFF) != 0 || parent.isAlive())) {
      int workCount = transport.invoke(System.nanoTime());
      workCount += transport.pollPeers(this, FRAGMENT_LIMIT);
      workCount += transport.pollClients(this, FRAGMENT_LIMIT);
      idle.idle(workCount);
    }
    transport.close();
  }

  @Override
  public void onClientMessage(long sessionId, DirectBuffer buffer, int position, int length) {
    if (buffer.getLong(position) == DIRECT) {
      transport.clientLink().offer(sessionId, buffer, position, length);
      return;
    }
    out.putLong(0, sessionId);
    out.putBytes(Long.BYTES, buffer, position + Long.BYTES, length - Long.BYTES);
    for (int peer = 0; peer < BROKERS; peer++) {
      if (peer != self) {
        transport.peerLink().offer(peer, out, 0, length);
      }
    }
  }

  @Override
  public void onPeerMessage(DirectBuffer buffer, int position, int length) {
    if (self != LEADER) {
      transport.peerLink().offer(LEADER, buffer, position, HEADER_BYTES);
      return;
    }
    final long sequence = buffer.getLong(position + Long.BYTES);
    if (sequence > answeredSequence) {
      answeredSequence = sequence;
      out.putLong(0, QUORUM);
      out.putLong(Long.BYTES, sequence);
      transport.clientLink().offer(buffer.getLong(position), out, 0, HEADER_BYTES);
    }
  }

  @Override
  public void onSessionOpened(long sessionId) {
    answeredSequence = -1;
  }

  @Override
  public void onSessionClosed(long sessionId) {}
}
