package io.rafthold.server;

import io.rafthold.log.BlobFile;
import io.rafthold.log.ReplicaLog;
import io.rafthold.partition.ReplicaContents;
import io.rafthold.partition.ReplicaFiles;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;

/** The data directory of a broker that votes alone, with one replica of group 5. */
public final class StoppedBroker {
  /** Entries in its log, all flushed and committed, of one record each. */
  public static final int ENTRIES = 300;

  static final int GROUP_ID = 5;
  private static final long SEGMENT_BYTES = 64 * 1024;
  private static final int BODY_BYTES = 500;

  private final BrokerConfig config;
  private final ReplicaDirectory directory;

  /** Makes the directory's identity. */
  public StoppedBroker(Path data) {
    config =
        ConfigLoader.load(
            null,
            Map.of(),
            List.of("cluster.members=0@localhost:10000:10001:10002", "data.dir=" + data));
    DataDirectory.open(config).close();
    directory = new ReplicaDirectory(data.resolve("groups").resolve("5"), GROUP_ID);
  }

  /** Writes the replica. */
  public void fill() {
    try (ReplicaFiles files = open()) {
      files.voteFile().write(3, 0);
      final BlobFile membership = files.membershipFile();
      membership.write(ReplicaContents.membership(0, 0));
      append(files.log(), ENTRIES);
      files.log().flush();
      files.progressFile().write(ENTRIES, ENTRIES);
    }
  }

  private static void append(ReplicaLog log, int count) {
    final UnsafeBuffer buffer = new UnsafeBuffer(new byte[Batch.HEADER_LENGTH + BODY_BYTES]);
    for (int i = 0; i < count; i++) {
      final long index = log.lastIndex() + 1;
      Batch.initialise(buffer, 0, EntryType.DATA, -1, (short) -1, -1);
      Batch.sealBody(buffer, 0, buffer.capacity(), 1);
      Batch.stamp(buffer, 0, index, 3, log.endOffset(), index);
      log.append(buffer, 0, buffer, 0, buffer.capacity());
    }
  }

  /** Opens the replica as a broker does. */
  public ReplicaFiles open() {
    return directory.open(SEGMENT_BYTES, 0);
  }

  /** Holds the directory as a broker does. */
  public AutoCloseable run() {
    return DataDirectory.open(config);
  }

  ReplicaDirectory directory() {
    return directory;
  }

  /** Returns the replica's directory. */
  public Path replica() {
    return directory.path();
  }

  /** Returns a segment's directory. */
  public Path segment(int ordinal) {
    return directory.segments().resolve(String.format("%020d", ordinal));
  }

  /** Returns the index of a segment's first entry. */
  public long baseIndex(int ordinal) throws IOException {
    Path place = segment(ordinal);
    if (!Files.exists(place)) {
      place = directory.path().resolve("../../stolen");
    }
    return ByteBuffer.wrap(Files.readAllBytes(place.resolve("descriptor")))
        .order(ByteOrder.LITTLE_ENDIAN)
        .getLong(24);
  }

  /** Flips a bit in the body of a segment's first entry. */
  public void flipBody(int ordinal) throws IOException {
    final Path file = segment(ordinal).resolve("19700102R.cq4");
    final UnsafeBuffer bytes = new UnsafeBuffer(Files.readAllBytes(file));
    int at = 4;
    while (Batch.length(bytes, at) != Batch.HEADER_LENGTH + BODY_BYTES
        || !Batch.isHeaderIntact(bytes, at)) {
      at += 4;
    }
    final int position = at + Batch.HEADER_LENGTH + 100;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      final byte flipped = (byte) (bytes.getByte(position) ^ 1);
      channel.write(ByteBuffer.wrap(new byte[] {flipped}), position);
    }
  }
}
