package io.rafthold.log.chronicle;

import io.rafthold.log.Excerpt;
import io.rafthold.log.Segment;
import io.rafthold.log.SegmentDescriptor;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Times appending to a segment, and reading it by our reader and by Chronicle's tailer. Not a test:
 * run it by hand, with a directory on the disk in question; the figures of
 * docs/adr/0001-own-reader.md are its output.
 */
final class SegmentTimings {
  private static final long SEGMENT_BYTES = 256L << 20;
  private static final int LENGTH = 256;
  private static final int ENTRIES = 800_000;
  private static final int SEEKS = 100_000;
  private static final int ROUNDS = 3;

  private SegmentTimings() {}

  /** Runs all timings in the directory given, or a temporary one. */
  public static void main(String[] args) throws IOException {
    final Path directory =
        args.length > 0 ? Path.of(args[0]) : Files.createTempDirectory("segment-timings");
    final PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true);
    try (ChronicleSegmentStore store =
        new ChronicleSegmentStore(directory, 1, SEGMENT_BYTES, 1 << 20)) {
      for (int round = 1; round <= ROUNDS; round++) {
        final long begin = System.nanoTime();
        final SegmentDescriptor descriptor = new SegmentDescriptor(round, 1, 0, 0);
        try (Segment segment = store.create(descriptor)) {
          out.printf("round %d%n", round);
          out.printf("  create              %8.2f ms%n", (System.nanoTime() - begin) / 1e6);
          append(segment, out);
          readInSequence(segment, out);
          readAtRandom(segment, out);
          tail(directory.resolve("chronicle-" + round), out);
        }
        store.delete(round);
      }
    }
  }

  private static void append(Segment segment, PrintStream out) {
    final UnsafeBuffer batch = new UnsafeBuffer(ByteBuffer.allocateDirect(LENGTH));
    Batch.initialise(batch, 0, EntryType.DATA, -1, (short) -1, -1);
    Batch.sealBody(batch, 0, LENGTH, 1);
    final Histogram histogram = new Histogram(1_000_000_000L, 3);
    final com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    final long allocatedBefore = threads.getCurrentThreadAllocatedBytes();
    final long begin = System.nanoTime();
    for (int i = 0; i < ENTRIES; i++) {
      Batch.stamp(batch, 0, i + 1, 1, i, i);
      final long start = System.nanoTime();
      segment.append(batch, 0, batch, 0, LENGTH);
      histogram.recordValue(System.nanoTime() - start);
    }
    final double meanNs = (System.nanoTime() - begin) / (double) ENTRIES;
    out.printf(
        "  append %d B        mean %.0f ns with stamp and clock; p50 %d, p90 %d, p99 %d,"
            + " p99.9 %d, max %d ns; %.3f B allocated each%n",
        LENGTH,
        meanNs,
        histogram.getValueAtPercentile(50),
        histogram.getValueAtPercentile(90),
        histogram.getValueAtPercentile(99),
        histogram.getValueAtPercentile(99.9),
        histogram.getMaxValue(),
        (threads.getCurrentThreadAllocatedBytes() - allocatedBefore) / (double) ENTRIES);
  }

  private static void readInSequence(Segment segment, PrintStream out) {
    final Excerpt excerpt = new Excerpt();
    final long begin = System.nanoTime();
    segment.read(0, excerpt);
    long sum = Batch.index(excerpt.buffer(), excerpt.position());
    for (int i = 1; i < ENTRIES; i++) {
      segment.readNext(excerpt);
      sum += Batch.index(excerpt.buffer(), excerpt.position());
    }
    print(out, "own reader, next", begin, ENTRIES);
    check(sum, (ENTRIES + 1L) * ENTRIES / 2);
  }

  private static void readAtRandom(Segment segment, PrintStream out) {
    final Excerpt excerpt = new Excerpt();
    final Random random = new Random(1);
    long difference = 0;
    final long begin = System.nanoTime();
    for (int i = 0; i < SEEKS; i++) {
      final int number = random.nextInt(ENTRIES);
      segment.read(number, excerpt);
      difference += Batch.index(excerpt.buffer(), excerpt.position()) - number;
    }
    print(out, "own reader, seek", begin, SEEKS);
    check(difference, SEEKS);
  }

  private static void check(long actual, long expected) {
    if (actual != expected) {
      throw new IllegalStateException("read " + actual + ", not " + expected);
    }
  }

  /** A queue with Chronicle's own index, every 256th excerpt; ours has next to none. */
  private static void tail(Path directory, PrintStream out) {
    try (ChronicleQueue queue =
            SingleChronicleQueueBuilder.binary(directory)
                .rollCycle(RollCycles.FAST_DAILY)
                .timeProvider(SingleCycle.STANDING_CLOCK)
                .blockSize(SEGMENT_BYTES + (SEGMENT_BYTES >> 3))
                .build();
        ExcerptAppender appender = queue.createAppender();
        ExcerptTailer tailer = queue.createTailer()) {
      final byte[] bytes = new byte[LENGTH];
      for (int i = 0; i < ENTRIES; i++) {
        try (DocumentContext document = appender.writingDocument()) {
          document.wire().bytes().write(bytes);
        }
      }
      long begin = System.nanoTime();
      int count = 0;
      while (true) {
        try (DocumentContext document = tailer.readingDocument()) {
          if (!document.isPresent()) {
            break;
          }
          count += 1 + (int) readIndex(document);
        }
      }
      print(out, "tailer, next", begin, count);
      final Random random = new Random(1);
      begin = System.nanoTime();
      for (int i = 0; i < SEEKS; i++) {
        tailer.moveToIndex(queue.rollCycle().toIndex(1, random.nextInt(ENTRIES)));
        try (DocumentContext document = tailer.readingDocument()) {
          count += (int) readIndex(document);
        }
      }
      print(out, "tailer, seek", begin, SEEKS);
      if (count != ENTRIES) {
        throw new IllegalStateException("read " + count + " of " + ENTRIES);
      }
    }
  }

  private static long readIndex(DocumentContext document) {
    final Bytes<?> bytes = document.wire().bytes();
    return bytes.readLong(bytes.readPosition() + Long.BYTES);
  }

  private static void print(PrintStream out, String what, long begin, int count) {
    final double ns = (System.nanoTime() - begin) / (double) count;
    out.printf("  %-18s %9.1f ns each, %d of them%n", what, ns, count);
  }
}
