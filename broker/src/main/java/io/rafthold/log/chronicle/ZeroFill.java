package io.rafthold.log.chronicle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes zeros over a file from its beginning on, in steps, each forced before the next: so the
 * blocks are there and written, the pages are in memory and clean, and no later flush has to write
 * more than what was appended.
 */
final class ZeroFill implements AutoCloseable {
  /** What one step writes at most. */
  static final int STEP_BYTES = 4 << 20;

  /**
   * What is written at once. The kernel keeps what one call has written in one folio, where it can;
   * the first store to any page of a folio makes all of it dirty, and a flush writes all of it. By
   * the megabyte, each record at {@code quorum-sync} costs a megabyte of writing.
   */
  private static final int CHUNK_BYTES = 64 << 10;

  private final FileChannel channel;
  private final long endPosition;
  private final ByteBuffer zeros = ByteBuffer.allocateDirect(CHUNK_BYTES);
  private long position;

  /** Opens the file, and makes it where it is missing. */
  ZeroFill(Path file, long endPosition) throws IOException {
    this.endPosition = endPosition;
    channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /** Writes and forces the next bytes; returns how many, 0 at the end. */
  long step() throws IOException {
    final long from = position;
    final long to = Math.min(endPosition, from + STEP_BYTES);
    while (position < to) {
      zeros.clear().limit((int) Math.min(CHUNK_BYTES, to - position));
      position += channel.write(zeros, position);
    }
    if (to > from) {
      channel.force(false);
    }
    return to - from;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
