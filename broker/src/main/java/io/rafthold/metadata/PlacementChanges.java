package io.rafthold.metadata;

import io.rafthold.protocol.codec.ErrorCode;
import java.util.Arrays;
import java.util.List;
import org.agrona.collections.IntHashSet;

/**
 * Prepares what the leader of group 0 proposes about the places of replicas; see {@link
 * MetadataController} for how a proposal ends. One thread, the one that applies to the state.
 */
public final class PlacementChanges {
  private final MetadataState state;
  private final List<ClusterMember> configured;
  private final ClusterEntryEncoder encoder = new ClusterEntryEncoder();
  private final IntHashSet changing = new IntHashSet();

  PlacementChanges(MetadataState state, List<ClusterMember> configured) {
    this.state = state;
    this.configured = configured;
  }

  /** Tells whether an entry about the partition is proposed and not yet applied. */
  boolean isChanging(int groupId) {
    return changing.contains(groupId);
  }

  /**
   * Prepares one replica more.
   *
   * @param groupId of the partition
   * @param brokerId that gets it
   * @return the entry to propose, or a refusal; never null
   */
  public Proposal prepareAddReplica(int groupId, int brokerId) {
    final PartitionPlacement placement = state.partitionOfGroup(groupId);
    final Proposal refusal = refusal(groupId, placement);
    if (refusal != null) {
      return refusal;
    }
    if (placement.isOn(brokerId)) {
      return Proposal.refused(
          ErrorCode.INVALID_ARGUMENT,
          nameOf(placement) + " has a replica on broker " + brokerId + " already");
    }
    final int[] placeable = state.registry().placeable(configured);
    if (Arrays.stream(placeable).noneMatch(id -> id == brokerId)) {
      return Proposal.refused(
          ErrorCode.UNKNOWN_BROKER,
          (state.registry().isLeaving(brokerId)
                  ? "broker " + brokerId + " is being removed"
                  : "there is no broker " + brokerId)
              + ": replicas can be on brokers "
              + Arrays.toString(placeable));
    }
    if (placement.replicaCount() >= MetadataLimits.MAX_REPLICAS) {
      return Proposal.refused(
          ErrorCode.INVALID_REPLICATION,
          nameOf(placement) + " has " + placement.replicaCount() + " replicas, and takes no more");
    }
    final int[] brokers = Arrays.copyOf(placement.replicaBrokers(), placement.replicaCount() + 1);
    brokers[brokers.length - 1] = brokerId;
    return target(groupId, brokers);
  }

  /**
   * Prepares one replica fewer.
   *
   * @param groupId of the partition
   * @param brokerId that loses it
   * @return the entry to propose, or a refusal; never null
   */
  public Proposal prepareRemoveReplica(int groupId, int brokerId) {
    final PartitionPlacement placement = state.partitionOfGroup(groupId);
    final Proposal refusal = refusal(groupId, placement);
    if (refusal != null) {
      return refusal;
    }
    if (!placement.isOn(brokerId)) {
      return Proposal.refused(
          ErrorCode.INVALID_ARGUMENT,
          nameOf(placement)
              + " has no replica on broker "
              + brokerId
              + ": it has them on "
              + Arrays.toString(placement.replicaBrokers()));
    }
    if (placement.replicaCount() == 1) {
      return Proposal.refused(
          ErrorCode.INVALID_REPLICATION,
          "the replica on broker "
              + brokerId
              + " is the last one of "
              + nameOf(placement)
              + ": add another first, or delete the topic");
    }
    final int[] brokers =
        Arrays.stream(placement.replicaBrokers()).filter(id -> id != brokerId).toArray();
    return target(groupId, brokers);
  }

  /**
   * Prepares that a broker's replica moves to another, which takes its place in the order too.
   *
   * @param placement spreads; has counted what there is
   * @return the entry to propose, or null where no broker is free to take it
   */
  Proposal prepareMove(int groupId, int fromBroker, Placement placement) {
    final int[] brokers = state.partitionOfGroup(groupId).replicaBrokers();
    final int toBroker = placement.replacement(brokers);
    if (toBroker < 0) {
      return null;
    }
    for (int i = 0; i < brokers.length; i++) {
      brokers[i] = brokers[i] == fromBroker ? toBroker : brokers[i];
    }
    return target(groupId, brokers);
  }

  /** Prepares that another of the partition's brokers becomes its preferred leader. */
  Proposal preparePreferred(int groupId, int brokerId) {
    final int[] brokers = state.partitionOfGroup(groupId).replicaBrokers();
    for (int i = 1; i < brokers.length; i++) {
      if (brokers[i] == brokerId) {
        System.arraycopy(brokers, 0, brokers, 1, i);
        brokers[0] = brokerId;
      }
    }
    return target(groupId, brokers);
  }

  /** Prepares that the membership which a partition's leader reported is known to all. */
  Proposal prepareReached(int groupId, long membershipIndex, int... voters) {
    changing.add(groupId);
    return Proposal.aboutPlacement(
        encoder.placementReached(groupId, membershipIndex, voters), groupId);
  }

  /** Spreads over the brokers that stay, with what there is counted in. */
  Placement placement() {
    return new Placement(state.registry().placeable(configured)).counting(state.topics());
  }

  void end(int groupId) {
    changing.remove(groupId);
  }

  void onStepDown() {
    changing.clear();
  }

  private Proposal target(int groupId, int... brokers) {
    changing.add(groupId);
    return Proposal.aboutPlacement(encoder.placementChanged(groupId, brokers), groupId);
  }

  private Proposal refusal(int groupId, PartitionPlacement placement) {
    if (placement == null) {
      return Proposal.refused(
          ErrorCode.UNKNOWN_TOPIC, "there is no partition with group " + groupId + " (any more)");
    }
    if (changing.contains(groupId)) {
      return Proposal.refused(
          ErrorCode.OVERLOADED, nameOf(placement) + " is being changed: try again in a moment");
    }
    return null;
  }

  private String nameOf(PartitionPlacement placement) {
    return "partition "
        + placement.partition()
        + " of topic "
        + TopicName.quoted(state.topicOfGroup(placement.groupId()).name());
  }
}
