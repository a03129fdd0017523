package io.rafthold.server;

import io.rafthold.partition.FlushScheduler;
import io.rafthold.partition.PeerLink;
import io.rafthold.session.ClientLink;

/**
 * What a broker's core touches the world by. Aeron, Chronicle and a flush thread in production; in
 * the simulator a network and a disk that misbehave.
 *
 * @param peerLink the way out to the other brokers
 * @param clientLink the way back to connected clients
 * @param flushScheduler the disk's slow side
 * @param storage the replicas' files
 */
public record BrokerPorts(
    PeerLink peerLink,
    ClientLink clientLink,
    FlushScheduler flushScheduler,
    ReplicaStorage storage) {}
