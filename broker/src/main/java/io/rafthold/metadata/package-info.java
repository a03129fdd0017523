/**
 * The state machine of group 0: which brokers there are, which topics, where the replicas of their
 * partitions shall be and are, and which ids were given out.
 *
 * <p>It turns committed entries into state ({@link io.rafthold.metadata.MetadataState}) and, on the
 * leader of group 0, requests into entries ({@link io.rafthold.metadata.MetadataController}).
 * {@link io.rafthold.metadata.MetadataGroup} carries the bytes between the two and the replica of
 * group 0. Two classes act on the state without being asked: {@link
 * io.rafthold.metadata.ClusterKeeper} where this broker leads group 0, {@link
 * io.rafthold.metadata.PlacementReconciler} for every partition that it leads. No network, disk,
 * thread or clock is seen from here; arrows go to {@code partition}, to {@code protocol}, and to
 * {@code raft} for the word membership. Start reading at {@link
 * io.rafthold.metadata.MetadataState}.
 */
package io.rafthold.metadata;
