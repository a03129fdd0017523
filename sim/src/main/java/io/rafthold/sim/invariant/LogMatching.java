package io.rafthold.sim.invariant;

import io.rafthold.sim.SimRandom;
import org.agrona.collections.Long2LongHashMap;

/**
 * Entries of one index and term are the same everywhere, and so is everything before them
 * (dissertation 3.5).
 */
public final class LogMatching {
  private static final long UNKNOWN = Long.MIN_VALUE;

  private final Long2LongHashMap chains = new Long2LongHashMap(UNKNOWN);

  /** Looks at the entry that a replica has just appended. */
  public void onAppended(ReplicaView replica) {
    final long index = replica.lastIndex();
    final long term = replica.termAt(index);
    final long key = SimRandom.mix(index * 1_000_003L + term) + replica.groupId;
    final long known = chains.get(key);
    if (known == UNKNOWN) {
      chains.put(key, replica.chainAt(index));
    } else if (known != replica.chainAt(index)) {
      throw new InvariantViolation(
          getClass(),
          replica + " has another entry, or others before it, at index " + index + " term " + term);
    }
  }
}
