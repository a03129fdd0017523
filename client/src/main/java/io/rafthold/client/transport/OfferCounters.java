package io.rafthold.client.transport;

import io.aeron.Publication;

/**
 * What became of messages that were offered. One instance may serve several links of one thread.
 *
 * <p>Written and read by the transport's thread alone.
 */
public final class OfferCounters {
  private long sent;
  private long backPressured;
  private long notConnected;
  private long adminAction;
  private long closed;
  private long maxPositionExceeded;

  /** Creates counters that stand at zero. */
  public OfferCounters() {}

  void record(long result) {
    if (result >= 0) {
      sent++;
    } else if (result == Publication.BACK_PRESSURED) {
      backPressured++;
    } else if (result == Publication.NOT_CONNECTED) {
      notConnected++;
    } else if (result == Publication.ADMIN_ACTION) {
      adminAction++;
    } else if (result == Publication.MAX_POSITION_EXCEEDED) {
      maxPositionExceeded++;
    } else {
      closed++;
    }
  }

  /** Counts an offer to a link that is not there. */
  public void recordNotConnected() {
    notConnected++;
  }

  /**
   * Returns how many messages were taken.
   *
   * @return the count so far
   */
  public long sent() {
    return sent;
  }

  /**
   * Copies the counts.
   *
   * @return the counts so far
   */
  public Snapshot snapshot() {
    return new Snapshot(
        sent, backPressured, notConnected, adminAction, closed, maxPositionExceeded);
  }

  /**
   * Counts at one moment.
   *
   * @param sent messages taken
   * @param backPressured refused: the receiver or the driver is behind
   * @param notConnected refused: nobody listens
   * @param adminAction refused once: a term was rotated meanwhile
   * @param closed refused: the stream is closed
   * @param maxPositionExceeded refused: the stream is used up and has to be opened anew
   */
  public record Snapshot(
      long sent,
      long backPressured,
      long notConnected,
      long adminAction,
      long closed,
      long maxPositionExceeded) {}
}
