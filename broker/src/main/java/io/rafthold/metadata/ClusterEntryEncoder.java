package io.rafthold.metadata;

import io.rafthold.protocol.codec.BrokerLeavingEncoder;
import io.rafthold.protocol.codec.BrokerRegisteredEncoder;
import io.rafthold.protocol.codec.BrokerRemovedEncoder;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import io.rafthold.protocol.codec.PlacementChangedEncoder;
import io.rafthold.protocol.codec.PlacementReachedEncoder;
import java.nio.charset.StandardCharsets;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes the bodies of entries about brokers and placements, each into a buffer of its own that
 * fits exactly.
 */
final class ClusterEntryEncoder {
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final BrokerRegisteredEncoder registered = new BrokerRegisteredEncoder();
  private final BrokerLeavingEncoder leaving = new BrokerLeavingEncoder();
  private final BrokerRemovedEncoder removed = new BrokerRemovedEncoder();
  private final PlacementChangedEncoder changed = new PlacementChangedEncoder();
  private final PlacementReachedEncoder reached = new PlacementReachedEncoder();

  MutableDirectBuffer brokerRegistered(ClusterMember member, int directoryHash) {
    final int hostLength = member.host().getBytes(StandardCharsets.UTF_8).length;
    final MutableDirectBuffer body =
        allocate(
            BrokerRegisteredEncoder.BLOCK_LENGTH
                + BrokerRegisteredEncoder.hostHeaderLength()
                + hostLength);
    registered
        .wrapAndApplyHeader(body, 0, header)
        .brokerId(member.id())
        .peerPort(member.peerPort())
        .clientPort(member.clientPort())
        .responsePort(member.responsePort())
        .directoryHash(directoryHash)
        .host(member.host());
    return body;
  }

  MutableDirectBuffer brokerLeaving(int brokerId) {
    final MutableDirectBuffer body = allocate(BrokerLeavingEncoder.BLOCK_LENGTH);
    leaving.wrapAndApplyHeader(body, 0, header).brokerId(brokerId);
    return body;
  }

  MutableDirectBuffer brokerRemoved(int brokerId) {
    final MutableDirectBuffer body = allocate(BrokerRemovedEncoder.BLOCK_LENGTH);
    removed.wrapAndApplyHeader(body, 0, header).brokerId(brokerId);
    return body;
  }

  MutableDirectBuffer placementChanged(int groupId, int... brokers) {
    final MutableDirectBuffer body =
        allocate(
            PlacementChangedEncoder.BLOCK_LENGTH
                + PlacementChangedEncoder.ReplicaBrokersEncoder.HEADER_SIZE
                + brokers.length * PlacementChangedEncoder.ReplicaBrokersEncoder.sbeBlockLength());
    final PlacementChangedEncoder.ReplicaBrokersEncoder group =
        changed
            .wrapAndApplyHeader(body, 0, header)
            .groupId(groupId)
            .replicaBrokersCount(brokers.length);
    for (final int broker : brokers) {
      group.next().brokerId(broker);
    }
    return body;
  }

  MutableDirectBuffer placementReached(int groupId, long membershipIndex, int... voters) {
    final MutableDirectBuffer body =
        allocate(
            PlacementReachedEncoder.BLOCK_LENGTH
                + PlacementReachedEncoder.VotersEncoder.HEADER_SIZE
                + voters.length * PlacementReachedEncoder.VotersEncoder.sbeBlockLength()
                + PlacementReachedEncoder.LearnersEncoder.HEADER_SIZE);
    final PlacementReachedEncoder.VotersEncoder group =
        reached
            .wrapAndApplyHeader(body, 0, header)
            .groupId(groupId)
            .membershipIndex(membershipIndex)
            .votersCount(voters.length);
    for (final int voter : voters) {
      group.next().brokerId(voter);
    }
    reached.learnersCount(0);
    return body;
  }

  private static MutableDirectBuffer allocate(int lengthBehindHeader) {
    return new UnsafeBuffer(new byte[MessageHeaderEncoder.ENCODED_LENGTH + lengthBehindHeader]);
  }
}
