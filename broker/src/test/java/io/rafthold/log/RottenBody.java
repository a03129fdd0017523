package io.rafthold.log;

import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/** Flips a bit in the body of an entry, in the file of a log that is open. */
public final class RottenBody {
  private static final int PLACE = 7;

  private RottenBody() {}

  /**
   * Finds the first entry of a type in the first segment, from an index on, and spoils it.
   *
   * @param directory that holds the log's segments
   * @return index of the entry
   */
  public static long inFirstSegment(ReplicaLog log, Path directory, EntryType type, long from)
      throws IOException {
    try (SegmentWalk walk = log.files().walk(log.segments().get(0))) {
      do {
        walk.next();
      } while (walk.index() < from || Batch.entryType(walk.buffer(), walk.position()) != type);
      // The mapping starts where the file does.
      flip(firstFile(directory), walk.position() + Batch.HEADER_LENGTH + PLACE);
      return walk.index();
    }
  }

  private static Path firstFile(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".cq4"))
          .sorted()
          .findFirst()
          .orElseThrow();
    }
  }

  private static void flip(Path file, long position) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      final ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, position);
      one.put(0, (byte) (one.get(0) ^ 4)).rewind();
      channel.write(one, position);
    }
  }
}
