package io.rafthold.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Twenty thousand flights, one JSON object a line, with {@code origin} as the natural key: made up
 * from a seed, or the file that the system property {@code rafthold.flights} names.
 */
final class Flights {
  static final int COUNT = 20_000;

  private static final String[] AIRPORTS = {
    "ATL", "BOS", "CLT", "DEN", "DFW", "DTW", "EWR", "HNL", "IAH", "JFK", "LAS", "LAX", "MCO",
    "MDW", "MIA", "MSP", "OAK", "ORD", "PDX", "PHX", "SAN", "SEA", "SFO", "SLC", "STL", "TPA"
  };
  private static final Pattern ORIGIN = Pattern.compile("\"origin\":\"([^\"]*)\"");

  private Flights() {}

  /** Returns the lines: of the named file, or of the seed. */
  static List<String> lines(long seed) {
    final String file = System.getProperty("rafthold.flights");
    try {
      return file == null ? madeUp(seed, COUNT) : Files.readAllLines(Path.of(file));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns lines of which none comes twice. */
  static List<String> madeUp(long seed, int count) {
    final Random random = new Random(seed);
    final List<String> lines = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      final int minute = i * 4;
      lines.add(
          String.format(
              "{\"date\":\"2001/%02d/%02d %02d:%02d\",\"delay\":%d,\"distance\":%d,"
                  + "\"origin\":\"%s\",\"destination\":\"%s\"}",
              1 + minute / (60 * 24 * 28),
              1 + minute / (60 * 24) % 28,
              minute / 60 % 24,
              minute % 60,
              random.nextInt(200) - 30,
              100 + random.nextInt(2600),
              AIRPORTS[Math.min(random.nextInt(AIRPORTS.length), random.nextInt(AIRPORTS.length))],
              AIRPORTS[random.nextInt(AIRPORTS.length)]));
    }
    return lines;
  }

  /** Returns the lines of each origin, in the order given. */
  static Map<String, List<String>> byOrigin(List<String> lines) {
    final Map<String, List<String>> grouped = new LinkedHashMap<>();
    for (final String line : lines) {
      final Matcher matcher = ORIGIN.matcher(line);
      if (!matcher.find()) {
        throw new AssertionError("no origin in: " + line);
      }
      grouped.computeIfAbsent(matcher.group(1), origin -> new ArrayList<>()).add(line);
    }
    return grouped;
  }
}
