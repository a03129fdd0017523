package io.rafthold.server;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.rafthold.protocol.Batch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/** A place in the files of a replica, by what lies there. */
final class DamagePlace {
  private static final int SLOT_DISTANCE = 4_096;
  private static final int SLOT_LENGTH = 48;
  private static final int MIRROR_DISTANCE = 2 * SLOT_DISTANCE;
  private static final int BLOB_CONTENT = 2 * SLOT_DISTANCE;
  private static final int BODY_CRC_IN_BATCH = 40;
  private static final int VERSION_IN_BATCH = 44;

  /** What a replica has on the disk. */
  enum Region {
    DESCRIPTOR,
    FRAME_HEADER,
    BATCH_HEADER,
    BATCH_BODY,
    FLUSH_MARK,
    PROGRESS,
    VOTE,
    START,
    START_CONTENT,
    MEMBERSHIP,
    MEMBERSHIP_CONTENT,
    STATE
  }

  private final Region region;
  private final Path file;
  private final long position;
  private final long endPosition;

  private DamagePlace(Region region, Path file, long position, long endPosition) {
    this.region = region;
    this.file = file;
    this.position = position;
    this.endPosition = endPosition;
  }

  /** Finds it; what belongs to a segment in a given one, behind some sound entries. */
  static DamagePlace of(Region region, ReplicaDirectory replica, long ordinal) throws IOException {
    final Path segment = replica.segments().resolve(String.format("%020d", ordinal));
    final Path queue = segment.resolve("19700102R.cq4");
    return switch (region) {
      case DESCRIPTOR -> inFile(region, segment.resolve("descriptor"), 30);
      case FRAME_HEADER -> inQueue(region, queue, -3);
      case BATCH_HEADER -> inQueue(region, queue, 20);
      case BATCH_BODY -> inQueue(region, queue, Batch.HEADER_LENGTH + 40);
      case FLUSH_MARK -> inNewestSlot(region, replica.flushMark());
      case PROGRESS -> inNewestSlot(region, replica.progressFile());
      case VOTE -> inNewestSlot(region, replica.voteFile());
      case START -> inNewestSlot(region, replica.startFile());
      case MEMBERSHIP -> inNewestSlot(region, replica.membershipFile());
      case START_CONTENT -> inContent(region, replica.startFile());
      case MEMBERSHIP_CONTENT -> inContent(region, replica.membershipFile());
      case STATE -> inFile(region, segment.resolve("state"), 40);
    };
  }

  private static DamagePlace inFile(Region region, Path file, long position) throws IOException {
    return new DamagePlace(region, file, position, Files.size(file));
  }

  private static DamagePlace inNewestSlot(Region region, Path file) throws IOException {
    final UnsafeBuffer bytes = new UnsafeBuffer(Files.readAllBytes(file));
    final boolean isSecond =
        bytes.getLong(SLOT_DISTANCE + 16, LITTLE_ENDIAN) > bytes.getLong(16, LITTLE_ENDIAN);
    return inFile(region, file, (isSecond ? SLOT_DISTANCE : 0) + 30);
  }

  private static DamagePlace inContent(Region region, Path file) throws IOException {
    final long slot = inNewestSlot(region, file).position - 30;
    final UnsafeBuffer bytes = new UnsafeBuffer(Files.readAllBytes(file));
    final long content = bytes.getLong((int) slot + 24, LITTLE_ENDIAN);
    if (content < BLOB_CONTENT) {
      throw new AssertionError("nothing was ever written to " + file);
    }
    return inFile(region, file, content + 9);
  }

  /** Finds the sixth batch, and the end of the last one. */
  private static DamagePlace inQueue(Region region, Path file, int distance) throws IOException {
    final UnsafeBuffer bytes = new UnsafeBuffer(Files.readAllBytes(file));
    long position = 0;
    int count = 0;
    int end = 0;
    for (int at = 4; at + Batch.HEADER_LENGTH <= bytes.capacity(); at += 4) {
      if (bytes.getInt(at - 4, LITTLE_ENDIAN) == Batch.length(bytes, at)
          && Batch.length(bytes, at) > Batch.HEADER_LENGTH
          && Batch.isHeaderIntact(bytes, at)) {
        position = ++count == 6 ? at : position;
        end = at + (Batch.length(bytes, at) + 3) / 4 * 4;
      }
    }
    return new DamagePlace(region, file, position + distance, end);
  }

  Path file() {
    return file;
  }

  long position() {
    return position;
  }

  /** Returns where what is written of the file ends. */
  long endPosition() {
    return endPosition;
  }

  /** Tells whether the file is no queue file. */
  boolean isSmall() {
    return !file.toString().endsWith(".cq4");
  }

  /** Returns where what has a version of its own starts, with its copy. */
  long[] versions() {
    return switch (region) {
      case DESCRIPTOR, STATE -> new long[] {0};
      case BATCH_HEADER -> new long[] {position - 20};
      case VOTE -> new long[] {position - 30, position - 30 + MIRROR_DISTANCE};
      case FLUSH_MARK, PROGRESS, START, MEMBERSHIP -> new long[] {position - 30};
      default -> new long[0];
    };
  }

  /** Makes what starts at a place one of version 9, and sound. */
  void raiseVersion(UnsafeBuffer bytes, int at) {
    switch (region) {
      case DESCRIPTOR, STATE -> {
        bytes.putInt(at + 8, 9, LITTLE_ENDIAN);
        DamageKind.mendCrc(bytes, 0, 4, bytes.capacity() - 4);
      }
      case BATCH_HEADER -> {
        bytes.putByte(at + VERSION_IN_BATCH, (byte) 9);
        final int length = Batch.length(bytes, at) - VERSION_IN_BATCH;
        DamageKind.mendCrc(bytes, at + BODY_CRC_IN_BATCH, at + VERSION_IN_BATCH, length);
        DamageKind.mendCrc(bytes, at, at + 4, VERSION_IN_BATCH - 4);
      }
      default -> {
        bytes.putInt(at + 8, 9, LITTLE_ENDIAN);
        DamageKind.mendCrc(bytes, at, at + 4, SLOT_LENGTH - 4);
      }
    }
  }
}
