package io.rafthold.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A small text file of {@code key=value} lines that a human can read, and whose last line is a
 * checksum of the ones before. It is replaced as a whole, so a reader finds the old or the new one.
 */
final class ChecksummedProperties {
  private static final String CHECKSUM_KEY = "crc32c";
  private static final long MAX_FILE_BYTES = 64 << 10;

  private ChecksummedProperties() {}

  /**
   * Reads the file.
   *
   * @throws CorruptFileException where it is not what {@link #write} wrote
   */
  static Map<String, String> read(Path file) throws IOException {
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw new CorruptFileException(file + ": too large");
    }
    final String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    final int at = text.lastIndexOf(CHECKSUM_KEY + "=");
    if (at < 0 || !text.substring(at).equals(checksumLine(text.substring(0, at)))) {
      throw new CorruptFileException(file + ": the checksum does not match");
    }
    final Map<String, String> values = new LinkedHashMap<>();
    text.substring(0, at)
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              final int equals = line.indexOf('=');
              values.put(line.substring(0, Math.max(equals, 0)), line.substring(equals + 1));
            });
    return values;
  }

  /** Writes the file and forces it and its directory: it is there, whole, when the call returns. */
  static void write(Path file, String comment, Map<String, String> values) throws IOException {
    final StringBuilder text = new StringBuilder("# ").append(comment).append('\n');
    values.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    text.append(checksumLine(text.toString()));

    final Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      final ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent())) {
      directory.force(true);
    }
  }

  private static String checksumLine(String text) {
    final CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return CHECKSUM_KEY + "=" + String.format("%08x", crc.getValue()) + "\n";
  }

  /** The file is there, but its bytes are not those that were written. */
  static final class CorruptFileException extends IOException {
    private static final long serialVersionUID = 1L;

    CorruptFileException(String message) {
      super(message);
    }
  }
}
