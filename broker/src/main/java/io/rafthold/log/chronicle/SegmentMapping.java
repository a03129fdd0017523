package io.rafthold.log.chronicle;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A read-only mapping of a segment's file, over the same pages that the writer's mapping shows. It
 * is as long as the file at the time of mapping, and files of segments never get shorter, so that
 * no read within it can fault.
 */
final class SegmentMapping implements AutoCloseable {
  private static final int PAGE_BYTES = 4096;

  private final UnsafeBuffer buffer;
  private MappedByteBuffer mapped;

  SegmentMapping(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      final long length = Math.min(channel.size(), Integer.MAX_VALUE);
      mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, length);
      buffer = new UnsafeBuffer(mapped);
    }
  }

  /** Returns the file's bytes; empty once closed. */
  DirectBuffer buffer() {
    return buffer;
  }

  /** Reads a byte of each page, so that it is in memory and in the page table. */
  int touch(long endPosition) {
    int sum = 0;
    for (int position = 0; position < endPosition; position += PAGE_BYTES) {
      sum += buffer.getByte(position);
    }
    return sum;
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
