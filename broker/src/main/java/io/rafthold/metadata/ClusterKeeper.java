package io.rafthold.metadata;

import io.rafthold.partition.ReplicaWakeup;
import io.rafthold.raft.Membership;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.agrona.collections.IntArrayList;

/**
 * What the leader of group 0 does without being asked, a step at a time: it registers the brokers
 * that it hears from, makes added ones members of group 0, moves the replicas of leaving ones away
 * and lets those go, and records what leaders of partitions report. It keeps no memory of its own:
 * a leader that dies in the middle leaves what the next one goes on from.
 *
 * <p>One thread, the partition agent's.
 */
public final class ClusterKeeper implements PartitionReports.Receiver {
  private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(50);

  /** Partitions that may be on the move at once, so that a removal does not take all bandwidth. */
  private static final int MAX_MOVING = 16;

  private final ClusterMember self;
  private final int selfHash;
  private final List<ClusterMember> configured;
  private final MetadataGroup metadata;
  private final IntUnaryOperator heardHash;
  private final ReplicaLedGroup group;
  private final MembershipSteps steps;
  private long nextNs = Long.MIN_VALUE;
  private long nowNs;
  private long epochNs;

  /**
   * Creates the keeper of one broker.
   *
   * @param selfHash of its own data directory
   * @param configured the members that its configuration names
   * @param heardHash returns the directory hash that an unregistered broker speaks under, or 0
   * @param reports is given this receiver
   * @param wakeup is told when the replica of group 0 got something to do
   */
  public ClusterKeeper(
      ClusterMember self,
      int selfHash,
      List<ClusterMember> configured,
      MetadataGroup metadata,
      IntUnaryOperator heardHash,
      PartitionReports reports,
      ReplicaWakeup wakeup) {
    this.self = self;
    this.selfHash = selfHash;
    this.configured = List.copyOf(configured);
    this.metadata = metadata;
    this.heardHash = heardHash;
    group = new ReplicaLedGroup(wakeup);
    steps = new MembershipSteps(self.id(), metadata.state().registry()::isHeard);
    reports.attach(this);
  }

  /**
   * Takes the steps that are due.
   *
   * @param timeNs monotonic clock
   * @param wallNs wall clock
   * @return work count
   */
  public int doWork(long timeNs, long wallNs) {
    nowNs = timeNs;
    epochNs = wallNs;
    if (nowNs < nextNs) {
      return 0;
    }
    nextNs = nowNs + INTERVAL_NS;
    if (!metadata.isInCharge()) {
      return 0;
    }
    int work = register();
    steps.take(group.wrap(metadata.replica()), wantedMembers(), nowNs, epochNs);
    for (final int leaving : metadata.state().registry().leavingIds()) {
      work += letGo(leaving);
    }
    return work;
  }

  /** Returns when there is something to do even if nothing comes in. */
  public long nextDeadlineNs() {
    return metadata.replica().isLeader() ? Math.max(nextNs, nowNs) : Long.MAX_VALUE;
  }

  private int register() {
    final BrokerRegistry registry = metadata.state().registry();
    final BrokerChanges changes = metadata.controller().brokers();
    int work = 0;
    for (final ClusterMember member : registry.members(configured)) {
      final RegisteredBroker known = registry.broker(member.id());
      final int hash = hashOf(member.id(), known);
      final boolean isNews = known == null || !known.isHeard() || !known.member().equals(member);
      if (isNews
          && hash != RegisteredBroker.NOT_HEARD
          && !registry.isLeaving(member.id())
          && !changes.isChanging(member.id())) {
        metadata.propose(changes.prepareRegistration(member, hash), epochNs);
        work++;
      }
    }
    return work;
  }

  private int hashOf(int brokerId, RegisteredBroker known) {
    if (known != null && known.isHeard()) {
      return known.directoryHash();
    }
    return brokerId == self.id() ? selfHash : heardHash.applyAsInt(brokerId);
  }

  /**
   * All registered brokers are members of group 0, and founders that were not heard yet stay so;
   * one that leaves goes when none of its replicas is left.
   */
  private PartitionPlacement wantedMembers() {
    final BrokerRegistry registry = metadata.state().registry();
    final IntArrayList wanted = new IntArrayList();
    for (final RegisteredBroker broker : registry.brokers()) {
      if (!registry.isLeaving(broker.id()) || isNeeded(broker.id())) {
        wanted.addInt(broker.id());
      }
    }
    final Membership membership = metadata.replica().membership();
    for (int i = 0; i < membership.voterCount(); i++) {
      final int voter = membership.voterAt(i);
      final boolean stays = !registry.isRemoved(voter) && !registry.isLeaving(voter);
      if (registry.broker(voter) == null && (stays || isNeeded(voter))) {
        wanted.addInt(voter);
      }
    }
    return new PartitionPlacement(0, MetadataState.METADATA_GROUP_ID, wanted.toIntArray());
  }

  /** Tells whether a partition has a replica on a broker, or shall have. */
  private boolean isNeeded(int brokerId) {
    for (final Topic topic : metadata.state().topics()) {
      for (final PartitionPlacement placement : topic.partitions()) {
        if (placement.concerns(brokerId)) {
          return true;
        }
      }
    }
    return false;
  }

  private int letGo(int brokerId) {
    if (isNeeded(brokerId)) {
      return moveAway(brokerId);
    }
    final BrokerChanges changes = metadata.controller().brokers();
    final boolean isGone =
        group.wrap(metadata.replica()).isSettled() && !group.membership().isMember(brokerId);
    if (isGone && !changes.isChanging(brokerId)) {
      metadata.propose(changes.prepareRemoval(brokerId), epochNs);
      return 1;
    }
    return 0;
  }

  private int moveAway(int brokerId) {
    final PlacementChanges changes = metadata.controller().placements();
    Placement placement = null;
    int moving = 0;
    int work = 0;
    for (final Topic topic : metadata.state().topics()) {
      for (final PartitionPlacement partition : topic.partitions()) {
        final boolean isMoving = !partition.isReached() || changes.isChanging(partition.groupId());
        moving += isMoving ? 1 : 0;
      }
    }
    for (final Topic topic : metadata.state().topics()) {
      for (final PartitionPlacement partition : topic.partitions()) {
        if (moving >= MAX_MOVING) {
          return work;
        }
        if (partition.isOn(brokerId) && !changes.isChanging(partition.groupId())) {
          placement = placement == null ? changes.placement() : placement;
          final Proposal move = changes.prepareMove(partition.groupId(), brokerId, placement);
          if (move != null) {
            metadata.propose(move, epochNs);
            moving++;
            work++;
          }
        }
      }
    }
    return work;
  }

  @Override
  public void onReport(int groupId, long membershipIndex, int preferredBroker, int... voters) {
    final PartitionPlacement placement = metadata.state().partitionOfGroup(groupId);
    final PlacementChanges changes = metadata.controller().placements();
    if (placement == null || !metadata.isInCharge() || changes.isChanging(groupId)) {
      return;
    }
    if (membershipIndex > placement.reachedIndex() && voters.length > 0) {
      metadata.propose(changes.prepareReached(groupId, membershipIndex, voters), epochNs);
    } else if (preferredBroker != placement.preferredLeader() && placement.isOn(preferredBroker)) {
      metadata.propose(changes.preparePreferred(groupId, preferredBroker), epochNs);
    }
  }
}
