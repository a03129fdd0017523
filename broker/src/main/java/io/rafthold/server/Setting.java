package io.rafthold.server;

import java.util.Locale;
import java.util.function.Function;

/**
 * One key of the configuration: its name, its default, and how its text is read and bounded.
 *
 * @param key dotted name
 * @param defaultText what holds where nobody sets it, as a user would write it
 * @param parser reads a text, or throws {@link IllegalArgumentException} that says what to write
 */
record Setting<T>(String key, String defaultText, Function<RawSetting, T> parser) {
  /** What names of environment variables start with that override a key. */
  static final String VARIABLE_PREFIX = "RAFTHOLD_";

  /** The variable that overrides the key: {@code cluster.id} → {@code RAFTHOLD_CLUSTER_ID}. */
  String variable() {
    return VARIABLE_PREFIX + key.replace('.', '_').toUpperCase(Locale.ROOT);
  }

  T parse(RawSetting raw) {
    try {
      return parser.apply(raw);
    } catch (final IllegalArgumentException problem) {
      throw raw.refused(key, problem.getMessage());
    }
  }

  static <T> Setting<T> of(String key, String defaultText, Function<String, T> parser) {
    return new Setting<>(key, defaultText, raw -> parser.apply(scalarText(raw)));
  }

  static Setting<Integer> integer(String key, String defaultText, int min, int max) {
    return of(key, defaultText, text -> parseInteger(text, min, max));
  }

  static Setting<Long> size(String key, String defaultText, long minBytes, long maxBytes) {
    return of(
        key,
        defaultText,
        text -> {
          final long bytes = SizeFormat.parseBytes(text);
          if (bytes < minBytes || bytes > maxBytes) {
            throw new IllegalArgumentException(
                "out of range; choose "
                    + SizeFormat.format(minBytes)
                    + " to "
                    + SizeFormat.format(maxBytes));
          }
          return bytes;
        });
  }

  static Setting<Long> duration(String key, String defaultText, String min, String max) {
    return of(
        key,
        defaultText,
        text -> {
          final long durationNs = DurationFormat.parseNs(text);
          checkDuration(durationNs, min, max);
          return durationNs;
        });
  }

  static Setting<TimeoutRange> timeoutRange(
      String key, String defaultText, String min, String max) {
    return of(
        key,
        defaultText,
        text -> {
          final TimeoutRange range = TimeoutRange.parse(text);
          checkDuration(range.minNs(), min, max);
          checkDuration(range.maxNs(), min, max);
          return range;
        });
  }

  static int parseInteger(String text, int min, int max) {
    final int value;
    try {
      value = Integer.parseInt(text);
    } catch (final NumberFormatException notANumber) {
      throw new IllegalArgumentException(
          "not a whole number; choose " + min + " to " + max, notANumber);
    }
    if (value < min || value > max) {
      throw new IllegalArgumentException("out of range; choose " + min + " to " + max);
    }
    return value;
  }

  private static void checkDuration(long durationNs, String min, String max) {
    if (durationNs < DurationFormat.parseNs(min) || durationNs > DurationFormat.parseNs(max)) {
      throw new IllegalArgumentException("out of range; choose " + min + " to " + max);
    }
  }

  private static String scalarText(RawSetting raw) {
    if (raw.isList()) {
      throw new IllegalArgumentException("a list, where one value is wanted; write one value");
    }
    if (raw.text().isEmpty()) {
      throw new IllegalArgumentException("empty; write a value, or remove the line");
    }
    return raw.text();
  }
}
