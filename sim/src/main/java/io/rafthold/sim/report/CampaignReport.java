package io.rafthold.sim.report;

import io.rafthold.sim.Mark;
import io.rafthold.sim.Marks;
import io.rafthold.sim.RunResult;
import io.rafthold.sim.fault.FaultKind;

/** What a campaign was: how much was simulated, which faults happened, and what was reached. */
public final class CampaignReport {
  private static final double NS_PER_HOUR = 3.6e12;
  private static final double NS_PER_MINUTE = 6e10;

  private final Marks marks = new Marks();
  private long runs;
  private long events;
  private long simulatedNs;
  private long settledNs;
  private long acknowledged;
  private long read;
  private long wallNs;
  private int threads = 1;

  CampaignReport() {}

  synchronized void add(RunResult result) {
    runs++;
    events += result.events();
    simulatedNs += result.simulatedNs();
    settledNs = Math.max(settledNs, result.settledNs());
    acknowledged += result.acknowledged();
    read += result.read();
    marks.add(result.marks());
  }

  synchronized void ended(long tookNs, int withThreads) {
    wallNs = tookNs;
    threads = withThreads;
  }

  /** Returns the number of runs that were right. */
  public synchronized long runs() {
    return runs;
  }

  /** Returns what was reached. */
  public Marks marks() {
    return marks;
  }

  /** Says it to a person. */
  public synchronized String text() {
    final StringBuilder text = new StringBuilder();
    final double hours = simulatedNs / NS_PER_HOUR;
    text.append(
        String.format(
            "%,d seeds, %.1f simulated hours, %,d events, %,d records acknowledged, %,d read%n",
            runs, hours, events, acknowledged, read));
    text.append(
        String.format(
            "%.1f minutes on %d threads: %.2f simulated hours a minute, %.0f times real time%n",
            wallNs / NS_PER_MINUTE,
            threads,
            hours / (wallNs / NS_PER_MINUTE),
            (double) simulatedNs / Math.max(1, wallNs)));
    text.append(String.format("longest settling %.1f s%n%nfaults%n", settledNs / 1e9));
    for (final FaultKind kind : FaultKind.values()) {
      text.append(String.format("  %-22s %,10d%n", kind, marks.count(kind)));
    }
    text.append(String.format("%nmarks%n"));
    for (final Mark mark : Mark.values()) {
      text.append(String.format("  %-38s %,12d  %s%n", mark, marks.count(mark), mark.source()));
    }
    return text.toString();
  }
}
