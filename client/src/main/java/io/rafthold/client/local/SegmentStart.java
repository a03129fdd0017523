package io.rafthold.client.local;

/**
 * What a segment's descriptor says.
 *
 * @param ordinal rises with creation
 * @param baseIndex index of its first entry
 * @param baseOffset offset of the next record there
 * @param isStart whether the log was begun anew here: no older segment counts
 */
record SegmentStart(long ordinal, long baseIndex, long baseOffset, boolean isStart) {}
