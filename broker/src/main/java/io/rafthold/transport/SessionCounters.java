package io.rafthold.transport;

/** How many sessions came and went. Written and read by the transport's thread alone. */
public final class SessionCounters {
  private long opened;
  private long closed;
  private long refused;
  private long overlong;

  SessionCounters() {}

  void opened() {
    opened++;
  }

  void closed() {
    closed++;
  }

  void refused() {
    refused++;
  }

  void overlong() {
    overlong++;
  }

  Snapshot snapshot() {
    return new Snapshot(opened, closed, refused, overlong);
  }

  /**
   * Counts at one moment.
   *
   * @param opened sessions that were opened
   * @param closed of those, the ones that have ended
   * @param refused clients turned away: a limit, or no room
   * @param overlong sessions ended since a message went on beyond the limit
   */
  public record Snapshot(long opened, long closed, long refused, long overlong) {}
}
