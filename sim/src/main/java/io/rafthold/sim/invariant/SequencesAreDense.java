package io.rafthold.sim.invariant;

import org.agrona.collections.Long2ObjectHashMap;

/** A producer's batches are in a log without a gap: none before its forerunner. */
public final class SequencesAreDense {
  private record Place(int epoch, long nextSequence) {}

  private final Long2ObjectHashMap<Place> producers = new Long2ObjectHashMap<>();

  /** Looks at a batch that is committed next. */
  public void onCommitted(int groupId, long producerId, int epoch, long sequence, int count) {
    final Place last = producers.get(producerId);
    final boolean isContinued =
        (last != null && last.epoch == epoch)
            ? sequence == last.nextSequence
            : sequence == 0 && (last == null || epoch > last.epoch);
    if (!isContinued) {
      throw new InvariantViolation(
          getClass(),
          "group "
              + groupId
              + " has sequence "
              + sequence
              + " of epoch "
              + epoch
              + " of producer "
              + producerId
              + " behind "
              + last);
    }
    producers.put(producerId, new Place(epoch, sequence + count));
  }
}
