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

  private MetadataLimits() {}
}
