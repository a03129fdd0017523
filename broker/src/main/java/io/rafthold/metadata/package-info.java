/**
 * The state machine of group 0: which topics there are, where their partitions live, and which ids
 * were given out.
 *
 * <p>It turns committed entries into state ({@link io.rafthold.metadata.MetadataState}) and, on the
 * leader of group 0, requests into entries ({@link io.rafthold.metadata.MetadataController}).
 * {@link io.rafthold.metadata.MetadataGroup} carries the bytes between the two and the replica of
 * group 0. No network, disk, thread or clock is seen from here; arrows go to {@code partition} and
 * {@code protocol} alone. Start reading at {@link io.rafthold.metadata.MetadataState}.
 */
package io.rafthold.metadata;
