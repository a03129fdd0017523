package io.rafthold.partition;

import org.agrona.collections.IntHashSet;

/**
 * Which brokers have room for records: this one, by its own disk, and the others, by what they say
 * with each answer to a heartbeat. One thread, the partition agent's.
 */
public final class DiskRoom {
  private final DiskSpace own;
  private final IntHashSet fullBrokers = new IntHashSet();

  /**
   * Creates the books of one broker; nothing is known of the others.
   *
   * @param own disk of this broker
   */
  public DiskRoom(DiskSpace own) {
    this.own = own;
  }

  /** Tells whether this broker takes no records for want of room. */
  public boolean isFull() {
    return own.isFull();
  }

  /** Returns the state of this broker's disk. */
  public DiskSpace own() {
    return own;
  }

  /** Tells whether another broker said last that it takes no records. */
  public boolean isFull(int brokerId) {
    return fullBrokers.contains(brokerId);
  }

  void heard(int brokerId, boolean isFull) {
    if (isFull) {
      fullBrokers.add(brokerId);
    } else {
      fullBrokers.remove(brokerId);
    }
  }

  /**
   * Finds who shall lead in this broker's place, since it stops: who could by {@link #successor};
   * where nobody can, the most complete voter that was heard lately, for reads at least.
   *
   * @param replica leads here
   * @param notBefore as in {@link #successor}
   * @return a broker's id, -1 for nobody
   */
  public int heir(Replica replica, int notBefore) {
    final int withRoom = successor(replica, notBefore);
    return withRoom < 0 ? replica.bestTransferTarget() : withRoom;
  }

  /**
   * Finds who could lead in this broker's place: a caught-up voter with room.
   *
   * @param replica leads here
   * @param notBefore a broker's id: the search starts with the next higher one, so that repeated
   *     searches find all
   * @return a broker's id, -1 for nobody
   */
  public int successor(Replica replica, int notBefore) {
    int next = -1;
    int first = -1;
    for (int i = 0; i < replica.membership().voterCount(); i++) {
      final int voter = replica.membership().voterAt(i);
      if (voter != replica.membership().selfId() && !isFull(voter) && replica.isCaughtUp(voter)) {
        first = first < 0 ? voter : Math.min(first, voter);
        if (voter > notBefore) {
          next = next < 0 ? voter : Math.min(next, voter);
        }
      }
    }
    return next < 0 ? first : next;
  }
}
