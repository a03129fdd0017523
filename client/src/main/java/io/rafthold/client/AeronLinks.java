package io.rafthold.client;

import io.rafthold.client.transport.BrokerLink;
import io.rafthold.client.transport.ClientTransport;
import io.rafthold.client.transport.TransportSettings;
import org.agrona.DirectBuffer;

/** Links over Aeron. */
final class AeronLinks implements Links {
  private final ClientTransport transport;

  private AeronLinks(ClientTransport transport) {
    this.transport = transport;
  }

  static AeronLinks launch(ClientSettings settings) {
    final TransportSettings defaults = TransportSettings.defaults();
    return new AeronLinks(
        ClientTransport.launch(
            settings.embeddedDriver()
                ? defaults.withAeronDirectory(settings.aeronDirectory())
                : defaults.withExternalDriver(settings.aeronDirectory())));
  }

  @Override
  public Link connect(Endpoint endpoint) {
    return new AeronLink(
        transport.connect(endpoint.host(), endpoint.clientPort(), endpoint.responsePort()));
  }

  @Override
  public int invoke() {
    return transport.invoke();
  }

  @Override
  public void close() {
    transport.close();
  }

  private static final class AeronLink implements Link {
    private final BrokerLink link;

    AeronLink(BrokerLink link) {
      this.link = link;
    }

    @Override
    public boolean isConnected() {
      return link.isConnected();
    }

    @Override
    public boolean isClosed() {
      return link.isClosed();
    }

    @Override
    public String closeReason() {
      return link.closeReason();
    }

    @Override
    public boolean offer(DirectBuffer buffer, int position, int length) {
      return link.offer(buffer, position, length);
    }

    @Override
    public int maxMessageLength() {
      return link.maxMessageLength();
    }

    @Override
    public int poll(Sink sink, int limit) {
      return link.poll(sink::onMessage, limit);
    }

    @Override
    public void close() {
      link.close();
    }
  }
}
