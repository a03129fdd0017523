package io.rafthold.sim;

/**
 * What runs are meant to reach: the rules of Raft that are easy to get wrong, and the bad days of
 * comparable systems. A rule that no run comes near is not tested by any.
 */
public enum Mark {
  /** A new leader had entries of earlier terms on a majority, and did not count them. */
  OLD_TERM_NOT_COUNTED("rule 1, dissertation 3.6.2 (Figure 8)"),
  /** A second candidate asked for a vote in a term in which it was given. */
  SECOND_VOTE_ASKED("rule 2, dissertation 3.8"),
  /** A broker restarted in a term in which it had voted. */
  RESTART_AFTER_VOTE("rule 2, dissertation 3.8"),
  /** A follower answered for entries that it had not flushed yet. */
  ANSWER_BEFORE_FLUSH("rule 3"),
  /** A leader committed what its own disk did not hold yet. */
  COMMIT_WITHOUT_OWN_DISK("rule 4, dissertation 10.2.1"),
  /** A leader committed the first entry of its term. */
  FIRST_COMMIT_OF_TERM("rule 5, dissertation 6.4"),
  /** A membership was appended by a leader that had committed in its term. */
  MEMBERSHIP_AFTER_COMMIT("rule 6, the bug of 2015"),
  /** A membership entry was truncated away and so rolled back. */
  MEMBERSHIP_ROLLED_BACK("rule 7, dissertation 4.1"),
  /** A learner became a voter. */
  LEARNER_PROMOTED("rule 9, dissertation 4.2.1"),
  /** A leader led on while it was no member any more. */
  LEADER_REMOVES_ITSELF("rule 10, dissertation 4.2.2"),
  /** A broker that is no member any more asked for votes. */
  REMOVED_ASKS_FOR_VOTES("rule 10, dissertation 4.2.3"),
  /** A pre-vote was asked of somebody who hears a leader. */
  PRE_VOTE_REFUSED("rule 11, dissertation 9.6"),
  /** A leader stepped down because it heard no majority. */
  CHECK_QUORUM("rule 11"),
  /** A linearizable read began. */
  READ_INDEX("rule 12, dissertation 6.4"),
  /** A batch that was committed already was sent again. */
  RETRY_OF_COMMITTED("rule 13, dissertation 6.3"),
  /** A replica that may have forgotten entries became a full voter again. */
  REJOINED("rule 14"),
  /** A damaged log was cut before its damage, under a new life, when it was opened. */
  QUARANTINED("rule 15"),
  /** Damage was met in a log that was in use: its replica was closed, cut and opened again. */
  REPAIRED_IN_USE("rule 15"),
  /** A failed flush ended a broker. */
  FLUSH_FAILED("rule 16"),
  /** Recovery cut a tail that a loss of power had torn. */
  TORN_TAIL("rule 17"),
  /** A follower was told to campaign at once. */
  TRANSFER("rule 18, dissertation 3.10"),
  /** A message of an earlier term arrived. */
  STALE_MESSAGE("rule 20"),
  /** A message of a broker with another data directory arrived. */
  FOREIGN_DIRECTORY("rule 21"),
  /** A clock changed its rate or jumped on a broker that led. */
  LEADER_CLOCK("rule 22"),
  /** A broker that led several groups had a slow disk. */
  SLOW_DISK_OF_MANY("rule 23"),
  /** A log lost its start to retention. */
  DROPPED_START("rule 19, dissertation 5"),
  /** A replica that needed entries that are gone began its log anew behind them. */
  INSTALLED("rule 19, dissertation 5"),
  /** A follower truncated a conflicting suffix. */
  TRUNCATION("rule 24"),
  /** All machines lost power after records had been acknowledged. */
  POWER_LOST_EVERYWHERE("J1, NATS 2.12.1"),
  /** A replica that may have forgotten entries was asked for its vote. */
  AMNESIAC_ASKED("J2, NATS #7567"),
  /** The metadata of one broker rotted. */
  METADATA_ROTTED("J4, NATS #7556"),
  /** Members changed while the network was parted or a broker was down. */
  MEMBERSHIP_UNDER_FAULT("J5, NATS #7545"),
  /** All processes were killed at once. */
  ALL_KILLED("J6, NATS 2.10.22"),
  /** A producer was told that the leader is gone while its batch was in the log. */
  ANSWER_RACED_STEP_DOWN("J7a, Redpanda #3003"),
  /** A batch was sent again to another broker, or to another life of it. */
  RETRY_ELSEWHERE("J7b, Redpanda #3039"),
  /** A run without faults in which records were acknowledged. */
  HEALTHY_RUN("J8, Bufstream 0.1.0"),
  /** A process or machine died in the middle of a disk operation. */
  DIED_IN_DISK_OPERATION("J11, etcd 3.5"),
  /** The one broker of a cluster was killed. */
  SINGLE_BROKER_KILLED("J11, etcd 3.5"),
  /** An append request of an earlier term was refused. */
  STALE_APPEND("J13, Tarantool #9935"),
  /** A broker came back with its data directory. */
  CAME_BACK("J14, RabbitMQ #15725"),
  /** A replica lost entries that were committed, and had to get them again. */
  COMMITTED_LOST_LOCALLY("J15, J16, Redpanda's \"Why fsync()\""),
  /** A producer was told that the leader's disk is full. */
  DISK_FULL("section 9, disk full"),
  /** A leader whose disk was full handed over to a broker with room. */
  FULL_DISK_LEFT("section 9, disk full"),
  /** A broker that had refused records for want of room took some again, by itself. */
  DISK_HAS_ROOM_AGAIN("section 9, disk full"),
  /** A pulse of a broker stood for the heartbeats of its quiet groups. */
  PULSE("CockroachDB's quiescence"),
  /** A broker did not hold the series of another one's pulses, which began a new one. */
  PULSE_REFUSED("CockroachDB's quiescence"),
  /** Brokers could reach each other only by way of a third. */
  NOT_TRANSITIVE("J17, Cloudflare 2020");

  private final String source;

  Mark(String source) {
    this.source = source;
  }

  /** Returns where the rule or the bad day comes from. */
  public String source() {
    return source;
  }
}
