package io.rafthold.client;

import java.util.ArrayList;
import java.util.List;

/** The sessions with all brokers that are known: the ones to start from, and the learned ones. */
final class Connections {
  private final ClientCore core;
  private final List<BrokerConnection> all = new ArrayList<>();
  private final int bootstraps;
  private int brokersInCluster;
  private int nextRoundRobin;

  Connections(ClientCore core, List<Endpoint> bootstrap) {
    this.core = core;
    for (final Endpoint endpoint : bootstrap) {
      all.add(new BrokerConnection(endpoint, BrokerConnection.UNKNOWN_BROKER, core));
    }
    brokersInCluster = bootstrap.size();
    bootstraps = bootstrap.size();
  }

  int doWork() {
    int work = 0;
    for (int i = 0; i < all.size(); i++) {
      work += all.get(i).doWork();
    }
    return work;
  }

  /**
   * Adds the brokers that were not known, and drops those that are not of the cluster any more and
   * have no session. Those to start from are kept, and rest for as long as another one is there:
   * whoever says that they are gone may lag behind, and be all that is left one day.
   */
  void learn(List<BrokerInfo> brokers) {
    if (brokers.isEmpty()) {
      return;
    }
    brokersInCluster = brokers.size();
    for (final BrokerInfo broker : brokers) {
      final BrokerConnection known = find(broker);
      if (known == null) {
        final Endpoint endpoint =
            new Endpoint(broker.host(), broker.clientPort(), broker.responsePort());
        all.add(new BrokerConnection(endpoint, broker.id(), core));
      } else {
        known.reinstate();
      }
    }
    for (int i = all.size() - 1; i >= 0; i--) {
      final BrokerConnection connection = all.get(i);
      if (isGone(connection, brokers)) {
        connection.retire();
        if (i >= bootstraps) {
          all.remove(i);
        }
      }
    }
  }

  private static boolean isGone(BrokerConnection connection, List<BrokerInfo> brokers) {
    if (connection.isReady()
        || connection.isRetired()
        || connection.brokerId() == BrokerConnection.UNKNOWN_BROKER) {
      return false;
    }
    for (final BrokerInfo broker : brokers) {
      // A broker that came in the place of one that is gone says who it is when it is greeted.
      if (broker.id() == connection.brokerId() || isAt(connection.endpoint(), broker)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAt(Endpoint endpoint, BrokerInfo broker) {
    return endpoint.clientPort() == broker.clientPort()
        && endpoint.responsePort() == broker.responsePort()
        && endpoint.host().equals(broker.host());
  }

  private BrokerConnection find(BrokerInfo broker) {
    for (final BrokerConnection connection : all) {
      if (isAt(connection.endpoint(), broker) || connection.brokerId() == broker.id()) {
        return connection;
      }
    }
    return null;
  }

  /** Asks for a session with every known broker; with those that rest where no other is there. */
  void wantAll() {
    final boolean isAnyReady = readyFrom(0) != null;
    for (int i = 0; i < all.size(); i++) {
      if (!isAnyReady || !all.get(i).isRetired()) {
        all.get(i).want();
      }
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
    if (known != null && !known.isRetired()) {
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

  /** Returns like {@link #readyFrom} a session whose broker owes no answer, if there is one. */
  BrokerConnection answeringFrom(int place) {
    for (int i = 0; i < all.size(); i++) {
      final BrokerConnection connection = all.get(Math.floorMod(place + i, all.size()));
      if (connection.isReady() && !connection.isSuspect()) {
        return connection;
      }
    }
    return readyFrom(place);
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

  /** Returns the largest batch that every broker met so far takes; 0 where none was met. */
  int maxBatchBytes() {
    int least = 0;
    for (final BrokerConnection connection : all) {
      if (connection.greeting() != null && (least == 0 || connection.maxBatchBytes() < least)) {
        least = connection.maxBatchBytes();
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
      if (!connection.isReady() && !connection.isRetired()) {
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
