package io.rafthold.server;

import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as users write them: {@code 250us}, {@code 50ms}, {@code 2s}, {@code 1m}, {@code 1h},
 * {@code 7d}.
 */
public final class DurationFormat {
  private static final Pattern SHAPE = Pattern.compile("(\\d{1,18})\\s*([A-Za-zµ]*)");
  private static final String UNITS =
      "write a whole number and one of us, ms, s, m, h, d, as in 50ms";

  private DurationFormat() {}

  /**
   * Reads a duration.
   *
   * @param text a whole number and its unit
   * @return nanoseconds, 0 or more
   * @throws IllegalArgumentException where it is no duration; the message says what to write
   */
  public static long parseNs(String text) {
    final Matcher matcher = SHAPE.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a duration; " + UNITS);
    }
    final String unitText = matcher.group(2);
    if (unitText.isEmpty()) {
      throw new IllegalArgumentException("a duration without a unit; " + UNITS);
    }
    final TimeUnit unit = unit(unitText);
    final long count = Long.parseLong(matcher.group(1));
    final long durationNs = unit.toNanos(count);
    if (durationNs == Long.MAX_VALUE) {
      throw new IllegalArgumentException("longer than 292 years; " + UNITS);
    }
    return durationNs;
  }

  /**
   * Writes a duration in the largest unit that divides it.
   *
   * @param durationNs nanoseconds, 0 or more
   * @return text that {@link #parseNs} reads, but for a rest below a microsecond, shown in ns
   */
  public static String format(long durationNs) {
    if (durationNs != 0) {
      if (durationNs % TimeUnit.DAYS.toNanos(1) == 0) {
        return TimeUnit.NANOSECONDS.toDays(durationNs) + "d";
      }
      if (durationNs % TimeUnit.HOURS.toNanos(1) == 0) {
        return TimeUnit.NANOSECONDS.toHours(durationNs) + "h";
      }
      if (durationNs % TimeUnit.MINUTES.toNanos(1) == 0) {
        return TimeUnit.NANOSECONDS.toMinutes(durationNs) + "m";
      }
      if (durationNs % TimeUnit.SECONDS.toNanos(1) == 0) {
        return TimeUnit.NANOSECONDS.toSeconds(durationNs) + "s";
      }
    }
    if (durationNs % TimeUnit.MILLISECONDS.toNanos(1) == 0) {
      return TimeUnit.NANOSECONDS.toMillis(durationNs) + "ms";
    }
    return durationNs % TimeUnit.MICROSECONDS.toNanos(1) == 0
        ? TimeUnit.NANOSECONDS.toMicros(durationNs) + "us"
        : durationNs + "ns";
  }

  private static TimeUnit unit(String text) {
    return switch (text) {
      case "us", "µs" -> TimeUnit.MICROSECONDS;
      case "ms" -> TimeUnit.MILLISECONDS;
      case "s" -> TimeUnit.SECONDS;
      case "m" -> TimeUnit.MINUTES;
      case "h" -> TimeUnit.HOURS;
      case "d" -> TimeUnit.DAYS;
      default -> throw new IllegalArgumentException("unit '" + text + "' is not known; " + UNITS);
    };
  }
}
