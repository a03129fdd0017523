package io.rafthold.bench.rig;

import java.util.Locale;

/** What is measured of a system. */
public enum Measure {
  /** From send to acknowledgement, the next message leaving when the last one was acknowledged. */
  CLOSED_LOOP,
  /** From when a message was due to its acknowledgement, at a fixed rate, whatever comes back. */
  OPEN_LOOP,
  /** As {@link #OPEN_LOOP}, with a tailing consumer: from when it was due to its delivery. */
  END_TO_END,
  /** Acknowledged messages a second, with a window of them outstanding. */
  THROUGHPUT,
  /** Messages a second that one consumer reads over the network, from the beginning of the log. */
  REPLAY,
  /** Messages a second that one reader on the host reads from the files. */
  LOCAL_REPLAY;

  /** Returns the name in results. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
