package io.rafthold.partition;

/**
 * What all replicas of a broker share.
 *
 * @param sender the way to the other brokers
 * @param flushScheduler the way to the flush thread
 * @param ackSink takes the answers to produce requests
 * @param listener hears of leadership changes
 */
public record ReplicaContext(
    PeerSender sender, FlushScheduler flushScheduler, AckSink ackSink, ReplicaListener listener) {}
