package io.rafthold.bench.rig;

/**
 * How long and how much the rig measures.
 *
 * @param sizeBytes of a message
 * @param warmUpNs before each measurement, of the same load
 * @param durationNs of each measurement
 * @param outstanding messages at a time for throughput
 * @param rate of open loops, messages a second
 * @param replayMessages that a replay has to read, written before it
 */
public record RigSettings(
    int sizeBytes,
    long warmUpNs,
    long durationNs,
    int outstanding,
    long rate,
    long replayMessages) {}
