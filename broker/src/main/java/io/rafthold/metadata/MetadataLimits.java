package io.rafthold.metadata;

/** Bounds of what group 0 holds. */
public final class MetadataLimits {
  /** Most partitions of a topic. */
  public static final int MAX_PARTITIONS = 4096;

  /** Most partitions of all topics together. */
  public static final int MAX_PARTITIONS_IN_ALL = 65_536;

  /** Most replicas of a partition. */
  public static final int MAX_REPLICAS = 15;

  /** Smallest segment, in bytes. */
  public static final long MIN_SEGMENT_BYTES = 1L << 20;

  /** Largest segment, in bytes. */
  public static final long MAX_SEGMENT_BYTES = 1L << 30;

  /** Shortest retention by time, in milliseconds. */
  public static final long MIN_RETENTION_MS = 1_000L;

  /** Longest retention by time, in milliseconds: a hundred years. */
  public static final long MAX_RETENTION_MS = 36_525L * 24 * 60 * 60 * 1_000;

  /** Smallest retention by size, in bytes. */
  public static final long MIN_RETENTION_BYTES = MIN_SEGMENT_BYTES;

  private MetadataLimits() {}
}
