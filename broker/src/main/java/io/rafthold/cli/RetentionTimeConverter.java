package io.rafthold.cli;

import io.rafthold.server.DurationFormat;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads how long records are kept: a duration, or {@code forever}. */
final class RetentionTimeConverter implements ITypeConverter<Duration> {
  static final String FOR_EVER = "forever";

  @Override
  public Duration convert(String text) {
    if (FOR_EVER.equals(text) || "0".equals(text)) {
      return Duration.ZERO;
    }
    try {
      final Duration time = Duration.ofNanos(DurationFormat.parseNs(text));
      if (time.toMillis() > 0) {
        return time;
      }
    } catch (final IllegalArgumentException notADuration) {
      throw new TypeConversionException("'" + text + "': " + notADuration.getMessage());
    }
    throw new TypeConversionException(
        "'" + text + "' is too short; write it as in 7d, or " + FOR_EVER);
  }
}
