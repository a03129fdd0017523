/**
 * The command line of the benchmarks, and those of parts: JMH, rolling, restarts, paced replays.
 *
 * <p>Whole systems are measured by {@link io.rafthold.bench.rig}, which knows those of {@link
 * io.rafthold.bench.system} through one interface. Sees client and broker; nothing sees it. {@link
 * io.rafthold.bench.BenchCommand} is the way in.
 */
package io.rafthold.bench;
