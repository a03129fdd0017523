package io.rafthold.transport;

import io.rafthold.client.transport.BrokerLink;
import io.rafthold.client.transport.ClientTransport;
import io.rafthold.client.transport.TransportSettings;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** A client with one link, which keeps what it hears. */
final class TestClient implements AutoCloseable {
  final List<byte[]> received = new ArrayList<>();
  final ClientTransport transport;
  BrokerLink link;
  boolean polls = true;
  private final String host;
  private final int clientPort;
  private final int responsePort;

  TestClient(TransportSettings settings, String host, int clientPort, int responsePort) {
    this.host = host;
    this.clientPort = clientPort;
    this.responsePort = responsePort;
    transport = ClientTransport.launch(settings);
    connect();
  }

  void connect() {
    link = transport.connect(host, clientPort, responsePort);
  }

  void drive() {
    transport.invoke();
    if (polls) {
      link.poll(
          (buffer, position, length) -> received.add(TestNode.bytes(buffer, position, length)),
          TestNode.FRAGMENT_LIMIT);
    }
  }

  void send(Drive drive, byte[] message) {
    final UnsafeBuffer buffer = new UnsafeBuffer(message);
    drive.until("sent", () -> link.offer(buffer, 0, message.length));
  }

  @Override
  public void close() {
    transport.close();
  }
}
