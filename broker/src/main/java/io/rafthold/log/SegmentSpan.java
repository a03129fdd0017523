package io.rafthold.log;

/**
 * The part of a segment that is of the log and flushed.
 *
 * @param ordinal of the segment
 * @param baseIndex of its first entry
 * @param endIndex behind its last entry that is alive and flushed
 */
public record SegmentSpan(long ordinal, long baseIndex, long endIndex) {}
