package io.rafthold.transport;

import io.rafthold.client.transport.DriverCounters;
import io.rafthold.client.transport.OfferCounters;

/**
 * What the transport counted, at one moment.
 *
 * @param driver the media driver's counts: invalid packets, losses, errors
 * @param toPeers offers to other brokers
 * @param toClients offers to clients
 * @param sessions sessions that came and went
 * @param refusedPeerStreams streams to the peer port that were turned away, or given up over a
 *     message beyond the limit
 * @param kernelDrops datagrams that the kernel dropped at our ports since their sockets were bound:
 *     the socket buffer was full; -1 where the kernel does not tell
 */
public record TransportCounters(
    DriverCounters driver,
    OfferCounters.Snapshot toPeers,
    OfferCounters.Snapshot toClients,
    SessionCounters.Snapshot sessions,
    long refusedPeerStreams,
    long kernelDrops) {}
