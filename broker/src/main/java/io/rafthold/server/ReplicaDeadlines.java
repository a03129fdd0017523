package io.rafthold.server;

import io.rafthold.partition.Replica;
import java.util.Arrays;

/**
 * Replicas by the time of their next look: a binary heap. A deadline that moves back, as a
 * follower's does with each heartbeat, is left where it is; when it comes up, the visit finds
 * nothing due and names a new one. So the common case touches nothing here.
 *
 * <p>One thread; allocates only to grow.
 */
final class ReplicaDeadlines {
  private static final int INITIAL_CAPACITY = 64;

  private long[] dueNs = new long[INITIAL_CAPACITY];
  private Replica[] replicas = new Replica[INITIAL_CAPACITY];
  private int size;

  /** Has a replica come up at a time, or before if that was said before. */
  void schedule(Replica replica, long timeNs) {
    if (timeNs >= replica.scheduledNs()) {
      return;
    }
    replica.scheduledNs(timeNs);
    if (size == dueNs.length) {
      dueNs = Arrays.copyOf(dueNs, 2 * size);
      replicas = Arrays.copyOf(replicas, 2 * size);
    }
    int place = size++;
    while (place > 0 && dueNs[(place - 1) / 2] > timeNs) {
      move((place - 1) / 2, place);
      place = (place - 1) / 2;
    }
    dueNs[place] = timeNs;
    replicas[place] = replica;
  }

  /** Takes out a replica whose time has come, or returns null. */
  Replica pollDue(long nowNs) {
    while (size > 0 && dueNs[0] <= nowNs) {
      final long timeNs = dueNs[0];
      final Replica replica = removeFirst();
      // An earlier time may have been named since: then that one counts.
      if (replica.scheduledNs() == timeNs && !replica.isRetired()) {
        replica.scheduledNs(Long.MAX_VALUE);
        return replica;
      }
    }
    return null;
  }

  /** Returns the earliest time, {@code Long.MAX_VALUE} for none. */
  long nextDeadlineNs() {
    return size == 0 ? Long.MAX_VALUE : dueNs[0];
  }

  private Replica removeFirst() {
    final Replica first = replicas[0];
    final int last = --size;
    final long timeNs = dueNs[last];
    final Replica moved = replicas[last];
    replicas[last] = null;
    int place = 0;
    int child = 1;
    while (child < last) {
      if (child + 1 < last && dueNs[child + 1] < dueNs[child]) {
        child++;
      }
      if (dueNs[child] >= timeNs) {
        break;
      }
      move(child, place);
      place = child;
      child = 2 * place + 1;
    }
    if (last > 0) {
      dueNs[place] = timeNs;
      replicas[place] = moved;
    }
    return first;
  }

  private void move(int from, int to) {
    dueNs[to] = dueNs[from];
    replicas[to] = replicas[from];
  }
}
