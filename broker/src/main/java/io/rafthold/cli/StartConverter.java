package io.rafthold.cli;

import io.rafthold.client.Start;
import io.rafthold.server.DurationFormat;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads where to begin: {@code beginning}, {@code end}, an offset, or {@code @} and a time. */
final class StartConverter implements ITypeConverter<Start> {
  private static final char TIME_MARK = '@';
  private static final Pattern AGO = Pattern.compile("\\d+[a-zµ]+");
  private static final String FORMS =
      "write beginning, end, an offset, or @ and a time: epoch milliseconds, as in"
          + " @2018-02-07T12:00:00Z, or how long ago as in @2h";

  @Override
  public Start convert(String text) {
    if ("beginning".equals(text)) {
      return Start.earliest();
    }
    if ("end".equals(text)) {
      return Start.latest();
    }
    try {
      return text.charAt(0) == TIME_MARK
          ? timestamp(text.substring(1))
          : Start.offset(Long.parseLong(text));
    } catch (final IndexOutOfBoundsException
        | IllegalArgumentException
        | ArithmeticException
        | DateTimeException unreadable) {
      throw new TypeConversionException("'" + text + "' is no place to start; " + FORMS);
    }
  }

  /**
   * Reads a point in time: epoch milliseconds, ISO-8601, or a duration for so long ago.
   *
   * @throws RuntimeException of several kinds, where it is none
   */
  static Start timestamp(String text) {
    if (text.chars().allMatch(Character::isDigit)) {
      final long epochMs = Long.parseLong(text);
      return Start.timestampNs(Math.multiplyExact(epochMs, TimeUnit.MILLISECONDS.toNanos(1)));
    }
    if (AGO.matcher(text).matches()) {
      return Start.timestamp(Instant.now().minusNanos(DurationFormat.parseNs(text)));
    }
    return Start.timestamp(OffsetDateTime.parse(text).toInstant());
  }

  /** Reads a time alone. */
  static final class Time implements ITypeConverter<Start> {
    @Override
    public Start convert(String text) {
      try {
        return timestamp(text);
      } catch (final IllegalArgumentException
          | ArithmeticException
          | DateTimeException unreadable) {
        throw new TypeConversionException(
            "'"
                + text
                + "' is no time; write epoch milliseconds, as in 2018-02-07T12:00:00Z, or how long"
                + " ago as in 2h");
      }
    }
  }
}
