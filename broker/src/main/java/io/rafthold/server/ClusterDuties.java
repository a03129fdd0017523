package io.rafthold.server;

import io.rafthold.metadata.ClusterKeeper;
import io.rafthold.metadata.ClusterMember;
import io.rafthold.metadata.MetadataGroup;
import io.rafthold.metadata.PartitionReports;
import io.rafthold.metadata.PlacementReconciler;
import io.rafthold.partition.DiskRoom;
import io.rafthold.partition.PeerMessageHandler;
import java.util.List;

/**
 * What a broker does for its cluster beside its replicas' own work: keeping group 0's members and
 * registry where it leads that, and the partitions that it leads where they shall be.
 */
final class ClusterDuties {
  private final PeerDirectory peers;
  private final PartitionReports reports;
  private final ClusterKeeper keeper;
  private final PlacementReconciler reconciler;

  /**
   * Wires the duties.
   *
   * @param room who can take records
   * @param router takes the messages of peers that are no report
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
      PeerMessageHandler router) {
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

  int doWork(long nowNs, long epochNs) {
    peers.report(nowNs);
    return keeper.doWork(nowNs, epochNs) + reconciler.doWork(nowNs, epochNs);
  }

  long nextDeadlineNs() {
    return Math.min(keeper.nextDeadlineNs(), reconciler.nextDeadlineNs());
  }
}
