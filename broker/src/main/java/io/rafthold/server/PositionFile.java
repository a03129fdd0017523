package io.rafthold.server;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.rafthold.partition.LogPosition;
import io.rafthold.protocol.storage.PositionLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The mapped file of a replica's published position; {@link PositionLayout} has its bytes. It means
 * nothing to the broker, is never forced, and is always the same file: who maps it sees whatever
 * comes of the replica, also in later runs of the broker.
 */
final class PositionFile implements LogPosition {
  private final UnsafeBuffer buffer;
  private MappedByteBuffer mapped;

  private PositionFile(MappedByteBuffer mapped) {
    this.mapped = mapped;
    buffer = new UnsafeBuffer(mapped);
  }

  /**
   * Opens the file, or makes it. From here on nobody relies on what the segments hold, until {@link
   * #open()}.
   *
   * @param file in the replica's directory
   * @param groupId of the Raft group
   * @throws UncheckedIOException where the disk refused
   */
  static PositionFile open(Path file, int groupId) {
    if (ByteOrder.nativeOrder() != LITTLE_ENDIAN) {
      throw new IllegalStateException("a position file is written on little endian machines only");
    }
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      fill(channel);
      final PositionFile position =
          new PositionFile(channel.map(FileChannel.MapMode.READ_WRITE, 0, PositionLayout.LENGTH));
      position.begin(groupId);
      return position;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open " + file + ": " + e.getMessage(), e);
    }
  }

  /** Written, not left sparse: a store to a mapped page without a block faults on a full disk. */
  private static void fill(FileChannel channel) throws IOException {
    final ByteBuffer zeros = ByteBuffer.allocate(PositionLayout.LENGTH);
    while (channel.size() < PositionLayout.LENGTH) {
      zeros.limit((int) (PositionLayout.LENGTH - channel.size())).position(0);
      channel.write(zeros, channel.size());
    }
  }

  /** Whose it is stays: a group is of one partition for ever, and a reader may look for it now. */
  private void begin(int groupId) {
    endRun();
    if (buffer.getInt(PositionLayout.MAGIC_OFFSET) != PositionLayout.MAGIC
        || buffer.getInt(PositionLayout.VERSION_OFFSET) != PositionLayout.FORMAT_VERSION
        || buffer.getInt(PositionLayout.GROUP_ID_OFFSET) != groupId) {
      buffer.putInt(PositionLayout.TOPIC_LENGTH_OFFSET, 0);
      buffer.putInt(PositionLayout.PARTITION_OFFSET, PositionLayout.NO_PARTITION);
      buffer.putInt(PositionLayout.GROUP_ID_OFFSET, groupId);
      buffer.putInt(PositionLayout.VERSION_OFFSET, PositionLayout.FORMAT_VERSION);
      buffer.putInt(PositionLayout.MAGIC_OFFSET, PositionLayout.MAGIC);
    }
  }

  private void endRun() {
    final long run = buffer.getLong(PositionLayout.RUN_OFFSET);
    buffer.putLongVolatile(PositionLayout.RUN_OFFSET, PositionLayout.closedBehind(run));
  }

  @Override
  public void describe(String topic, int partition) {
    final byte[] name = topic.getBytes(UTF_8);
    if (name.length > PositionLayout.MAX_TOPIC_LENGTH) {
      throw new IllegalArgumentException("a topic name of " + name.length + " bytes");
    }
    buffer.putBytes(PositionLayout.TOPIC_OFFSET, name);
    buffer.putInt(PositionLayout.TOPIC_LENGTH_OFFSET, name.length);
    buffer.putInt(PositionLayout.PARTITION_OFFSET, partition);
  }

  @Override
  public void openSegment(long ordinal) {
    buffer.putLongRelease(PositionLayout.OPEN_ORDINAL_OFFSET, ordinal);
  }

  @Override
  public void start(long index, long offset) {
    buffer.putLongRelease(PositionLayout.START_OFFSET_OFFSET, offset);
    buffer.putLongRelease(PositionLayout.FIRST_INDEX_OFFSET, index);
  }

  @Override
  public void committed(long index, long term, long offset) {
    buffer.putLongRelease(PositionLayout.COMMIT_INDEX_OFFSET, index);
    buffer.putLongRelease(PositionLayout.COMMIT_TERM_OFFSET, term);
    buffer.putLongRelease(PositionLayout.COMMIT_OFFSET_OFFSET, offset);
  }

  @Override
  public void durable(long offset) {
    buffer.putLongRelease(PositionLayout.DURABLE_OFFSET_OFFSET, offset);
  }

  @Override
  public void open() {
    buffer.putLongRelease(PositionLayout.RUN_OFFSET, buffer.getLong(PositionLayout.RUN_OFFSET) | 1);
  }

  @Override
  public void close() {
    if (mapped != null) {
      endRun();
      buffer.wrap(0, 0);
      BufferUtil.free(mapped);
      mapped = null;
    }
  }
}
