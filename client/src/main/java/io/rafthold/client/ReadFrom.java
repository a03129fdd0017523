package io.rafthold.client;

/** Which replica is read. Each gives committed records only. */
public sealed interface ReadFrom {
  /** The partition's leader, wherever it moves. */
  record Leader() implements ReadFrom {}

  /**
   * One broker.
   *
   * @param brokerId its id; it must have a replica
   */
  record Replica(int brokerId) implements ReadFrom {}

  /** Whichever replica answers. */
  record AnyReplica() implements ReadFrom {}

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
   * Reads from whichever replica answers.
   *
   * @return the choice
   */
  static ReadFrom any() {
    return new AnyReplica();
  }
}
