package io.rafthold.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The events to send, in order. */
final class EventFile {
  /**
   * One event.
   *
   * @param key the reporting network
   * @param line the whole JSON object
   */
  record Event(String key, String line) {}

  static final String KEY_FIELD = "net";
  private static final String SHIPPED = "quickstart/earthquakes.ndjson";
  private static final int MAX_EVENTS = 1_000_000;

  private EventFile() {}

  /**
   * Reads all events.
   *
   * @param file a JSON object with the key field a line; null for the shipped week of earthquakes
   */
  static List<Event> read(Path file) {
    final String name = file == null ? SHIPPED : file.toString();
    try (InputStream input =
        file == null ? EventFile.class.getResourceAsStream(SHIPPED) : Files.newInputStream(file)) {
      return read(input, name);
    } catch (final IOException unreadable) {
      throw new CommandException(
          ExitCodes.USAGE, name + " cannot be read (" + unreadable + "); name another file");
    }
  }

  private static List<Event> read(InputStream input, String name) throws IOException {
    final LineReader lines = new LineReader(input);
    final JsonField key = new JsonField(KEY_FIELD);
    final List<Event> events = new ArrayList<>();
    for (byte[] line = lines.next(); line != null; line = lines.next()) {
      try {
        events.add(new Event(text(key.of(line)), text(line)));
      } catch (final IllegalArgumentException badLine) {
        throw new CommandException(
            ExitCodes.USAGE, name + ":" + lines.lineNumber() + ": " + badLine.getMessage());
      }
      if (events.size() > MAX_EVENTS) {
        throw new CommandException(
            ExitCodes.USAGE, name + ": more than " + MAX_EVENTS + " events; use produce instead");
      }
    }
    if (events.isEmpty()) {
      throw new CommandException(ExitCodes.USAGE, name + ": no events; name another file");
    }
    return events;
  }

  private static String text(byte[] bytes) {
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }
}
