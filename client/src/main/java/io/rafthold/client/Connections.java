package io.rafthold.client;

import java.util.ArrayList;
import java.util.List;

/** The sessions with all brokers that are known: the ones to start from, and the learned ones. */
final class Connections {
  private final ClientCore core;
  private final List<BrokerConnection> all = new ArrayList<>();
  private int brokersInCluster;
  private int nextRoundRobin;

  Connections(ClientCore core, List<Endpoint> bootstrap) {
    this.core = core;
    for (final Endpoint endpoint : bootstrap) {
      all.add(new BrokerConnection(endpoint, BrokerConnection.UNKNOWN_BROKER, core));
    }
    brokersInCluster = bootstrap.size();
  }

  int doWork() {
    int work = 0;
    for (int i = 0; i < all.size(); i++) {
      work += all.get(i).doWork();
    }
    return work;
  }

  /** Adds the brokers that were not known, and drops what was a wrong guess about the others. */
  void learn(List<BrokerInfo> brokers) {
    if (!brokers.isEmpty()) {
      brokersInCluster = brokers.size();
    }
    for (final BrokerInfo broker : brokers) {
      if (find(broker) == null) {
        final Endpoint endpoint =
            new Endpoint(broker.host(), broker.clientPort(), broker.responsePort());
        all.add(new BrokerConnection(endpoint, broker.id(), core));
      }
    }
  }

  private BrokerConnection find(BrokerInfo broker) {
    for (final BrokerConnection connection : all) {
      final Endpoint endpoint = connection.endpoint();
      final boolean samePlace =
          endpoint.clientPort() == broker.clientPort()
              && endpoint.responsePort() == broker.responsePort()
              && endpoint.host().equals(broker.host());
      if (samePlace || connection.brokerId() == broker.id()) {
        return connection;
      }
    }
    return null;
  }

  /** Asks for a session with every known broker. */
  void wantAll() {
    for (int i = 0; i < all.size(); i++) {
      all.get(i).want();
    }
  }

  /** Returns the session with a broker, made ready on demand; null where it is not known. */
  BrokerConnection broker(int brokerId) {
    BrokerConnection known = null;
    for (int i = 0; i < all.size(); i++) {
      final BrokerConnection connection = all.get(i);
      if (connection.brokerId() == brokerId) {
        if (connection.isReady()) {
          return connection;
        }
        known = connection;
      }
    }
    if (known != null) {
      known.want();
    }
    return known;
  }

  /** Returns ready sessions in turn; null where there is none. */
  BrokerConnection nextReady() {
    for (int i = 0; i < all.size(); i++) {
      nextRoundRobin = (nextRoundRobin + 1) % all.size();
      if (all.get(nextRoundRobin).isReady()) {
        return all.get(nextRoundRobin);
      }
    }
    return null;
  }

  /** Returns the first ready session from a place on, in a ring; null where there is none. */
  BrokerConnection readyFrom(int place) {
    for (int i = 0; i < all.size(); i++) {
      final BrokerConnection connection = all.get(Math.floorMod(place + i, all.size()));
      if (connection.isReady()) {
        return connection;
      }
    }
    return null;
  }

  /** Returns how many different brokers have a ready session. */
  int reachable() {
    final List<Integer> ids = new ArrayList<>();
    for (final BrokerConnection connection : all) {
      if (connection.isReady() && !ids.contains(connection.brokerId())) {
        ids.add(connection.brokerId());
      }
    }
    return ids.size();
  }

  /** Returns how many brokers there should be, as far as is known. */
  int expected() {
    return brokersInCluster;
  }

  /** Returns the largest record that every broker met so far takes; 0 where none was met. */
  int maxRecordBytes() {
    int least = 0;
    for (final BrokerConnection connection : all) {
      final Reply.Connected greeting = connection.greeting();
      if (greeting != null && (least == 0 || greeting.maxRecordBytes() < least)) {
        least = greeting.maxRecordBytes();
      }
    }
    return least;
  }

  /** Returns the name of the cluster; empty where no broker was met. */
  String clusterId() {
    for (final BrokerConnection connection : all) {
      if (connection.greeting() != null) {
        return connection.greeting().clusterId();
      }
    }
    return "";
  }

  /** Says of each broker that is not reachable why. */
  String troubles() {
    final StringBuilder text = new StringBuilder();
    for (final BrokerConnection connection : all) {
      if (!connection.isReady()) {
        text.append(text.isEmpty() ? "" : "; ")
            .append(connection)
            .append(": ")
            .append(connection.lastError());
      }
    }
    return text.toString();
  }

  void close() {
    all.forEach(BrokerConnection::close);
  }
}
