package io.rafthold.metadata;

import io.rafthold.partition.DiskRoom;
import io.rafthold.partition.Replica;
import io.rafthold.partition.ReplicaWakeup;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.collections.Long2LongHashMap;

/**
 * Brings the partitions that this broker leads to where the metadata wants them: members one step
 * at a time ({@link MembershipSteps}), then a report to the leader of group 0, repeated until the
 * metadata shows it; and leadership back to the preferred leader when that one has been caught up
 * for a while.
 *
 * <p>One thread, the partition agent's.
 */
public final class PlacementReconciler {
  private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(50);

  /** Where all is as it should be, and the metadata says nothing new: a look costs each group. */
  private static final long CALM_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final long REPORT_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long PREFERENCE_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);
  private static final int MAX_TRANSFERS_PER_STEP = 8;
  private static final long NEVER = Long.MIN_VALUE;

  /** Who should lead a partition, until the metadata shows it. */
  private record Preference(int brokerId, long untilNs) {}

  private final int self;
  private final long rebalanceAfterNs;
  private final MetadataGroup metadata;
  private final Supplier<Collection<Replica>> replicas;
  private final IntPredicate isReachable;
  private final PartitionReports reports;
  private final DiskRoom room;
  private final ReplicaLedGroup group;
  private final MembershipSteps steps;
  private final Long2LongHashMap caughtUpSinceNs = new Long2LongHashMap(NEVER);
  private final Int2ObjectHashMap<Preference> preferences = new Int2ObjectHashMap<>();
  private long nextNs = Long.MIN_VALUE;
  private long lookedNs;
  private long nextReportNs = Long.MIN_VALUE;
  private long nowNs;
  private int lastSuccessor = -1;
  private long seenMetadataIndex;
  private boolean isReportDue;
  private boolean isCalm;
  private boolean isLeading;
  private boolean isHandingOver;

  /**
   * Creates the reconciler of one broker.
   *
   * @param rebalanceAfterNs how long a preferred leader is caught up before it leads again; 0: it
   *     is not given the lead
   * @param replicas all local ones
   * @param isReachable tells whether a message to a broker would pass now
   * @param room who can take records
   * @param wakeup is told of each replica that got something to do
   */
  public PlacementReconciler(
      int self,
      long rebalanceAfterNs,
      MetadataGroup metadata,
      Supplier<Collection<Replica>> replicas,
      IntPredicate isReachable,
      PartitionReports reports,
      DiskRoom room,
      ReplicaWakeup wakeup) {
    this.self = self;
    this.rebalanceAfterNs = rebalanceAfterNs;
    this.metadata = metadata;
    this.replicas = replicas;
    this.isReachable = isReachable;
    this.reports = reports;
    this.room = room;
    group = new ReplicaLedGroup(wakeup);
    steps = new MembershipSteps(self, metadata.state().registry()::isHeard);
  }

  /**
   * Takes the steps that are due.
   *
   * @param timeNs monotonic clock
   * @param epochNs wall clock
   * @return work count
   */
  public int doWork(long timeNs, long epochNs) {
    nowNs = timeNs;
    if (isCalm && (metadata.applyingIndex() != seenMetadataIndex || room.isFull())) {
      isCalm = false;
      nextNs = Math.min(nextNs, lookedNs + INTERVAL_NS);
    }
    if (nowNs < nextNs || isHandingOver) {
      return 0;
    }
    lookedNs = nowNs;
    isLeading = false;
    seenMetadataIndex = metadata.applyingIndex();
    isCalm = preferences.isEmpty() && !room.isFull();
    isReportDue = nowNs >= nextReportNs;
    if (isReportDue) {
      nextReportNs = nowNs + REPORT_INTERVAL_NS;
    }
    int transfers = 0;
    for (final Replica replica : replicas.get()) {
      final int groupId = replica.settings().groupId();
      if (groupId != MetadataState.METADATA_GROUP_ID && replica.isLeader()) {
        isLeading = true;
        transfers += reconcile(replica, groupId, transfers, epochNs);
      } else {
        caughtUpSinceNs.remove(groupId);
      }
    }
    if (isReportDue) {
      repeatPreferences();
    }
    nextNs = nowNs + (isCalm ? CALM_INTERVAL_NS : INTERVAL_NS);
    return transfers;
  }

  /** Returns when there is something to do even if nothing comes in. */
  public long nextDeadlineNs() {
    return isLeading || !preferences.isEmpty() ? Math.max(nextNs, nowNs) : Long.MAX_VALUE;
  }

  private int reconcile(Replica replica, int groupId, int transfers, long epochNs) {
    final PartitionPlacement placement = metadata.state().partitionOfGroup(groupId);
    if (placement == null || !steps.take(group.wrap(replica), placement, nowNs, epochNs)) {
      isCalm = false;
      return 0;
    }
    isCalm &=
        group.membershipIndex() <= placement.reachedIndex() && placement.preferredLeader() == self;
    if (isReportDue && group.membershipIndex() > placement.reachedIndex()) {
      reports.report(
          metadata.leader(),
          groupId,
          replica.term(),
          replica.membership(),
          group.membershipIndex(),
          PartitionReports.NO_PREFERENCE);
    }
    if (transfers >= MAX_TRANSFERS_PER_STEP) {
      return 0;
    }
    if (room.isFull()) {
      return giveUp(replica) ? 1 : 0;
    }
    return isBackDue(groupId, placement) ? giveBack(groupId, placement) : 0;
  }

  /** Has a broker lead that can take records; where there is none, reads are still served here. */
  private boolean giveUp(Replica replica) {
    final int groupId = replica.settings().groupId();
    caughtUpSinceNs.remove(groupId);
    if (replica.isTransferring()) {
      return false;
    }
    lastSuccessor = room.successor(replica, lastSuccessor);
    return lastSuccessor >= 0 && group.transfer(lastSuccessor, nowNs);
  }

  /** Tells whether the preferred leader has been caught up for long enough to lead again. */
  private boolean isBackDue(int groupId, PartitionPlacement placement) {
    final int preferred = placement.preferredLeader();
    if (rebalanceAfterNs == 0
        || preferred == self
        || preferences.containsKey(groupId)
        || !isReachable.test(preferred)
        || room.isFull(preferred)
        || !group.isCaughtUp(preferred)) {
      caughtUpSinceNs.remove(groupId);
      return false;
    }
    final long sinceNs = caughtUpSinceNs.get(groupId);
    if (sinceNs == NEVER) {
      caughtUpSinceNs.put(groupId, nowNs);
      return false;
    }
    return nowNs - sinceNs >= rebalanceAfterNs;
  }

  private int giveBack(int groupId, PartitionPlacement placement) {
    // Where it does not take over, it is tried again after the same time.
    caughtUpSinceNs.remove(groupId);
    return group.transfer(placement.preferredLeader(), nowNs) ? 1 : 0;
  }

  /**
   * Hands a partition that this broker leads over to another of its voters, which is its preferred
   * leader from then on.
   *
   * @return false where this broker does not lead it, or that one is no other voter, or a change is
   *     under way
   */
  public boolean transfer(Replica replica, int toBroker) {
    final int groupId = replica.settings().groupId();
    if (!group.wrap(replica).transfer(toBroker, nowNs)) {
      return false;
    }
    preferences.put(groupId, new Preference(toBroker, nowNs + PREFERENCE_TIMEOUT_NS));
    nextReportNs = nowNs;
    nextNs = nowNs;
    return true;
  }

  /** The broker that led last says so: the successor does not know who wished it. */
  private void repeatPreferences() {
    preferences
        .entrySet()
        .removeIf(
            entry -> {
              final int groupId = entry.getKey();
              final PartitionPlacement placement = metadata.state().partitionOfGroup(groupId);
              final Preference preference = entry.getValue();
              if (placement == null
                  || placement.preferredLeader() == preference.brokerId()
                  || nowNs - preference.untilNs() >= 0) {
                return true;
              }
              report(groupId, preference);
              return false;
            });
  }

  private void report(int groupId, Preference preference) {
    for (final Replica replica : replicas.get()) {
      if (replica.settings().groupId() == groupId) {
        reports.report(
            metadata.leader(),
            groupId,
            replica.term(),
            replica.membership(),
            0,
            preference.brokerId());
      }
    }
  }

  /**
   * Hands over whatever this broker leads, group 0 too, since it is about to stop. To be called
   * again and again.
   *
   * @return true where nothing is left that another broker could take over
   */
  public boolean handOver(long timeNs) {
    isHandingOver = true;
    boolean isDone = true;
    for (final Replica replica : replicas.get()) {
      if (!replica.isLeader()) {
        continue;
      }
      if (replica.isTransferring()) {
        isDone = false;
        continue;
      }
      final int target = room.heir(replica, lastSuccessor);
      if (target >= 0) {
        isDone = false;
        lastSuccessor = target;
        group.wrap(replica).transfer(target, timeNs);
      }
    }
    return isDone;
  }
}
