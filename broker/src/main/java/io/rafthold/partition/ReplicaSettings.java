package io.rafthold.partition;

import io.rafthold.protocol.AckLevel;

/**
 * What a replica is told at its start.
 *
 * @param groupId of the Raft group, 0 for metadata
 * @param ackLevel of the topic
 * @param maxBatchBytes largest batch that is accepted from a producer
 * @param maxInflightBytes bytes of batches that may wait for their acknowledgement; beyond it
 *     producers are told OVERLOADED
 */
public record ReplicaSettings(
    int groupId, AckLevel ackLevel, int maxBatchBytes, long maxInflightBytes) {}
