/**
 * One replica of a partition: the consensus core, the log, and what is derived from the log
 * (producers' sequences), brought together. The network, the disk's slow side and the clients are
 * seen through the small interfaces of this package ({@link io.rafthold.partition.PeerLink}, {@link
 * io.rafthold.partition.FlushScheduler}, {@link io.rafthold.partition.ReplicaListener}).
 *
 * <p>Arrows: to {@code raft} and {@code log}, and to {@code protocol}. Everything here runs on the
 * partition agent's thread and owns none. Start reading at {@link io.rafthold.partition.Replica}.
 */
package io.rafthold.partition;
