package io.rafthold.log.chronicle;

import io.rafthold.log.Segment;
import io.rafthold.log.SegmentDescriptor;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A store of segments in a directory of its own, and a batch that its segments are given. */
abstract class SegmentTestCase {
  static final int LENGTH = 256;
  static final long SEGMENT_BYTES = 32L << 20;
  static final int MAX_BATCH_BYTES = 1 << 20;

  @TempDir Path directory;

  final UnsafeBuffer batch = new UnsafeBuffer(ByteBuffer.allocateDirect(MAX_BATCH_BYTES));
  ChronicleSegmentStore store;

  @BeforeEach
  void open() {
    store = new ChronicleSegmentStore(directory, 1, SEGMENT_BYTES, MAX_BATCH_BYTES);
  }

  @AfterEach
  void close() {
    store.close();
  }

  final Segment create(long ordinal) {
    return store.create(new SegmentDescriptor(ordinal, 1, 0, 0));
  }

  final void append(Segment segment, int length) {
    Batch.initialise(batch, 0, EntryType.DATA, -1, (short) -1, -1);
    batch.putInt(4, length);
    Batch.stamp(batch, 0, segment.liveCount() + 1, 1, segment.liveCount(), 1);
    segment.append(batch, 0, batch, 0, length);
  }

  final Path queueFile(long ordinal) {
    return directory.resolve(String.format("%020d", ordinal)).resolve(SingleCycle.FILE_NAME);
  }
}
