package io.rafthold.log;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Damages the files of a closed log. */
final class LogFiles {
  private static final int HEADER_LENGTH = 4;

  private LogFiles() {}

  /** Returns the queue file of the segment at a place in the order of ordinals. */
  static Path queueFile(Path directory, int place) throws IOException {
    try (Stream<Path> files = Files.list(segment(directory, place))) {
      return files.filter(file -> file.toString().endsWith(".cq4")).findFirst().orElseThrow();
    }
  }

  static Path segment(Path directory, int place) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      final List<Path> segments = files.filter(Files::isDirectory).sorted().toList();
      return segments.get(place);
    }
  }

  /** Finds the position of an entry's batch, by the test's own walk over the frames. */
  static long positionOf(Path queueFile, int number) throws IOException {
    final ByteBuffer header = ByteBuffer.allocate(HEADER_LENGTH);
    header.order(java.nio.ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(queueFile, StandardOpenOption.READ)) {
      long position = 0;
      int count = -1;
      while (true) {
        header.clear();
        channel.read(header, position);
        final int value = header.getInt(0);
        if ((value & 0x4000_0000) == 0 && ++count == number) {
          return position + HEADER_LENGTH;
        }
        final long end = position + HEADER_LENGTH + (value & 0x3FFF_FFFF);
        position = (end + 3) / 4 * 4;
      }
    }
  }

  static void flipBit(Path file, long position) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(position);
      final int value = bytes.read();
      bytes.seek(position);
      bytes.write(value ^ 0x10);
    }
  }

  static void zero(Path file, long position, int length) throws IOException {
    write(file, position, new byte[length]);
  }

  static void garbage(Path file, long position, int length, long seed) throws IOException {
    final byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    write(file, position, bytes);
  }

  static void truncate(Path file, long length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
    }
  }

  static void write(Path file, long position, byte... bytes) throws IOException {
    try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
      opened.seek(position);
      opened.write(bytes);
    }
  }
}
