package io.rafthold.log.chronicle;

import io.rafthold.log.LogDamageException;
import io.rafthold.log.NewerFormatException;
import io.rafthold.log.SegmentDescriptor;
import io.rafthold.protocol.storage.DataLayout;
import io.rafthold.protocol.storage.DescriptorLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The small file beside a segment's queue file, written once; {@link DescriptorLayout} has its
 * bytes.
 */
final class DescriptorFile {
  static final String FILE_NAME = DataLayout.DESCRIPTOR_NAME;
  static final int LENGTH = DescriptorLayout.LENGTH;

  private DescriptorFile() {}

  /** Makes the file, filled with zeros: that of a segment that is not used yet. */
  static void writeBlank(Path directory) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            directory.resolve(FILE_NAME),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE)) {
      writeAll(channel, ByteBuffer.allocate(LENGTH));
    }
  }

  /** Writes the file, over a blank one where there is one, without forcing it. */
  static void write(Path directory, int groupId, SegmentDescriptor descriptor) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            directory.resolve(FILE_NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      writeAll(channel, ByteBuffer.wrap(encode(groupId, descriptor)));
    }
  }

  /** Writes what is there once more, so that the next force has something to write. */
  static void rewrite(Path directory) throws IOException {
    final Path file = directory.resolve(FILE_NAME);
    final ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      writeAll(channel, bytes);
    }
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes, bytes.position());
    }
  }

  private static byte[] encode(int groupId, SegmentDescriptor descriptor) {
    final byte[] bytes = new byte[LENGTH];
    DescriptorLayout.encode(
        new UnsafeBuffer(bytes),
        groupId,
        descriptor.ordinal(),
        descriptor.isStart(),
        descriptor.baseIndex(),
        descriptor.baseOffset(),
        descriptor.previousTerm(),
        descriptor.previousOrdinal());
    return bytes;
  }

  /** Reads the file; null where it is missing or was never filled. */
  static SegmentDescriptor read(Path directory, int groupId, long ordinal) throws IOException {
    final byte[] bytes;
    try {
      bytes = Files.readAllBytes(directory.resolve(FILE_NAME));
    } catch (NoSuchFileException e) {
      return null;
    }
    final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    if (DescriptorLayout.isBlank(buffer)) {
      return null;
    }
    if (DescriptorLayout.isNewerFormat(buffer)) {
      throw new NewerFormatException(
          directory.resolve(FILE_NAME).toString(),
          0,
          DescriptorLayout.version(buffer),
          DescriptorLayout.FORMAT_VERSION);
    }
    final String error = DescriptorLayout.error(buffer, groupId, ordinal);
    if (error != null) {
      throw new LogDamageException(
          directory.toString(), LogDamageException.NO_INDEX, 0, "its descriptor: " + error);
    }
    try {
      return new SegmentDescriptor(
          ordinal,
          DescriptorLayout.baseIndex(buffer),
          DescriptorLayout.baseOffset(buffer),
          DescriptorLayout.previousTerm(buffer),
          DescriptorLayout.isStart(buffer),
          DescriptorLayout.previousOrdinal(buffer));
    } catch (IllegalArgumentException e) {
      throw new LogDamageException(
          directory.toString(),
          LogDamageException.NO_INDEX,
          0,
          "its descriptor: " + e.getMessage());
    }
  }
}
