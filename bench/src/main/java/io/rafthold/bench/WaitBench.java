package io.rafthold.bench;

import io.rafthold.bench.floor.WaitRing;
import io.rafthold.bench.floor.WaitRing.Waiting;
import io.rafthold.bench.rig.Machine;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench waits}: what ways of waiting for a datagram take on this machine. */
@Command(
    name = "waits",
    description = {
      "Threads of one process pass a datagram around, beside threads that compute:",
      "yielding, sleeping in the kernel, and as Rafthold's threads do."
    },
    mixinStandardHelpOptions = true)
final class WaitBench implements Callable<Integer> {
  private static final int MOST_THREADS = 64;
  private static final int MOST_SECONDS = 3600;

  @Option(
      names = "--threads",
      defaultValue = "4",
      description = "of the ring, default ${DEFAULT-VALUE}")
  private int threads;

  @Option(
      names = "--busy",
      defaultValue = "2",
      description = "at most so many threads compute beside it, default ${DEFAULT-VALUE}")
  private int busy;

  @Option(
      names = "--seconds",
      defaultValue = "3",
      description = "of each measurement, default ${DEFAULT-VALUE}")
  private int seconds;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    new OptionCheck(spec)
        .within("--threads", threads, 2, MOST_THREADS)
        .within("--busy", busy, 0, MOST_THREADS)
        .within("--seconds", seconds, 1, MOST_SECONDS);
    System.out.println(Machine.here());
    for (int beside = 0; beside <= busy; beside++) {
      for (final Waiting waiting : Waiting.values()) {
        System.out.printf(
            Locale.ROOT,
            "%d threads, %d computing, %-10s  %s%n",
            threads,
            beside,
            waiting.name().toLowerCase(Locale.ROOT).replace('_', '-'),
            WaitRing.measure(waiting, threads, beside, TimeUnit.SECONDS.toNanos(seconds)).text());
      }
    }
    return 0;
  }
}
