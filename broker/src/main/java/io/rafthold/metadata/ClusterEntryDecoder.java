package io.rafthold.metadata;

import static io.rafthold.metadata.EntryCheck.refused;
import static io.rafthold.metadata.EntryCheck.require;

import io.rafthold.protocol.MalformedException;
import io.rafthold.protocol.MessageCursor;
import io.rafthold.protocol.codec.BrokerLeavingDecoder;
import io.rafthold.protocol.codec.BrokerRegisteredDecoder;
import io.rafthold.protocol.codec.BrokerRemovedDecoder;
import io.rafthold.protocol.codec.MessageHeaderDecoder;
import io.rafthold.protocol.codec.PlacementChangedDecoder;
import io.rafthold.protocol.codec.PlacementReachedDecoder;
import org.agrona.DirectBuffer;

/**
 * Reads the bodies of entries about brokers and placements; the header was checked by {@link
 * MetadataDecoder}. Each length is checked before it is followed, each value before it is believed.
 */
final class ClusterEntryDecoder {
  private static final int MAX_PORT = 65_535;

  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final MessageCursor cursor = new MessageCursor();
  private final BrokerRegisteredDecoder registered = new BrokerRegisteredDecoder();
  private final BrokerLeavingDecoder leaving = new BrokerLeavingDecoder();
  private final BrokerRemovedDecoder removed = new BrokerRemovedDecoder();
  private final PlacementChangedDecoder changed = new PlacementChangedDecoder();
  private final PlacementReachedDecoder reached = new PlacementReachedDecoder();
  private int directoryHash;
  private int groupId;
  private long membershipIndex;

  static int blockLengthOf(int templateId) {
    return switch (templateId) {
      case BrokerRegisteredDecoder.TEMPLATE_ID -> BrokerRegisteredDecoder.BLOCK_LENGTH;
      case BrokerLeavingDecoder.TEMPLATE_ID -> BrokerLeavingDecoder.BLOCK_LENGTH;
      case BrokerRemovedDecoder.TEMPLATE_ID -> BrokerRemovedDecoder.BLOCK_LENGTH;
      case PlacementChangedDecoder.TEMPLATE_ID -> PlacementChangedDecoder.BLOCK_LENGTH;
      case PlacementReachedDecoder.TEMPLATE_ID -> PlacementReachedDecoder.BLOCK_LENGTH;
      default -> -1;
    };
  }

  /** Reads a registration; its {@link #directoryHash} comes beside it. */
  ClusterMember brokerRegistered(DirectBuffer body) {
    walk(body, BrokerRegisteredDecoder.BLOCK_LENGTH, () -> cursor.data(ClusterMember.MAX_HOST));
    registered.wrapAndApplyHeader(body, 0, header);
    directoryHash = registered.directoryHash();
    final int brokerId = registered.brokerId();
    final int peerPort = port(registered.peerPort());
    final int clientPort = port(registered.clientPort());
    final int responsePort = port(registered.responsePort());
    require(brokerId >= 0, "registers broker", brokerId, "");
    final String host = registered.host();
    require(!host.isEmpty(), "registers a host of", 0, "characters");
    return new ClusterMember(brokerId, host, peerPort, clientPort, responsePort);
  }

  /** Returns the hash of the registration read last. */
  int directoryHash() {
    return directoryHash;
  }

  int brokerLeaving(DirectBuffer body) {
    return leaving.wrapAndApplyHeader(body, 0, header).brokerId();
  }

  int brokerRemoved(DirectBuffer body) {
    return removed.wrapAndApplyHeader(body, 0, header).brokerId();
  }

  /** Reads the brokers of a target; its {@link #groupId} comes beside them. */
  int[] placementChanged(DirectBuffer body) {
    walk(
        body,
        PlacementChangedDecoder.BLOCK_LENGTH,
        () -> walkBrokers(PlacementChangedDecoder.ReplicaBrokersDecoder.sbeBlockLength()));
    groupId = changed.wrapAndApplyHeader(body, 0, header).groupId();
    final PlacementChangedDecoder.ReplicaBrokersDecoder group = changed.replicaBrokers();
    final int[] brokers = new int[group.count()];
    for (int i = 0; i < brokers.length; i++) {
      brokers[i] = group.next().brokerId();
    }
    return checked(brokers);
  }

  /** Reads the voters of a report; {@link #groupId} and {@link #membershipIndex} come beside. */
  int[] placementReached(DirectBuffer body) {
    walk(
        body,
        PlacementReachedDecoder.BLOCK_LENGTH,
        () -> {
          walkBrokers(PlacementReachedDecoder.VotersDecoder.sbeBlockLength());
          walkBrokers(PlacementReachedDecoder.LearnersDecoder.sbeBlockLength());
        });
    groupId = reached.wrapAndApplyHeader(body, 0, header).groupId();
    membershipIndex = reached.membershipIndex();
    require(membershipIndex >= 0, "has membership index", membershipIndex, "");
    final PlacementReachedDecoder.VotersDecoder group = reached.voters();
    final int[] voters = new int[group.count()];
    for (int i = 0; i < voters.length; i++) {
      voters[i] = group.next().brokerId();
    }
    return checked(voters);
  }

  /** Returns the group of the placement entry read last. */
  int groupId() {
    return groupId;
  }

  /** Returns the index of the report read last. */
  long membershipIndex() {
    return membershipIndex;
  }

  private static int[] checked(int[] brokers) {
    require(
        brokers.length >= 1 && brokers.length <= MetadataLimits.MAX_REPLICAS,
        "places",
        brokers.length,
        "replicas");
    for (int i = 0; i < brokers.length; i++) {
      require(brokers[i] >= 0, "places a replica on broker", brokers[i], "");
      for (int j = 0; j < i; j++) {
        require(brokers[i] != brokers[j], "places two replicas on broker", brokers[i], "");
      }
    }
    return brokers;
  }

  private static int port(int port) {
    require(port >= 1 && port <= MAX_PORT, "has port", port, "");
    return port;
  }

  private void walkBrokers(int leastBlockLength) {
    final int count = cursor.group(leastBlockLength);
    final int block = cursor.groupBlockLength();
    for (int i = 0; i < count; i++) {
      cursor.element(block);
    }
  }

  private void walk(DirectBuffer body, int leastBlockLength, Runnable rest) {
    try {
      cursor.wrap(body, 0, body.capacity(), leastBlockLength);
      rest.run();
    } catch (final MalformedException malformed) {
      throw refused("is damaged: " + malformed.getMessage());
    }
  }
}
