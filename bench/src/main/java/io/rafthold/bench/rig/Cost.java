package io.rafthold.bench.rig;

/**
 * What a stretch of time cost.
 *
 * @param cpuSeconds of the system's processes and of this one
 * @param othersSeconds of all other processes of the machine, which were in the way
 * @param stolenSeconds taken by the hypervisor
 * @param droppedDatagrams that no socket of the machine had room for
 */
public record Cost(
    double cpuSeconds, double othersSeconds, double stolenSeconds, long droppedDatagrams) {}
