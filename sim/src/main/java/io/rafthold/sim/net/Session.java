package io.rafthold.sim.net;

import io.rafthold.client.transport.BrokerLink;
import io.rafthold.client.transport.MessageHandler;
import io.rafthold.sim.Event;
import java.util.ArrayDeque;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * A client's connection to one life of a broker: in order both ways, until it breaks; then nothing
 * more passes.
 */
public final class Session implements BrokerLink {
  /** What a session remembers of a request, to judge its answer by. */
  record Request(int groupId, long recordKey, int recordCount, boolean isDurable) {}

  final long id;
  final int client;
  final int broker;
  final long brokerLife;
  final Long2ObjectHashMap<Request> requests = new Long2ObjectHashMap<>();
  private final SimSessions sessions;
  private final ArrayDeque<Event> inbox = new ArrayDeque<>();
  boolean isConnected;
  boolean isBroken;
  boolean isClosedAtClient;
  long lastToBrokerNs;
  long lastToClientNs;

  Session(SimSessions sessions, long id, int client, int broker, long brokerLife) {
    this.sessions = sessions;
    this.id = id;
    this.client = client;
    this.broker = broker;
    this.brokerLife = brokerLife;
  }

  @Override
  public boolean isConnected() {
    return isConnected && !isClosedAtClient;
  }

  @Override
  public boolean isClosed() {
    return isClosedAtClient;
  }

  @Override
  public String closeReason() {
    return isClosedAtClient ? "the session broke" : "";
  }

  @Override
  public boolean offer(DirectBuffer buffer, int position, int length) {
    return isConnected() && sessions.toBroker(this, buffer, position, length);
  }

  @Override
  public int maxMessageLength() {
    return SimSessions.MAX_MESSAGE_BYTES;
  }

  @Override
  public int poll(MessageHandler handler, int limit) {
    int count = 0;
    while (count < limit && !inbox.isEmpty() && !isClosedAtClient) {
      final Event event = inbox.poll();
      handler.onMessage(event.buffer(), 0, event.length);
      sessions.release(event);
      count++;
    }
    return count;
  }

  /** Takes a message to the client in. */
  public void arrived(Event event) {
    inbox.add(event);
  }

  /** The client learns that the session has begun, or is over. */
  public void changed() {
    if (isBroken) {
      isClosedAtClient = true;
    } else {
      isConnected = true;
    }
  }

  /** Returns which life of the broker this is with. */
  public long brokerLife() {
    return brokerLife;
  }

  @Override
  public void close() {
    if (!isClosedAtClient) {
      isClosedAtClient = true;
      sessions.closedByClient(this);
    }
  }
}
