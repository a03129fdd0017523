package io.rafthold.client.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rafthold.protocol.storage.PositionLayout;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A mapping of a replica's published position. Each getter loads its number with acquire: what is
 * loaded after it is not older.
 */
final class PositionView implements AutoCloseable {
  private final Path file;
  private final Object fileKey;
  private final UnsafeBuffer buffer;
  private MappedByteBuffer mapped;

  private PositionView(Path file, Object fileKey, MappedByteBuffer mapped) {
    this.file = file;
    this.fileKey = fileKey;
    this.mapped = mapped;
    buffer = new UnsafeBuffer(mapped);
  }

  /** Maps a position file; null where there is none, or none that is whole and of this format. */
  static PositionView open(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() < PositionLayout.LENGTH) {
        return null;
      }
      final PositionView view =
          new PositionView(
              file,
              keyOf(file),
              channel.map(FileChannel.MapMode.READ_ONLY, 0, PositionLayout.LENGTH));
      if (view.isOfThisFormat()) {
        return view;
      }
      view.close();
      return null;
    } catch (NoSuchFileException gone) {
      return null;
    }
  }

  private static Object keyOf(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private boolean isOfThisFormat() {
    return buffer.getInt(PositionLayout.MAGIC_OFFSET) == PositionLayout.MAGIC
        && buffer.getInt(PositionLayout.VERSION_OFFSET) == PositionLayout.FORMAT_VERSION;
  }

  /**
   * Tells whether the file still lies under its name: else the replica was deleted. It allocates.
   */
  boolean isInPlace() throws IOException {
    try {
      return Objects.equals(keyOf(file), fileKey);
    } catch (NoSuchFileException gone) {
      return false;
    }
  }

  /** Tells whether the replica is one of a topic's partition; only in an open run. */
  boolean isOf(String topic, int partition) {
    final int length = buffer.getInt(PositionLayout.TOPIC_LENGTH_OFFSET);
    if (length < 1
        || length > PositionLayout.MAX_TOPIC_LENGTH
        || buffer.getInt(PositionLayout.PARTITION_OFFSET) != partition) {
      return false;
    }
    final byte[] name = new byte[length];
    buffer.getBytes(PositionLayout.TOPIC_OFFSET, name);
    return topic.equals(new String(name, UTF_8));
  }

  int groupId() {
    return buffer.getInt(PositionLayout.GROUP_ID_OFFSET);
  }

  long run() {
    return buffer.getLongAcquire(PositionLayout.RUN_OFFSET);
  }

  long openOrdinal() {
    return buffer.getLongAcquire(PositionLayout.OPEN_ORDINAL_OFFSET);
  }

  long firstIndex() {
    return buffer.getLongAcquire(PositionLayout.FIRST_INDEX_OFFSET);
  }

  long startOffset() {
    return buffer.getLongAcquire(PositionLayout.START_OFFSET_OFFSET);
  }

  long commitIndex() {
    return buffer.getLongAcquire(PositionLayout.COMMIT_INDEX_OFFSET);
  }

  long commitTerm() {
    return buffer.getLongAcquire(PositionLayout.COMMIT_TERM_OFFSET);
  }

  long commitOffset() {
    return buffer.getLongAcquire(PositionLayout.COMMIT_OFFSET_OFFSET);
  }

  long durableOffset() {
    return buffer.getLongAcquire(PositionLayout.DURABLE_OFFSET_OFFSET);
  }

  Path replica() {
    return file.getParent();
  }

  @Override
  public void close() {
    if (mapped != null) {
      buffer.wrap(0, 0);
      BufferUtil.free(mapped);
      mapped = null;
    }
  }
}
