package io.rafthold.sim.fault;

/** What can go wrong. */
public enum FaultKind {
  /** A process ends; its page cache stays. */
  CRASH,
  /** All processes end at once. */
  CRASH_ALL,
  /** A process ends in the middle of a disk operation. */
  CRASH_IN_DISK,
  /** A machine loses power, and with it what it had not forced. */
  POWER_CUT,
  /** All machines lose power at once. */
  POWER_CUT_ALL,
  /** A machine loses power in the middle of a disk operation. */
  POWER_CUT_IN_DISK,
  /** A process stands still for a while and then goes on. */
  PAUSE,
  /** Brokers fall into two parts that do not hear each other. */
  PARTITION,
  /** One broker hears others that do not hear it, or the other way round. */
  ONE_WAY,
  /** Each broker reaches only its neighbours in a ring. */
  RING,
  /** Two parts that only one broker in between reaches: not transitive. */
  BRIDGE,
  /** The leader of a group is cut off from all other brokers. */
  LEADER_CUT_OFF,
  /** Clients do not reach a broker. */
  CLIENTS_CUT_OFF,
  /** Much more is lost than usual. */
  LOSS_BURST,
  /** A broker's messages take long. */
  SLOW_LINK,
  /** A broker is told that there is no room for its messages. */
  BACK_PRESSURE,
  /** A broker's flushes take long. */
  SLOW_FLUSH,
  /** A flush fails, which ends the broker. */
  FAILED_FLUSH,
  /** A disk has no room for a while. */
  FULL_DISK,
  /** A disk, or all, has nothing left but the reserve for a while. */
  SCARCE_DISK,
  /** A bit of what was forced flips where the next start looks. */
  ROT,
  /** A bit of what was forced flips where a reader or the scrubber comes upon it. */
  HIDDEN_ROT,
  /** A broker comes back with an empty disk, under its old id. */
  WIPED_DISK,
  /** A monotonic clock goes at 0.2 to 5 times the right rate. */
  CLOCK_RATE,
  /** A wall clock jumps. */
  WALL_JUMP,
  /** A topic is created. */
  TOPIC_CREATED,
  /** A topic is deleted. */
  TOPIC_DELETED,
  /** A leader is told to hand over. */
  TRANSFER,
  /** A replica is added to or removed from a partition. */
  MEMBERSHIP,
  /** Replicas themselves are asked for changes of members, at the worst of times. */
  MEMBERSHIP_ANYHOW
}
