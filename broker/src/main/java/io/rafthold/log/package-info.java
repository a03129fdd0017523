/**
 * One replica's log: entries in segments, read by index, offset and time, cut and recovered by
 * rolling to a new segment, flushed on a thread apart from the one that appends.
 *
 * <p>The package knows no Chronicle type. Files stand behind a small port ({@link
 * io.rafthold.log.SegmentStore}, {@link io.rafthold.log.Segment}), which {@code
 * io.rafthold.log.chronicle} implements, so that rolling, truncation and recovery can be tried
 * against a disk that forgets and tears. It depends on {@code io.rafthold.protocol} and Agrona
 * alone.
 *
 * <p>Start reading at {@link io.rafthold.log.ReplicaLog}, the contract, then {@link
 * io.rafthold.log.SegmentedLog} and {@code LogRecovery}. Beside the log live the two small files of
 * a replica, {@link io.rafthold.log.VoteFile} and {@link io.rafthold.log.ProgressFile}.
 */
package io.rafthold.log;
