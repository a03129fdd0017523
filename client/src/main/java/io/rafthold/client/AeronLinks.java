package io.rafthold.client;

import io.rafthold.client.transport.ClientTransport;
import io.rafthold.client.transport.Doze;
import io.rafthold.client.transport.TransportSettings;

/** Links over Aeron. */
final class AeronLinks implements Links {
  private final ClientTransport transport;

  private AeronLinks(ClientTransport transport) {
    this.transport = transport;
  }

  static AeronLinks launch(ClientSettings settings) {
    final TransportSettings defaults = TransportSettings.defaults().withMtu(settings.mtuBytes());
    return new AeronLinks(
        ClientTransport.launch(
            settings.embeddedDriver()
                ? defaults.withAeronDirectory(settings.aeronDirectory())
                : defaults.withExternalDriver(settings.aeronDirectory())));
  }

  @Override
  public Link connect(Endpoint endpoint) {
    return new TransportLink(
        transport.connect(endpoint.host(), endpoint.clientPort(), endpoint.responsePort()));
  }

  @Override
  public int invoke() {
    return transport.invoke();
  }

  @Override
  public Doze doze() {
    return transport.doze();
  }

  @Override
  public void close() {
    transport.close();
  }
}
