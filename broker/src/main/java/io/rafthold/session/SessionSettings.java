package io.rafthold.session;

/**
 * What sessions tell their clients, and their limits.
 *
 * @param brokerId of this broker
 * @param clusterId as configured
 * @param maxRecordBytes largest record that a producer may send
 * @param maxBatchBytes largest batch that a producer may send
 * @param maxSubscriptions of one session; one more is refused as OVERLOADED
 */
public record SessionSettings(
    int brokerId, String clusterId, int maxRecordBytes, int maxBatchBytes, int maxSubscriptions) {}
