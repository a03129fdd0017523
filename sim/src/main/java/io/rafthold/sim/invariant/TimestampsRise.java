package io.rafthold.sim.invariant;

/** The timestamps of a log do not fall, whatever wall clocks do. */
public final class TimestampsRise {
  /** Looks at the next committed entry of a group. */
  public void onCommitted(int groupId, long index, long lastTimestampNs, long timestampNs) {
    if (timestampNs < lastTimestampNs) {
      throw new InvariantViolation(
          getClass(),
          "group "
              + groupId
              + " commits index "
              + index
              + " with a timestamp "
              + (lastTimestampNs - timestampNs)
              + " ns before that of the entry before it");
    }
  }
}
