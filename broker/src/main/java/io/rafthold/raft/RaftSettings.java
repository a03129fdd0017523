package io.rafthold.raft;

import java.util.Objects;

/**
 * The limits and intervals of one group. Every replica of a group should have the same.
 *
 * @param electionTimeoutMinNs a follower that heard a leader so recently supports no other
 * @param electionTimeoutMaxNs a leader without answers of a majority for so long steps down; a
 *     follower without a leader campaigns after a random time between the two
 * @param heartbeatIntervalNs how often a leader shows that it is alive, below {@code
 *     electionTimeoutMinNs}
 * @param retransmitTimeoutNs a message without an answer, or a flow without progress, is sent again
 *     after so long
 * @param maxInflightEntries how many entries a leader sends to a follower ahead of its answers
 * @param commitLevel what commits an entry
 */
public record RaftSettings(
    long electionTimeoutMinNs,
    long electionTimeoutMaxNs,
    long heartbeatIntervalNs,
    long retransmitTimeoutNs,
    long maxInflightEntries,
    CommitLevel commitLevel) {
  private static final long NS_PER_MS = 1_000_000;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of range; the message names it
   */
  public RaftSettings {
    requirePositive("electionTimeoutMinNs", electionTimeoutMinNs);
    requirePositive("heartbeatIntervalNs", heartbeatIntervalNs);
    requirePositive("retransmitTimeoutNs", retransmitTimeoutNs);
    requirePositive("maxInflightEntries", maxInflightEntries);
    if (electionTimeoutMaxNs < electionTimeoutMinNs) {
      throw new IllegalArgumentException(
          "electionTimeoutMaxNs must not be below electionTimeoutMinNs: "
              + electionTimeoutMaxNs
              + " < "
              + electionTimeoutMinNs);
    }
    if (heartbeatIntervalNs >= electionTimeoutMinNs) {
      throw new IllegalArgumentException(
          "heartbeatIntervalNs must be below electionTimeoutMinNs: "
              + heartbeatIntervalNs
              + " >= "
              + electionTimeoutMinNs);
    }
    Objects.requireNonNull(commitLevel, "commitLevel");
  }

  /**
   * Returns settings for a group on a quiet network: 300 ms, 600 ms, 50 ms, 100 ms, 65,536 entries,
   * {@link CommitLevel#FLUSHED}. A broker has its own for the timeouts and the level.
   */
  public static RaftSettings defaults() {
    return new RaftSettings(
        300 * NS_PER_MS,
        600 * NS_PER_MS,
        50 * NS_PER_MS,
        100 * NS_PER_MS,
        65_536,
        CommitLevel.FLUSHED);
  }

  private static void requirePositive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be above 0: " + value);
    }
  }
}
