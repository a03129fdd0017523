package io.rafthold.bench;

import io.rafthold.bench.rig.Latencies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench rolls}: what rolling costs the one who appends. Two logs take turns in one process:
 * one whose segment holds a whole round, and one that rolls all the time.
 */
@Command(
    name = "rolls",
    description = {
      "Appends to two logs in turn, at a rate, flushing all the time: one that rolls and one that",
      "does not. Tells how long an append took, and how long after its time it was done."
    },
    mixinStandardHelpOptions = true)
final class RollBench implements Callable<Integer> {
  /** Frame, header and record around a value, as a share of it, with some room. */
  private static final int OVERHEAD_BYTES = 160;

  private static final long MIB = 1 << 20;
  private static final double NS_PER_US = 1000.0;
  private static final double TAIL = 99.99;

  @Option(names = "--records", defaultValue = "200000", description = "a round, default 200000")
  private int records;

  @Option(names = "--rounds", defaultValue = "4", description = "of each log, default 4")
  private int rounds;

  @Option(names = "--rate", defaultValue = "25000", description = "records a second, default 25000")
  private int rate;

  @Option(names = "--size", defaultValue = "256", description = "bytes of a record, default 256")
  private int sizeBytes;

  @Option(
      names = "--segment",
      defaultValue = "2",
      description = "MiB of a segment of the log that rolls, default 2")
  private int segmentMib;

  @Option(
      names = "--dir",
      defaultValue = ".",
      description = "where the logs are made and deleted, default the working directory")
  private Path directory;

  private final Latencies steadyAppends = new Latencies();
  private final Latencies steadyAnswers = new Latencies();
  private final Latencies rollingAppends = new Latencies();
  private final Latencies rollingAnswers = new Latencies();
  private long steadyBytes;
  private long rollingBytes;

  @Override
  public Integer call() throws IOException {
    final long wholeRound = (long) records * (sizeBytes + OVERHEAD_BYTES) + MIB;
    for (int round = -1; round < rounds; round++) {
      if (round == 0) {
        forget();
      }
      steadyBytes += round(wholeRound, false, steadyAppends, steadyAnswers);
      rollingBytes += round(segmentMib * MIB, true, rollingAppends, rollingAnswers);
    }
    print("append, no roll          ", steadyAppends);
    print("append, with rolls       ", rollingAppends);
    print("since due, no roll       ", steadyAnswers);
    print("since due, with rolls    ", rollingAnswers);
    System.out.printf(
        Locale.ROOT,
        "p99.99 of an append with rolls is %.2f times that without: %.1f to %.1f us%n",
        (double) rollingAppends.atPercentile(TAIL) / steadyAppends.atPercentile(TAIL),
        rollingAppends.atPercentile(TAIL) / NS_PER_US,
        steadyAppends.atPercentile(TAIL) / NS_PER_US);
    final double total = (double) records * rounds;
    System.out.printf(
        Locale.ROOT,
        "allocated by the append thread: %.3f bytes a record without rolls, %.3f with%n",
        steadyBytes / total,
        rollingBytes / total);
    return 0;
  }

  private void forget() {
    steadyAppends.clear();
    steadyAnswers.clear();
    rollingAppends.clear();
    rollingAnswers.clear();
    steadyBytes = 0;
    rollingBytes = 0;
  }

  /** Runs a round with a log of its own; returns what the append thread allocated in it. */
  private long round(long segmentBytes, boolean rolls, Latencies appends, Latencies answers)
      throws IOException {
    try (BusyLog log = new BusyLog(directory.toAbsolutePath(), segmentBytes, sizeBytes, rolls)) {
      final long before = BusyLog.allocatedBytes();
      log.run(records, rate, appends, answers);
      return BusyLog.allocatedBytes() - before;
    }
  }

  private static void print(String what, Latencies latencies) {
    System.out.println(what + latencies.text());
  }
}
