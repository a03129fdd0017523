package io.rafthold.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a disk may do to a file behind a broker's back. */
final class Damage {
  private Damage() {}

  /** Flips one bit in the first place where the text lies in a file below the directory. */
  static Path flipOneByteOfARecord(Path directory, String text) throws IOException {
    final byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
    for (final Path file : files(directory)) {
      try (RandomAccessFile damaged = new RandomAccessFile(file.toFile(), "rw");
          FileChannel channel = damaged.getChannel()) {
        final int at = find(channel, wanted);
        if (at >= 0) {
          damaged.seek(at);
          final int before = damaged.read();
          damaged.seek(at);
          damaged.write(before ^ 0x01);
          return file;
        }
      }
    }
    throw new AssertionError("no file below " + directory + " has " + text);
  }

  private static List<Path> files(Path directory) {
    try (Stream<Path> walk = Files.walk(directory)) {
      return walk.filter(Files::isRegularFile).sorted().toList();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int find(FileChannel channel, byte[] wanted) throws IOException {
    final MappedByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    for (int at = 0; at <= bytes.limit() - wanted.length; at++) {
      int matching = 0;
      while (matching < wanted.length && bytes.get(at + matching) == wanted[matching]) {
        matching++;
      }
      if (matching == wanted.length) {
        return at;
      }
    }
    return -1;
  }
}
