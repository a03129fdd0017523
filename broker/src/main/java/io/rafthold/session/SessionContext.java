package io.rafthold.session;

import io.rafthold.metadata.ClusterMember;
import io.rafthold.metadata.GroupCoordinator;
import io.rafthold.metadata.MetadataGroup;
import io.rafthold.metadata.PlacementReconciler;
import io.rafthold.partition.DiskSpace;
import io.rafthold.partition.Replica;
import io.rafthold.partition.ReplicaWakeup;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * What request handlers see of the broker.
 *
 * @param settings what clients are told
 * @param members of the cluster, as configured
 * @param metadata group 0
 * @param reconciler hands leadership over
 * @param coordinator of consumer groups
 * @param replica finds a local replica by group id, or null
 * @param replicas all local replicas
 * @param failures why replicas have failed here, by their groups
 * @param diskSpace of this broker
 * @param wakeup is told of each replica that received something
 * @param backfills serve who is far behind
 */
record SessionContext(
    SessionSettings settings,
    List<ClusterMember> members,
    MetadataGroup metadata,
    PlacementReconciler reconciler,
    GroupCoordinator coordinator,
    IntFunction<Replica> replica,
    Supplier<Collection<Replica>> replicas,
    Supplier<Map<Integer, Throwable>> failures,
    DiskSpace diskSpace,
    ReplicaWakeup wakeup,
    Backfills backfills) {

  /** Finds the local replica of a topic's partition; group 0 is no topic's. */
  Replica partition(int groupId) {
    return groupId > 0 ? replica.apply(groupId) : null;
  }
}
