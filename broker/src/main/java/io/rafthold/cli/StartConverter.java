package io.rafthold.cli;

import io.rafthold.client.Start;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads where to begin: {@code beginning}, {@code end}, an offset, or {@code @} and a time. */
final class StartConverter implements ITypeConverter<Start> {
  private static final char TIME_MARK = '@';
  private static final String FORMS =
      "write beginning, end, an offset, or @ and a time: epoch milliseconds or as in"
          + " @2018-02-07T12:00:00Z";

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

  private static Start timestamp(String text) {
    if (text.chars().allMatch(Character::isDigit)) {
      final long epochMs = Long.parseLong(text);
      return Start.timestampNs(Math.multiplyExact(epochMs, TimeUnit.MILLISECONDS.toNanos(1)));
    }
    return Start.timestamp(OffsetDateTime.parse(text).toInstant());
  }
}
