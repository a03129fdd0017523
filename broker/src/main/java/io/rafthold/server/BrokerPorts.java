package io.rafthold.server;

import io.rafthold.partition.DiskSpace;
import io.rafthold.partition.FlushScheduler;
import io.rafthold.partition.Housekeeper;
import io.rafthold.partition.PeerLink;
import io.rafthold.partition.StageMeter;
import io.rafthold.raft.CoreObserver;
import io.rafthold.session.ClientLink;
import java.util.function.IntFunction;

/**
 * What a broker's core touches the world by. Aeron, Chronicle and a flush thread in production; in
 * the simulator a network and a disk that misbehave.
 *
 * @param peerLink the way out to the other brokers
 * @param clientLink the way back to connected clients
 * @param flushScheduler the disk's slow side
 * @param housekeeper works on files that nobody waits for
 * @param backfill reads files for clients that are far behind
 * @param storage the replicas' files
 * @param diskSpace how much room there is for them
 * @param observers makes who watches a group's consensus core, by its id
 * @param stageMeter counts how long batches take
 */
public record BrokerPorts(
    PeerLink peerLink,
    ClientLink clientLink,
    FlushScheduler flushScheduler,
    Housekeeper housekeeper,
    Housekeeper backfill,
    ReplicaStorage storage,
    DiskSpace diskSpace,
    IntFunction<CoreObserver> observers,
    StageMeter stageMeter) {
  /** Brings together what is needed where clients that are far behind are served like others. */
  public BrokerPorts(
      PeerLink peerLink,
      ClientLink clientLink,
      FlushScheduler flushScheduler,
      Housekeeper housekeeper,
      ReplicaStorage storage,
      DiskSpace diskSpace,
      IntFunction<CoreObserver> observers) {
    this(
        peerLink,
        clientLink,
        flushScheduler,
        housekeeper,
        Housekeeper.NONE,
        storage,
        diskSpace,
        observers,
        StageMeter.NONE);
  }

  /** Brings together what is needed where nobody watches. */
  public BrokerPorts(
      PeerLink peerLink,
      ClientLink clientLink,
      FlushScheduler flushScheduler,
      Housekeeper housekeeper,
      ReplicaStorage storage) {
    this(
        peerLink,
        clientLink,
        flushScheduler,
        housekeeper,
        storage,
        DiskSpace.PLENTY,
        groupId -> CoreObserver.NONE);
  }
}
