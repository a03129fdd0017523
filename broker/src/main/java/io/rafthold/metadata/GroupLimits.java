package io.rafthold.metadata;

/** Bounds of what group 0 holds of consumer groups. */
public final class GroupLimits {
  /** Most consumer groups. */
  public static final int MAX_GROUPS = 10_000;

  /** Most members of a group. */
  public static final int MAX_MEMBERS = 1_000;

  /** Most members of all groups together. */
  public static final int MAX_MEMBERS_IN_ALL = 20_000;

  /** Most topics that a group reads. */
  public static final int MAX_TOPICS = 64;

  /** Most partitions of a group that are assigned; what its topics have beyond them is not. */
  public static final int MAX_PARTITIONS = 10_000;

  /** Longest name of a client that is kept, in bytes; longer ones are cut off. */
  public static final int MAX_CLIENT_NAME = 256;

  /** A member's session timeout unless it asks for another one, in milliseconds. */
  public static final int DEFAULT_SESSION_TIMEOUT_MS = 10_000;

  /** Shortest session timeout, in milliseconds. */
  public static final int MIN_SESSION_TIMEOUT_MS = 1_000;

  /** Longest session timeout, in milliseconds. */
  public static final int MAX_SESSION_TIMEOUT_MS = 600_000;

  private GroupLimits() {}
}
