package io.rafthold.client;

import java.util.ArrayDeque;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** One connection to a scripted broker, with a network between that loses, repeats and delays. */
final class ScriptedLink implements Link {
  private static final int MAX_MESSAGE = 2 * 1024 * 1024;
  private static final long LATENCY_NS = 200_000;
  private static final long LONGEST_DELAY_NS = 300_000_000;

  final ArrayDeque<Message> toBroker = new ArrayDeque<>();
  final ArrayDeque<Message> toClient = new ArrayDeque<>();
  final ScriptedBroker broker;
  private final ScriptedCluster cluster;
  boolean isClosed;

  ScriptedLink(ScriptedCluster cluster, ScriptedBroker broker) {
    this.cluster = cluster;
    this.broker = broker;
  }

  record Message(UnsafeBuffer bytes, long dueNs) {}

  @Override
  public boolean isConnected() {
    return !isClosed && broker != null && broker.isUp;
  }

  @Override
  public boolean isClosed() {
    return isClosed;
  }

  @Override
  public String closeReason() {
    return isClosed ? "the script says so" : "";
  }

  @Override
  public boolean offer(DirectBuffer buffer, int position, int length) {
    if (!isConnected() || cluster.faults.hit(cluster.faults.refuseOffer)) {
      return false;
    }
    final byte[] bytes = new byte[length];
    buffer.getBytes(position, bytes);
    transmit(toBroker, bytes, cluster.faults.dropRequest, cluster.faults.duplicateRequest);
    return true;
  }

  void reply(DirectBuffer buffer, int length) {
    final byte[] bytes = new byte[length];
    buffer.getBytes(0, bytes);
    transmit(toClient, bytes, cluster.faults.dropReply, cluster.faults.duplicateReply);
  }

  private void transmit(ArrayDeque<Message> way, byte[] bytes, int drop, int duplicate) {
    final Faults faults = cluster.faults;
    if (faults.hit(drop)) {
      return;
    }
    long dueNs = cluster.clock.nanoTime() + LATENCY_NS;
    if (faults.hit(faults.delay)) {
      dueNs += faults.random.nextLong(LONGEST_DELAY_NS);
    }
    way.add(new Message(new UnsafeBuffer(bytes), dueNs));
    if (faults.hit(duplicate)) {
      way.add(new Message(new UnsafeBuffer(bytes), dueNs));
    }
  }

  @Override
  public int maxMessageLength() {
    return MAX_MESSAGE;
  }

  @Override
  public int poll(Sink sink, int limit) {
    int polled = 0;
    while (polled < limit && !isClosed) {
      final Message message = due(toClient);
      if (message == null) {
        break;
      }
      sink.onMessage(message.bytes, 0, message.bytes.capacity());
      polled++;
    }
    return polled;
  }

  /** Takes the next message whose time has come: a delayed one is overtaken by those behind it. */
  Message due(ArrayDeque<Message> way) {
    for (final Message message : way) {
      if (message.dueNs <= cluster.clock.nanoTime()) {
        way.remove(message);
        return message;
      }
    }
    return null;
  }

  @Override
  public void close() {
    isClosed = true;
  }
}
