package io.rafthold.bench.floor;

import io.rafthold.bench.rig.FloorResult;
import io.rafthold.bench.rig.Latencies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.IoUtil;

/** Appends to a Chronicle Queue on fresh pages, and reads it in sequence, through its own API. */
final class ChronicleFloor {
  static final String READ = "Chronicle sequential read";

  /** Whatever is measured: below that the compiler's work would be measured. */
  private static final long WARM_UP_MESSAGES = 250_000;

  private static final long WARM_UP_NS = TimeUnit.SECONDS.toNanos(1);

  private final Path parent;
  private final int sizeBytes;
  private final long messages;

  ChronicleFloor(Path parent, int sizeBytes, long messages) {
    this.parent = parent;
    this.sizeBytes = sizeBytes;
    this.messages = messages;
  }

  FloorResult append() throws IOException {
    final Latencies latencies = new Latencies();
    inQueue(queue -> fill(queue, WARM_UP_MESSAGES, latencies));
    latencies.clear();
    final double[] seconds = new double[1];
    inQueue(queue -> seconds[0] = fill(queue, messages, latencies));
    return new FloorResult(
        "Chronicle append",
        sizeBytes + " B, fresh pages, each one timed",
        latencies,
        messages / seconds[0]);
  }

  /** Reads what has just been written, so that it is in the page cache; the last reading counts. */
  FloorResult read() throws IOException {
    final double[] seconds = new double[1];
    inQueue(
        queue -> {
          fill(queue, messages, new Latencies());
          final long startNs = System.nanoTime();
          while (System.nanoTime() - startNs < WARM_UP_NS) {
            readAll(queue);
          }
          seconds[0] = readAll(queue);
        });
    return new FloorResult(
        READ,
        sizeBytes + " B, in the page cache, first and last eight bytes looked at",
        new Latencies(),
        messages / seconds[0]);
  }

  /** Something that is done with a queue. */
  private interface Use {
    void with(ChronicleQueue queue);
  }

  private void inQueue(Use use) throws IOException {
    final Path directory = Files.createTempDirectory(parent, "rafthold-bench-chronicle-");
    try (ChronicleQueue queue = ChronicleQueue.single(directory.toString())) {
      use.with(queue);
    } finally {
      IoUtil.delete(directory.toFile(), true);
    }
  }

  private double fill(ChronicleQueue queue, long count, Latencies latencies) {
    final BytesStore<?, ?> message = BytesStore.nativeStore(sizeBytes);
    final long startedNs = System.nanoTime();
    try (ExcerptAppender appender = queue.createAppender()) {
      for (long i = 0; i < count; i++) {
        final long startNs = System.nanoTime();
        message.writeLong(0, i);
        try (DocumentContext document = appender.writingDocument()) {
          document.wire().bytes().write(message, 0L, (long) sizeBytes);
        }
        latencies.record(System.nanoTime() - startNs);
      }
    } finally {
      message.releaseLast();
    }
    return (System.nanoTime() - startedNs) / 1e9;
  }

  private double readAll(ChronicleQueue queue) {
    final long startNs = System.nanoTime();
    long number = 0;
    try (ExcerptTailer tailer = queue.createTailer()) {
      for (boolean isThere = true; isThere; ) {
        try (DocumentContext document = tailer.readingDocument()) {
          isThere = document.isPresent();
          if (isThere) {
            check(document.wire().bytes(), number++);
          }
        }
      }
    }
    if (number != messages) {
      throw new IllegalStateException("read " + number + " of " + messages);
    }
    return (System.nanoTime() - startNs) / 1e9;
  }

  /** Numbers that are too good come of messages that are not there. */
  private void check(Bytes<?> bytes, long number) {
    final long position = bytes.readPosition();
    final long found = bytes.readLong(position);
    final long last = bytes.readLong(position + sizeBytes - Long.BYTES);
    if (found != number || last != (sizeBytes == Long.BYTES ? number : 0)) {
      throw new IllegalStateException("message " + found + " came in the place of " + number);
    }
  }
}
