package io.rafthold.bench.floor;

import io.rafthold.bench.rig.FloorResult;
import io.rafthold.bench.rig.Latencies;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes 4 KiB to a file and forces it: at its end, which grows, and over what is there. */
final class ForceFloor {
  static final String PREALLOCATED = "force of 4 KiB, preallocated";

  private static final int BLOCK_BYTES = 4096;
  private static final int WARM_UP = 100;

  private final Path parent;
  private final int repetitions;
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(BLOCK_BYTES);

  ForceFloor(Path parent, int repetitions) {
    this.parent = parent;
    this.repetitions = repetitions;
  }

  FloorResult appended() throws IOException {
    return measure("force of 4 KiB, appended", false);
  }

  FloorResult preallocated() throws IOException {
    return measure(PREALLOCATED, true);
  }

  private FloorResult measure(String name, boolean isPreallocated) throws IOException {
    final Path file = Files.createTempFile(parent, "rafthold-bench-force-", "");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      if (isPreallocated) {
        for (int i = 0; i < WARM_UP + repetitions; i++) {
          write(channel, i);
        }
        channel.force(true);
      }
      final Latencies latencies = new Latencies();
      long startedNs = System.nanoTime();
      for (int i = 0; i < WARM_UP + repetitions; i++) {
        if (i == WARM_UP) {
          latencies.clear();
          startedNs = System.nanoTime();
        }
        final long startNs = System.nanoTime();
        write(channel, i);
        channel.force(false);
        latencies.record(System.nanoTime() - startNs);
      }
      final double seconds = (System.nanoTime() - startedNs) / 1e9;
      return new FloorResult(
          name, "write and fdatasync in " + parent, latencies, repetitions / seconds);
    } finally {
      Files.delete(file);
    }
  }

  private void write(FileChannel channel, int block) throws IOException {
    bytes.clear().putInt(0, block);
    long position = (long) block * BLOCK_BYTES;
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
  }
}
