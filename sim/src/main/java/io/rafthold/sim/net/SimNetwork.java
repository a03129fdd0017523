package io.rafthold.sim.net;

import io.rafthold.sim.Event;
import io.rafthold.sim.EventKind;
import io.rafthold.sim.EventQueue;
import io.rafthold.sim.SimRandom;
import org.agrona.DirectBuffer;

/**
 * The ways between nodes. Brokers are nodes 0 to {@code brokers - 1}, clients come behind them.
 * Messages between brokers are datagrams: each is lost, repeated or late for itself.
 */
public final class SimNetwork {
  private final EventQueue events;
  private final SimRandom random;
  private final LinkState[][] links;
  private long sent;
  private long lost;
  private long repeated;

  /** Connects all nodes with all. */
  public SimNetwork(EventQueue events, SimRandom random, int nodes) {
    this.events = events;
    this.random = random;
    links = new LinkState[nodes][nodes];
    for (int from = 0; from < nodes; from++) {
      for (int to = 0; to < nodes; to++) {
        links[from][to] = new LinkState();
      }
    }
  }

  /** Returns the way from one node to another. */
  public LinkState link(int from, int to) {
    return links[from][to];
  }

  /** Returns the number of nodes. */
  public int nodes() {
    return links.length;
  }

  /** Tells whether a broker may send to another one now. */
  public boolean isReady(int from, int to) {
    return links[from][to].isFullUntilNs <= events.nowNs();
  }

  /** Sends a message from broker to broker. */
  public boolean send(
      int from, int to, long senderLife, DirectBuffer buffer, int position, int length) {
    final LinkState link = links[from][to];
    if (link.isFullUntilNs > events.nowNs()) {
      return false;
    }
    sent++;
    if (link.isCut || random.perMille(link.lossPerMille)) {
      lost++;
      return true;
    }
    deliver(from, to, senderLife, link, buffer, position, length);
    if (random.perMille(link.duplicatesPerMille)) {
      repeated++;
      deliver(from, to, senderLife, link, buffer, position, length);
    }
    return true;
  }

  private void deliver(
      int from,
      int to,
      long senderLife,
      LinkState link,
      DirectBuffer buffer,
      int position,
      int length) {
    final Event event = events.event(EventKind.PEER_MESSAGE, to);
    event.from = from;
    event.number = senderLife;
    event.message(buffer, position, length);
    events.add(event, events.nowNs() + delayNs(link));
  }

  /** Draws how long a message is on its way. */
  long delayNs(LinkState link) {
    return random.perMille(link.stragglersPerMille)
        ? random.within(link.mostDelayNs, link.stragglerNs)
        : random.within(link.leastDelayNs, link.mostDelayNs);
  }

  /** Tells whether two nodes reach each other, both ways. */
  public boolean isOpen(int one, int other) {
    return !links[one][other].isCut && !links[other][one].isCut;
  }

  /** Returns the number of messages that brokers sent to each other. */
  public long sent() {
    return sent;
  }

  /** Returns the number of messages that were lost. */
  public long lost() {
    return lost;
  }

  /** Returns the number of messages that arrived twice. */
  public long repeated() {
    return repeated;
  }
}
