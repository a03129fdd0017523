package io.rafthold.bench.rig;

import java.util.ArrayList;
import java.util.List;

/**
 * What a stretch of time costs: CPU seconds of all processes of a system, this one included. In
 * steps of 10 ms for each process, as the kernel counts them.
 */
public final class CostMeter {
  private final List<Long> processIds = new ArrayList<>();
  private double cpuAtStart;
  private double busyAtStart;
  private double stolenAtStart;
  private long droppedAtStart;

  /**
   * Prepares it.
   *
   * @param others processes of the system beside this one; all must live until it stops
   */
  public CostMeter(List<Long> others) {
    processIds.add(ProcessHandle.current().pid());
    processIds.addAll(others);
  }

  /** Begins the stretch. */
  public void start() {
    cpuAtStart = cpu();
    busyAtStart = Proc.busySeconds();
    stolenAtStart = Proc.stolenSeconds();
    droppedAtStart = Proc.droppedDatagrams();
  }

  /** Ends the stretch. */
  public Cost stop() {
    final double cpuSeconds = cpu() - cpuAtStart;
    final double busySeconds = Proc.busySeconds() - busyAtStart;
    return new Cost(
        cpuSeconds,
        Math.max(0, busySeconds - cpuSeconds),
        Proc.stolenSeconds() - stolenAtStart,
        Proc.droppedDatagrams() - droppedAtStart);
  }

  private double cpu() {
    double seconds = 0;
    for (final long processId : processIds) {
      seconds += Proc.cpuSeconds(processId);
    }
    return seconds;
  }
}
