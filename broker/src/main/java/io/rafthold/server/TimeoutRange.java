package io.rafthold.server;

/**
 * The range a randomised timeout is drawn from.
 *
 * @param minNs above 0
 * @param maxNs at least {@code minNs}
 */
public record TimeoutRange(long minNs, long maxNs) {
  private static final String SEPARATOR = "..";

  /** Refuses an empty range. */
  public TimeoutRange {
    if (minNs <= 0 || maxNs < minNs) {
      throw new IllegalArgumentException(
          "the range is empty; write the shorter one first, as in 300ms..600ms");
    }
  }

  /**
   * Reads a range.
   *
   * @param text {@code 300ms..600ms}, or the minimum alone: then the maximum is twice that
   * @return the range
   * @throws IllegalArgumentException where it is none; the message says what to write
   */
  public static TimeoutRange parse(String text) {
    final int at = text.indexOf(SEPARATOR);
    if (at < 0) {
      final long minNs = DurationFormat.parseNs(text);
      return new TimeoutRange(minNs, minNs <= Long.MAX_VALUE / 2 ? 2 * minNs : Long.MAX_VALUE);
    }
    return new TimeoutRange(
        DurationFormat.parseNs(text.substring(0, at)),
        DurationFormat.parseNs(text.substring(at + SEPARATOR.length())));
  }

  /**
   * Writes the form that {@link #parse} reads.
   *
   * @return {@code min..max}
   */
  @Override
  public String toString() {
    return DurationFormat.format(minNs) + SEPARATOR + DurationFormat.format(maxNs);
  }
}
