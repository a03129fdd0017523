package io.rafthold.server;

import io.rafthold.metadata.ClusterKeeper;
import io.rafthold.metadata.ClusterMember;
import io.rafthold.metadata.GroupCoordinator;
import io.rafthold.metadata.MetadataGroup;
import io.rafthold.metadata.PartitionReports;
import io.rafthold.metadata.PlacementReconciler;
import io.rafthold.partition.DiskRoom;
import io.rafthold.partition.PeerMessageHandler;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What a broker does for its cluster beside its replicas' own work: keeping group 0's members and
 * registry and coordinating consumer groups where it leads that, and the partitions that it leads
 * where they shall be.
 */
final class ClusterDuties {
  private final PeerDirectory peers;
  private final PartitionReports reports;
  private final ClusterKeeper keeper;
  private final PlacementReconciler reconciler;
  private final GroupCoordinator coordinator;

  /**
   * Wires the duties.
   *
   * @param room who can take records
   * @param router takes the messages of peers that are no report
   * @param randomIds draws the ids of consumer groups' members
   */
  ClusterDuties(
      BrokerConfig config,
      BrokerIdentity identity,
      List<ClusterMember> founders,
      BrokerPorts ports,
      MetadataGroup metadata,
      Replicas replicas,
      PeerDirectory peers,
      DiskRoom room,
      PeerMessageHandler router,
      LongSupplier randomIds) {
    final int self = config.self().id();
    this.peers = peers;
    reports =
        new PartitionReports(
            BrokerCore.clusterHash(config.clusterId()),
            self,
            identity.directoryHash(),
            peers,
            ports.peerLink(),
            router);
    coordinator = new GroupCoordinator(metadata, randomIds);
    keeper =
        new ClusterKeeper(
            config.self(),
            identity.directoryHash(),
            founders,
            metadata,
            peers::heardHash,
            reports,
            replicas);
    reconciler =
        new PlacementReconciler(
            self,
            config.leaderRebalanceAfterNs(),
            metadata,
            replicas::all,
            ports.peerLink()::isReady,
            reports,
            room,
            replicas);
  }

  /** Returns where messages of peers go first. */
  PeerMessageHandler peerMessages() {
    return reports;
  }

  PlacementReconciler reconciler() {
    return reconciler;
  }

  GroupCoordinator coordinator() {
    return coordinator;
  }

  /** Begins a duty cycle. */
  void begin(long nowNs) {
    coordinator.nowNs(nowNs);
  }

  int doWork(long nowNs, long epochNs) {
    peers.report(nowNs);
    return keeper.doWork(nowNs, epochNs)
        + reconciler.doWork(nowNs, epochNs)
        + coordinator.doWork(nowNs, epochNs);
  }

  long nextDeadlineNs() {
    return Math.min(
        coordinator.nextDeadlineNs(),
        Math.min(keeper.nextDeadlineNs(), reconciler.nextDeadlineNs()));
  }
}
