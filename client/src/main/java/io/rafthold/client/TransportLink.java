package io.rafthold.client;

import io.rafthold.client.transport.BrokerLink;
import org.agrona.DirectBuffer;

/**
 * A link of the transport, as the client's core sees it.
 *
 * @param link the transport's
 */
record TransportLink(BrokerLink link) implements Link {
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
    return link.poll(sink, limit);
  }

  @Override
  public void close() {
    link.close();
  }
}
