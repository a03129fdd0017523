package io.rafthold.server;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as users write them: {@code 1408}, {@code 64KiB}, {@code 128MiB}, {@code 1GiB}. */
public final class SizeFormat {
  private static final Pattern SHAPE = Pattern.compile("(\\d{1,18})\\s*([A-Za-z]*)");
  private static final int KIB_SHIFT = 10;
  private static final int MIB_SHIFT = 20;
  private static final int GIB_SHIFT = 30;
  private static final String UNITS =
      "write a whole number of bytes, or with one of KiB, MiB, GiB, as in 64KiB";

  private SizeFormat() {}

  /**
   * Reads a size.
   *
   * @param text a whole number, with or without a unit
   * @return bytes, 0 or more
   * @throws IllegalArgumentException where it is no size; the message says what to write
   */
  public static long parseBytes(String text) {
    final Matcher matcher = SHAPE.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a size; " + UNITS);
    }
    final int shift = shift(matcher.group(2));
    final long count = Long.parseLong(matcher.group(1));
    if (count > Long.MAX_VALUE >> shift) {
      throw new IllegalArgumentException("more than a file can hold; " + UNITS);
    }
    return count << shift;
  }

  /**
   * Writes a size in the largest unit that divides it.
   *
   * @param bytes 0 or more
   * @return text that {@link #parseBytes} reads
   */
  public static String format(long bytes) {
    if (bytes != 0) {
      final int zeros = Long.numberOfTrailingZeros(bytes);
      if (zeros >= GIB_SHIFT) {
        return (bytes >> GIB_SHIFT) + "GiB";
      }
      if (zeros >= MIB_SHIFT) {
        return (bytes >> MIB_SHIFT) + "MiB";
      }
      if (zeros >= KIB_SHIFT) {
        return (bytes >> KIB_SHIFT) + "KiB";
      }
    }
    return Long.toString(bytes);
  }

  private static int shift(String unit) {
    return switch (unit) {
      case "", "B" -> 0;
      case "KiB" -> KIB_SHIFT;
      case "MiB" -> MIB_SHIFT;
      case "GiB" -> GIB_SHIFT;
      default -> throw new IllegalArgumentException("unit '" + unit + "' is not known; " + UNITS);
    };
  }
}
