package io.rafthold.process;

import io.rafthold.client.local.LocalTailer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that has the client's jars and this class alone: tails a partition out of a data
 * directory, and writes down what it was given.
 */
final class LoneTailer {
  private static final int LIMIT = 100;

  private LoneTailer() {}

  /**
   * Tails.
   *
   * @param arguments data directory, topic, partition, number of records, bound in seconds, file to
   *     write
   */
  public static void main(String[] arguments) throws IOException {
    if (isThere("net.openhft.chronicle.queue.ChronicleQueue")
        || isThere("io.rafthold.server.Broker")) {
      throw new IllegalStateException("the class path has more than the client's");
    }
    final long records = Long.parseLong(arguments[3]);
    final long boundNs = TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[4]));
    final long startNs = System.nanoTime();
    final RecordDigest digest = new RecordDigest();
    try (LocalTailer tailer =
        LocalTailer.open(
            Path.of(arguments[0]), arguments[1], Integer.parseInt(arguments[2]), true)) {
      while (digest.count() < records) {
        final int limit = (int) Math.min(LIMIT, records - digest.count());
        final int count =
            tailer.poll(
                record -> {
                  digest.add(record.offset(), record.timestampNs());
                  digest.addField(record.buffer(), record.keyPosition(), record.keyLength());
                  digest.addField(record.buffer(), record.valuePosition(), record.valueLength());
                },
                limit);
        if (count == 0) {
          if (System.nanoTime() - startNs > boundNs) {
            throw new IllegalStateException("only " + digest.count() + " records came");
          }
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
      }
    }
    Files.writeString(Path.of(arguments[5]), digest.line());
  }

  private static boolean isThere(String className) {
    try {
      Class.forName(className);
      return true;
    } catch (final ClassNotFoundException expected) {
      return false;
    }
  }
}
