package io.rafthold.partition;

/** What a partition makes of a wish to move a cursor. */
enum CursorVerdict {
  /** It changes the cursor. */
  APPEND,
  /** It was done before, or there is nothing to do: the cursor as it is, is the answer. */
  UNCHANGED,
  /** A later epoch has claimed the cursor, or another member of the same, or nobody. */
  STALE_GENERATION,
  /** The partition does not reach so far. */
  OUT_OF_RANGE,
  /** The partition has as many cursors as it may. */
  TOO_MANY
}
