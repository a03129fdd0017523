package io.rafthold.client;

import java.time.Duration;
import java.util.Objects;

/**
 * Which replica is read. Each gives committed records only; a follower gives them as soon as it
 * knows that they are committed, which is a message later than the leader.
 */
public sealed interface ReadFrom {
  /** How long the leader is waited for with, where nothing else is said. */
  Duration DEFAULT_LEADER_AFTER = Duration.ofSeconds(2);

  /** The partition's leader, wherever it moves. */
  record Leader() implements ReadFrom {}

  /**
   * One broker, and no other.
   *
   * @param brokerId its id; it must have a replica
   */
  record Replica(int brokerId) implements ReadFrom {}

  /**
   * One broker as long as it serves; else the leader, until the broker serves again.
   *
   * @param brokerId its id; where it has no replica, the leader is read
   * @param leaderAfter how long the broker may be away, or give nothing of what the leader has; 100
   *     ms to 1 h
   */
  record PreferredReplica(int brokerId, Duration leaderAfter) implements ReadFrom {
    /**
     * Checks the duration.
     *
     * @throws InvalidSettingsException where it is out of range
     */
    public PreferredReplica {
      check(leaderAfter);
    }
  }

  /**
   * A broker of this host as long as it serves; else, and where none of this host has a replica,
   * the leader. Whether a broker is of this host is told by its address.
   *
   * @param leaderAfter how long the broker may be away, or give nothing of what the leader has; 100
   *     ms to 1 h
   */
  record Nearest(Duration leaderAfter) implements ReadFrom {
    /**
     * Checks the duration.
     *
     * @throws InvalidSettingsException where it is out of range
     */
    public Nearest {
      check(leaderAfter);
    }
  }

  /** Whichever replica answers. */
  record AnyReplica() implements ReadFrom {}

  private static void check(Duration leaderAfter) {
    Objects.requireNonNull(leaderAfter, "leaderAfter");
    new SettingsCheck()
        .that(
            leaderAfter.compareTo(Duration.ofMillis(100)) >= 0
                && leaderAfter.compareTo(Duration.ofHours(1)) <= 0,
            "leaderAfter " + leaderAfter + " is not within 100 ms and 1 h")
        .throwIfBad();
  }

  /**
   * Follows the leader.
   *
   * @return the choice
   */
  static ReadFrom leader() {
    return new Leader();
  }

  /**
   * Reads from one broker only.
   *
   * @param brokerId its id
   * @return the choice
   */
  static ReadFrom replica(int brokerId) {
    return new Replica(brokerId);
  }

  /**
   * Reads from one broker, and from the leader while that does not serve.
   *
   * @param brokerId its id
   * @param leaderAfter how long it may be away, or give nothing of what the leader has
   * @return the choice
   */
  static ReadFrom replica(int brokerId, Duration leaderAfter) {
    return new PreferredReplica(brokerId, leaderAfter);
  }

  /**
   * Reads from a broker of this host, and from the leader where none serves for {@link
   * #DEFAULT_LEADER_AFTER}.
   *
   * @return the choice
   */
  static ReadFrom nearest() {
    return new Nearest(DEFAULT_LEADER_AFTER);
  }

  /**
   * Reads from a broker of this host, and from the leader where none serves.
   *
   * @param leaderAfter how long it may be away, or give nothing of what the leader has
   * @return the choice
   */
  static ReadFrom nearest(Duration leaderAfter) {
    return new Nearest(leaderAfter);
  }

  /**
   * Reads from whichever replica answers.
   *
   * @return the choice
   */
  static ReadFrom any() {
    return new AnyReplica();
  }
}
