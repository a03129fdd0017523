package io.rafthold.bench.rig;

/**
 * What a number is a number of.
 *
 * @param name of the system, short, unique in a comparison
 * @param ack when a message counts as acknowledged
 * @param durability what the acknowledged survives
 * @param threads processes, their threads, and how they wait
 * @param mtuBytes largest datagram; 0 where the system does not send any
 * @param logState whether the log's pages are new to the page cache, or used again
 */
public record SystemProfile(
    String name, String ack, String durability, String threads, int mtuBytes, String logState) {
  /** Files grow: each page is touched for the first time. */
  public static final String FRESH_LOG = "fresh log";

  /** Retention drops segments as fast as new ones are written, and their files are used again. */
  public static final String STEADY_STATE = "steady state";

  /** There is no log. */
  public static final String NO_LOG = "no log";

  /** Survives the crash of any process. */
  public static final String PAGE_CACHE = "page cache";

  /** Survives the loss of power. */
  public static final String FORCED = "forced to disk";

  /** Survives nothing. */
  public static final String NOTHING_KEPT = "nothing kept";

  void writeTo(JsonLine line) {
    line.field("system", name)
        .field("ack", ack)
        .field("durability", durability)
        .field("threads", threads)
        .field("mtuBytes", mtuBytes)
        .field("logState", logState);
  }

  @Override
  public String toString() {
    return String.format(
        "%s: ack %s, %s, %s%s; %s",
        name, ack, durability, logState, mtuBytes == 0 ? "" : ", MTU " + mtuBytes, threads);
  }
}
