package io.rafthold.client;

/** How a consumer group's partitions are shared out among its members. */
public enum AssignmentStrategy {
  /** Of each topic, neighbouring partitions to one member: so keyed topics stay side by side. */
  RANGE,

  /** Evenly over all topics, with the fewest moves when members come and go. */
  COOPERATIVE_STICKY
}
