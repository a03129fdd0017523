package io.rafthold.sim.invariant;

/** A producer is told of success when its batch is committed, at the level that it asked for. */
public final class AcknowledgedIsCommitted {
  /** A broker answers a produce request with an offset. */
  public void onAnswer(GroupView group, long baseOffset, int recordCount, boolean isDurable) {
    final long lastOffset = baseOffset + recordCount - 1;
    if (lastOffset >= group.endOffset()) {
      throw new InvariantViolation(
          getClass(),
          "group "
              + group.groupId
              + " acknowledges offset "
              + lastOffset
              + ", but is committed up to "
              + (group.endOffset() - 1));
    }
    final long index = group.indexAt(lastOffset);
    if (isDurable && index > group.durableIndex) {
      throw new InvariantViolation(
          getClass(),
          "group "
              + group.groupId
              + " acknowledges offset "
              + lastOffset
              + " as flushed, index "
              + index
              + ", which no majority has flushed: "
              + group.replicas);
    }
  }
}
