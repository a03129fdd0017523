package io.rafthold.sim.invariant;

/** A consumer reads committed records only, and at an offset always the same one. */
public final class OneValuePerOffset {
  /** A consumer was given a record. */
  public void onRead(GroupView group, long offset, long value) {
    if (offset >= group.endOffset()) {
      throw new InvariantViolation(
          getClass(),
          "a consumer reads offset "
              + offset
              + " of group "
              + group.groupId
              + ", which is committed up to "
              + (group.endOffset() - 1));
    }
    if (group.valueAt(offset) != value) {
      throw new InvariantViolation(
          getClass(),
          "a consumer reads value "
              + value
              + " at offset "
              + offset
              + " of group "
              + group.groupId
              + ", where "
              + group.valueAt(offset)
              + " was committed");
    }
  }
}
