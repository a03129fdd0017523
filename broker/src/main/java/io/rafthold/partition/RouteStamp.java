package io.rafthold.partition;

import io.rafthold.protocol.codec.RouteDecoder;
import io.rafthold.protocol.codec.RouteEncoder;

/**
 * Says on each message between brokers for which cluster and group it is, between whom, and out of
 * which data directory the sender speaks; and reads that of what arrives. A flyweight of one
 * thread.
 */
final class RouteStamp {
  private final long clusterHash;
  private final int brokerId;
  private final int directoryHash;
  private int groupId;
  private int sender;
  private int senderDirectoryHash;

  RouteStamp(long clusterHash, int brokerId, int directoryHash) {
    if (directoryHash == 0) {
      throw new IllegalArgumentException("a directory hash must not be 0");
    }
    this.clusterHash = clusterHash;
    this.brokerId = brokerId;
    this.directoryHash = directoryHash;
  }

  /** Stamps a message of this broker. */
  void write(RouteEncoder route, int toGroupId, int toBroker) {
    route
        .clusterHash(clusterHash)
        .groupId(toGroupId)
        .fromBroker(brokerId)
        .toBroker(toBroker)
        .directoryHash(directoryHash);
  }

  /**
   * Reads a message's route.
   *
   * @return false where the message is of another cluster or for another broker
   */
  boolean read(RouteDecoder route) {
    groupId = route.groupId();
    sender = route.fromBroker();
    senderDirectoryHash = route.directoryHash();
    return route.clusterHash() == clusterHash && route.toBroker() == brokerId;
  }

  /** Returns this broker's id. */
  int brokerId() {
    return brokerId;
  }

  /** Returns the group of the message read last. */
  int groupId() {
    return groupId;
  }

  /** Returns the sender of the message read last. */
  int sender() {
    return sender;
  }

  /** Returns the hash of its sender's data directory. */
  int senderDirectoryHash() {
    return senderDirectoryHash;
  }
}
