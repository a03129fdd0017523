package io.rafthold.sim.report;

import io.rafthold.sim.Plan;
import io.rafthold.sim.RunResult;
import io.rafthold.sim.Simulation;
import io.rafthold.sim.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Runs many seeds, each in one thread, several threads beside each other. */
public final class Campaign {
  /**
   * A seed that broke something.
   *
   * @param seed to replay
   * @param cause what broke
   */
  public record Failure(long seed, Throwable cause) {}

  private static final int MAX_FAILURES = 20;

  private final long fromSeed;
  private final long seeds;
  private final long safetyNs;
  private final int threads;
  private final Consumer<Failure> onFailure;
  private final CampaignReport report = new CampaignReport();
  private final List<Failure> failures = new ArrayList<>();
  private final AtomicLong nextSeed;
  private final AtomicBoolean isStopped = new AtomicBoolean();
  private volatile long deadlineNs = Long.MAX_VALUE;
  private volatile int maxFailures = MAX_FAILURES;

  /**
   * Prepares a campaign.
   *
   * @param fromSeed the first
   * @param seeds how many
   * @param safetyNs virtual time of each run in which faults may happen
   * @param threads how many runs at once
   * @param onFailure is told of each failure as it comes, on the thread that met it
   */
  public Campaign(
      long fromSeed, long seeds, long safetyNs, int threads, Consumer<Failure> onFailure) {
    this.fromSeed = fromSeed;
    this.seeds = seeds;
    this.safetyNs = safetyNs;
    this.threads = threads;
    this.onFailure = onFailure;
    nextSeed = new AtomicLong(fromSeed);
  }

  /** Begins no further seed after a while of real time. */
  public Campaign within(long wallNs) {
    deadlineNs = System.nanoTime() + wallNs;
    return this;
  }

  /** Begins no further seed after so many have failed; 20 where nothing is said. */
  public Campaign stoppingAfter(int failed) {
    maxFailures = failed;
    return this;
  }

  /**
   * Runs all of it.
   *
   * @return what was reached
   */
  public CampaignReport run() throws InterruptedException {
    final long startNs = System.nanoTime();
    final List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      final Thread worker = new Thread(this::work, "sim-" + i);
      worker.start();
      workers.add(worker);
    }
    for (final Thread worker : workers) {
      worker.join();
    }
    report.ended(System.nanoTime() - startNs, threads);
    return report;
  }

  private void work() {
    while (!isStopped.get() && System.nanoTime() < deadlineNs) {
      final long seed = nextSeed.getAndIncrement();
      if (seed >= fromSeed + seeds) {
        return;
      }
      runOne(seed);
    }
  }

  private void runOne(long seed) {
    try {
      final RunResult result = new Simulation(new Plan(seed, safetyNs), new Trace(null)).run();
      report.add(result);
    } catch (RuntimeException | Error broken) {
      failed(new Failure(seed, broken));
    }
  }

  private synchronized void failed(Failure failure) {
    failures.add(failure);
    onFailure.accept(failure);
    if (failures.size() >= maxFailures) {
      isStopped.set(true);
    }
  }

  /** Returns the seeds that broke something, as they came. */
  public synchronized List<Failure> failures() {
    return List.copyOf(failures);
  }
}
