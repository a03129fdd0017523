/**
 * The state machine of group 0: which topics there are, where their partitions live, and which ids
 * were given out.
 *
 * <p>It turns committed entries into state ({@link io.rafthold.metadata.MetadataState}) and, on the
 * leader of group 0, requests into entries ({@link io.rafthold.metadata.MetadataController}).
 * Whoever replicates group 0 carries the bytes between the two. No network, disk, thread or clock
 * is seen from here, and of the project only {@code io.rafthold.protocol} is. Start reading at
 * {@link io.rafthold.metadata.MetadataState}.
 */
package io.rafthold.metadata;
