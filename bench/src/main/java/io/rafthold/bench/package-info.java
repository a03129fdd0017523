/**
 * JMH benchmarks, and the rig that measures latency and throughput of a whole cluster.
 *
 * <p>Sees client and broker; nothing sees it. {@link io.rafthold.bench.BenchCommand} is the way in.
 */
package io.rafthold.bench;
