package io.rafthold.raft;

/**
 * The deadlines of one replica. Times are compared by difference: a clock's origin is arbitrary.
 */
final class Timers {
  private final RaftSettings settings;
  private final RandomSource random;
  private long electionDeadlineNs;
  private long repeatDeadlineNs;
  private long heartbeatDeadlineNs;

  Timers(RaftSettings settings, RandomSource random, long nowNs) {
    this.settings = settings;
    this.random = random;
    resetElection(nowNs);
  }

  /** Waits a random election timeout from now on (dissertation 3.4: so that votes rarely split). */
  void resetElection(long nowNs) {
    long rangeNs = settings.electionTimeoutMaxNs() - settings.electionTimeoutMinNs();
    electionDeadlineNs = nowNs + settings.electionTimeoutMinNs() + random.nextLong(rangeNs + 1);
  }

  /** Lets the election time out with the next tick. */
  void expireElection(long nowNs) {
    electionDeadlineNs = nowNs;
  }

  boolean electionExpired(long nowNs) {
    return nowNs - electionDeadlineNs >= 0;
  }

  long electionDeadlineNs() {
    return electionDeadlineNs;
  }

  /** Unanswered vote requests go out again after the retransmit timeout. */
  void resetRepeat(long nowNs) {
    repeatDeadlineNs = nowNs + settings.retransmitTimeoutNs();
  }

  boolean repeatExpired(long nowNs) {
    return nowNs - repeatDeadlineNs >= 0;
  }

  long repeatDeadlineNs() {
    return repeatDeadlineNs;
  }

  /**
   * The next heartbeat is due at a multiple of the interval: so all groups of a broker beat in one
   * duty cycle, and one message carries the beats of all to each other broker.
   */
  void resetHeartbeat(long nowNs) {
    long intervalNs = settings.heartbeatIntervalNs();
    heartbeatDeadlineNs = nowNs - Math.floorMod(nowNs, intervalNs) + intervalNs;
  }

  boolean heartbeatExpired(long nowNs) {
    return nowNs - heartbeatDeadlineNs >= 0;
  }

  long heartbeatDeadlineNs() {
    return heartbeatDeadlineNs;
  }
}
