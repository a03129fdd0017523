package io.rafthold.log.chronicle;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Appends to one segment's queue. It is made on any thread, used on one, and closed on any. The
 * file is one mapped chunk, so that appending never maps memory.
 */
final class QueueWriter implements AutoCloseable {
  static {
    // Chronicle starts no thread of its own to watch the disk, and prints no greeting.
    System.setProperty("chronicle.disk.monitor.disable", "true");
    System.setProperty("chronicle.announcer.disable", "true");
    System.setProperty("chronicle.analytics.disable", "true");
  }

  private static final String METADATA_NAME = "metadata.cq4t";

  /** More than is ever written of it: its header and a few numbers. */
  private static final int METADATA_BYTES = 16 * 1024;

  /**
   * From the end of an excerpt to the payload of the next, at most: padding, frame header, and a
   * page of Chronicle's index, which comes behind millions of excerpts.
   */
  private static final int MAX_LEAD_BYTES = 1024;

  private final ChronicleQueue queue;
  private final ExcerptAppender appender;
  private final SpaceReserve space;
  private final LargeWrites large = new LargeWrites();
  private final UnsafeBuffer target = new UnsafeBuffer(0, 0);

  private QueueWriter(ChronicleQueue queue, ExcerptAppender appender, SpaceReserve space) {
    this.queue = queue;
    this.appender = appender;
    this.space = space;
  }

  /**
   * Creates the queue in a directory, with its file and no excerpt.
   *
   * @param directory has no queue
   * @param blank file of nothing but zeros that becomes the queue's, with blocks as far as segments
   *     use them; null where there is none
   */
  static QueueWriter create(Path directory, SegmentLayout layout, Path blank) throws IOException {
    SpaceReserve.requireFree(directory);
    allocateMetadata(directory);
    final ChronicleQueue queue =
        SingleChronicleQueueBuilder.binary(directory)
            .rollCycle(SingleCycle.INSTANCE)
            .timeProvider(SingleCycle.STANDING_CLOCK)
            .blockSize(layout.blockBytes())
            .checkInterrupts(false)
            .build();
    ExcerptAppender appender = null;
    SpaceReserve space = null;
    boolean done = false;
    try {
      appender = queue.createAppender();
      appender.singleThreadedCheckDisabled(true);
      // A file that is there before, Chronicle takes for another writer's, and waits for its
      // header.
      final Path file = directory.resolve(SingleCycle.FILE_NAME);
      if (blank != null) {
        Files.move(blank, file);
      }
      space = reserve(file, layout, blank == null ? 0 : layout.preparedBytes());
      writeQueueHeader(appender);
      done = true;
      return new QueueWriter(queue, appender, space);
    } finally {
      if (!done) {
        closeAll(queue, appender, space);
      }
    }
  }

  /**
   * Chronicle maps its small file too, sparse: where the disk fills up in between, it is an error
   * here, and not a SIGBUS in its header.
   */
  private static void allocateMetadata(Path directory) throws IOException {
    Files.write(directory.resolve(METADATA_NAME), new byte[METADATA_BYTES]);
  }

  /**
   * The file is there in full length before Chronicle maps it, so that its first page has a block.
   */
  private static SpaceReserve reserve(Path file, SegmentLayout layout, long allocatedBytes)
      throws IOException {
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(layout.fileBytes());
    }
    return new SpaceReserve(file, layout, allocatedBytes);
  }

  private static void writeQueueHeader(ExcerptAppender appender) {
    try (DocumentContext document = appender.writingDocument()) {
      document.rollbackOnClose();
    }
  }

  /** Tells where the queue's file is for good: it is made in another directory than used in. */
  void settle(Path file) {
    large.start(file);
  }

  /** Appends an excerpt of two parts; returns the position in the file of its first byte. */
  int append(
      DirectBuffer header,
      int headerPosition,
      int headerLength,
      DirectBuffer batch,
      int batchPosition,
      int length,
      int endPosition) {
    space.require((long) endPosition + MAX_LEAD_BYTES + length + SegmentLayout.SLACK_BYTES);
    try (DocumentContext document = appender.writingDocument()) {
      final Bytes<?> bytes = document.wire().bytes();
      final long position = bytes.writePosition();
      if (position > endPosition + MAX_LEAD_BYTES) {
        // Zeros may be written over it: the room that was asked for lies before.
        document.rollbackOnClose();
        throw new IllegalStateException(
            "the queue goes on at byte " + position + ", its last excerpt ends at " + endPosition);
      }
      target.wrap(bytes.addressForWrite(position), length);
      target.putBytes(0, header, headerPosition, headerLength);
      final int from = batchPosition + headerLength;
      final int rest = length - headerLength;
      if (!large.tryWrite(position + headerLength, batch, from, rest)) {
        target.putBytes(headerLength, batch, from, rest);
      }
      bytes.writeSkip(length);
      return (int) position;
    }
  }

  /** Writes zeros ahead of the end of what is written, if there is room; the flush thread's. */
  void tryAdvanceSpace(long endPosition) {
    space.tryAdvance(endPosition);
  }

  @Override
  public void close() {
    large.close();
    closeAll(queue, appender, space);
  }

  private static void closeAll(ChronicleQueue queue, ExcerptAppender appender, SpaceReserve space) {
    try {
      if (appender != null) {
        appender.close();
      }
    } finally {
      queue.close();
      // Chronicle unmaps on a thread of its own; here and now is as good, and is over on return.
      BackgroundResourceReleaser.releasePendingResources();
      if (space != null) {
        space.close();
      }
    }
  }

  /** Turns a failure of the disk into the one exception that says so. */
  static UncheckedIOException failure(String action, Path file, IOException e) {
    return new UncheckedIOException("cannot " + action + " " + file + ": " + e.getMessage(), e);
  }
}
