package io.rafthold.partition;

/**
 * A token bucket: lets bytes through at a rate, with bursts of a tenth of a second. Taking is never
 * refused; whoever took too much finds it closed until that is made up for. Used by one thread.
 */
public final class RateLimit {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final int BURSTS_PER_SECOND = 10;

  private final long bytesPerSecond;
  private final long burstBytes;
  private long tokenBytes;
  private long filledNs;
  private boolean isStarted;

  /**
   * Creates a full bucket.
   *
   * @param bytesPerSecond 0: no limit
   * @throws IllegalArgumentException where the rate is negative
   */
  public RateLimit(long bytesPerSecond) {
    if (bytesPerSecond < 0) {
      throw new IllegalArgumentException("a rate of " + bytesPerSecond + " bytes a second");
    }
    this.bytesPerSecond = bytesPerSecond;
    burstBytes = Math.max(1, bytesPerSecond / BURSTS_PER_SECOND);
    tokenBytes = burstBytes;
  }

  /**
   * Returns when the next byte may pass.
   *
   * @param nowNs monotonic time
   * @return monotonic time; now where one may pass at once
   */
  public long openNs(long nowNs) {
    if (bytesPerSecond == 0) {
      return nowNs;
    }
    fill(nowNs);
    if (tokenBytes > 0) {
      return nowNs;
    }
    final double missing = 1.0 - tokenBytes;
    return nowNs + (long) Math.ceil(missing * SECOND_NS / bytesPerSecond);
  }

  /**
   * Takes bytes that have passed.
   *
   * @param bytes 0 or more
   * @param nowNs monotonic time
   */
  public void take(long bytes, long nowNs) {
    if (bytesPerSecond > 0) {
      fill(nowNs);
      tokenBytes -= bytes;
    }
  }

  private void fill(long nowNs) {
    if (!isStarted) {
      isStarted = true;
      filledNs = nowNs;
    }
    final double gained = (double) (nowNs - filledNs) * bytesPerSecond / SECOND_NS;
    if (gained >= 1) {
      // A part of a byte is not lost where the bucket is asked often: the time is kept instead.
      final long whole = (long) Math.min(gained, Long.MAX_VALUE / 4.0);
      tokenBytes = Math.min(burstBytes, tokenBytes + whole);
      filledNs = tokenBytes == burstBytes ? nowNs : filledNs + whole * SECOND_NS / bytesPerSecond;
    }
  }
}
