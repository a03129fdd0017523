package io.rafthold.transport;

import io.rafthold.partition.PeerMessageHandler;
import io.rafthold.session.ClientMessageHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A broker's transport with somebody at home: it keeps what came in, and echoes if told to. */
final class TestNode implements AutoCloseable, PeerMessageHandler, ClientMessageHandler {
  static final int FRAGMENT_LIMIT = 64;
  static final int TERM_LENGTH = 16 * 1024 * 1024;

  final List<byte[]> fromPeers = new ArrayList<>();
  final List<byte[]> fromClients = new ArrayList<>();
  final List<Long> opened = new ArrayList<>();
  final List<Long> closed = new ArrayList<>();
  final BrokerTransport transport;
  Consumer<byte[]> onClientMessage = message -> {};
  boolean echoes;
  boolean polls = true;

  TestNode(BrokerTransportSettings settings) {
    transport = BrokerTransport.launch(settings, System.nanoTime());
  }

  /**
   * Settings of broker {@code self} among all whose peer ports are given; it has ports of its own.
   */
  static BrokerTransportSettings.Builder settings(int self, int clientPort, int... peerPorts) {
    final BrokerTransportSettings.Builder builder =
        BrokerTransportSettings.builder(self, "127.0.0.1", peerPorts[self], clientPort);
    for (int i = 0; i < peerPorts.length; i++) {
      if (i != self) {
        builder.peer(i, "127.0.0.1", peerPorts[i]);
      }
    }
    return builder;
  }

  void drive() {
    transport.invoke(System.nanoTime());
    if (polls) {
      transport.pollPeers(this, FRAGMENT_LIMIT);
      transport.pollClients(this, FRAGMENT_LIMIT);
    }
  }

  @Override
  public void onPeerMessage(DirectBuffer buffer, int position, int length) {
    fromPeers.add(bytes(buffer, position, length));
  }

  @Override
  public void onSessionOpened(long sessionId) {
    opened.add(sessionId);
  }

  @Override
  public void onClientMessage(long sessionId, DirectBuffer buffer, int position, int length) {
    if (echoes) {
      final byte[] copy = bytes(buffer, position, length);
      if (!transport.clientLink().offer(sessionId, new UnsafeBuffer(copy), 0, copy.length)) {
        throw new AssertionError("echo refused");
      }
    }
    fromClients.add(bytes(buffer, position, length));
    onClientMessage.accept(fromClients.get(fromClients.size() - 1));
  }

  @Override
  public void onSessionClosed(long sessionId) {
    closed.add(sessionId);
  }

  static byte[] bytes(DirectBuffer buffer, int position, int length) {
    final byte[] copy = new byte[length];
    buffer.getBytes(position, copy);
    return copy;
  }

  @Override
  public void close() {
    transport.close();
  }
}
