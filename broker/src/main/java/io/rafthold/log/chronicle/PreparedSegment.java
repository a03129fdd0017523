package io.rafthold.log.chronicle;

import java.nio.file.Path;

/**
 * A segment that nothing was appended to, with a blank descriptor.
 *
 * @param directory of it, which a crash leaves behind as unfinished
 * @param writer has the queue
 * @param mapping of the queue's file
 * @param index empty
 */
record PreparedSegment(
    Path directory, QueueWriter writer, SegmentMapping mapping, PositionIndex index)
    implements AutoCloseable {
  @Override
  public void close() {
    try {
      writer.close();
    } finally {
      mapping.close();
    }
  }
}
