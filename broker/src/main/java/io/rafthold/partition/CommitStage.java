package io.rafthold.partition;

import java.util.Locale;

/** What a batch has behind it on its leader. Each but the first is counted from the append on. */
public enum CommitStage {
  /** Checked, stamped and in the leader's log; from when its turn came. */
  APPENDED(0),
  /** In the logs of a majority. */
  REPLICATED(1),
  /** On the leader's own disk. */
  FLUSHED(2),
  /** Committed at the topic's level. */
  COMMITTED(3),
  /** Acknowledged: the answer is in the stream to the client, or waits for room in it. */
  ACKNOWLEDGED(4),
  /** Given to the first consumer that reads at the end of this leader's log. */
  DELIVERED(5);

  private final int place;

  CommitStage(int place) {
    this.place = place;
  }

  /** Returns the place among all stages, from 0 on: for arrays. */
  public int place() {
    return place;
  }

  /** Returns the name in metrics and reports. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
