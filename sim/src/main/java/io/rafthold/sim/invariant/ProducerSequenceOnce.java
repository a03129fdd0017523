package io.rafthold.sim.invariant;

/**
 * A producer's sequence is in the committed log at most once, and every answer to it names that
 * place (dissertation 6.3).
 */
public final class ProducerSequenceOnce {
  /**
   * A broker answers a produce request with an offset.
   *
   * @param key of the batch's first record
   */
  public void onAnswer(GroupView group, long key, long baseOffset) {
    if (baseOffset < 0 || baseOffset >= group.endOffset()) {
      return;
    }
    if (group.recordKeyAt(baseOffset) != key) {
      throw new InvariantViolation(
          getClass(),
          "group "
              + group.groupId
              + " answers a batch with offset "
              + baseOffset
              + ", where another producer's or sequence's record is");
    }
  }
}
