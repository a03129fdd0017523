package io.rafthold.examples;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What was made of a partition's records, and the offset behind the last of them, in one file: both
 * change in one step, whenever the process dies. A database does the same by one transaction.
 *
 * @param values what was made of the records; the caller's to change
 * @param nextOffset of the first record that is not in them
 */
record StoredState(Map<String, String> values, long nextOffset) {
  private static final String OFFSET = "offset";
  private static final String VALUE_PREFIX = "value.";

  /** Reads a file; nothing and offset 0 where there is none. */
  static StoredState load(Path file) {
    if (!Files.exists(file)) {
      return new StoredState(new TreeMap<>(), 0);
    }
    final Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      properties.load(in);
    } catch (final IOException failure) {
      throw new UncheckedIOException(failure);
    }
    final Map<String, String> values = new TreeMap<>();
    for (final String name : properties.stringPropertyNames()) {
      if (name.startsWith(VALUE_PREFIX)) {
        values.put(name.substring(VALUE_PREFIX.length()), properties.getProperty(name));
      }
    }
    return new StoredState(values, Long.parseLong(properties.getProperty(OFFSET)));
  }

  /** Takes the place of the file: whole, or not at all. */
  void store(Path file) {
    final Properties properties = new Properties();
    values.forEach((name, value) -> properties.setProperty(VALUE_PREFIX + name, value));
    properties.setProperty(OFFSET, Long.toString(nextOffset));
    final Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      final OutputStream out = Channels.newOutputStream(channel);
      properties.store(out, null);
      channel.force(true);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (final IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
