package io.rafthold.sim;

import io.rafthold.partition.PeerLink;
import io.rafthold.session.ClientLink;
import io.rafthold.sim.net.SimSessions;
import org.agrona.DirectBuffer;

/** A broker's ways out: to the other brokers, and back to clients. */
final class SimLinks {
  private final World world;
  private final SimBroker broker;
  private final PeerLink toPeers = new ToPeers();
  private final ClientLink toClients = new ToClients();

  SimLinks(World world, SimBroker broker) {
    this.world = world;
    this.broker = broker;
  }

  PeerLink toPeers() {
    return toPeers;
  }

  ClientLink toClients() {
    return toClients;
  }

  /** The way out to other brokers. */
  private final class ToPeers implements PeerLink {
    @Override
    public boolean offer(int brokerId, DirectBuffer buffer, int position, int length) {
      world.tap().onMessage(broker.id, brokerId, buffer, position, length);
      return world
          .network()
          .send(broker.id, brokerId, broker.startedLife(), buffer, position, length);
    }

    @Override
    public boolean isReady(int brokerId) {
      return world.network().isReady(broker.id, brokerId);
    }

    @Override
    public int maxMessageLength() {
      return SimSessions.MAX_MESSAGE_BYTES;
    }
  }

  /** The way back to clients. */
  private final class ToClients implements ClientLink {
    @Override
    public boolean offer(long sessionId, DirectBuffer buffer, int position, int length) {
      return world.sessions().toClient(sessionId, buffer, position, length);
    }

    @Override
    public int maxMessageLength() {
      return SimSessions.MAX_MESSAGE_BYTES;
    }

    @Override
    public void close(long sessionId) {
      world.sessions().closedByBroker(sessionId);
    }
  }
}
