package io.rafthold.sim;

/**
 * What a run was like.
 *
 * @param seed that decided it
 * @param traceHash fingerprint of all its events
 * @param events how many there were
 * @param simulatedNs virtual time it took
 * @param settledNs virtual time from the end of faults until everything was right again
 * @param acknowledged records acknowledged
 * @param read records read
 * @param marks what was reached, and which faults happened
 */
public record RunResult(
    long seed,
    long traceHash,
    long events,
    long simulatedNs,
    long settledNs,
    long acknowledged,
    long read,
    Marks marks) {}
