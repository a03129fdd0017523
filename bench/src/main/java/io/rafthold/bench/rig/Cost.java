package io.rafthold.bench.rig;

/**
 * What a stretch of time cost.
 *
 * @param cpuSeconds of the system's processes and of this one
 * @param othersSeconds of all other processes of the machine, which were in the way
 * @param stolenSeconds taken by the hypervisor
 * @param droppedDatagrams that no socket of the machine had room for
 */
public record Cost(
    double cpuSeconds, double othersSeconds, double stolenSeconds, long droppedDatagrams) {
  /** What others may take of all cores. */
  private static final double UNDISTURBED_SHARE = 0.05;

  /**
   * Returns which part of all cores the other processes took.
   *
   * @param seconds that the stretch lasted
   * @param cores of the machine
   */
  public double othersShare(double seconds, int cores) {
    return othersSeconds / (seconds * cores);
  }

  /**
   * Tells whether others took so much of the cores that no verdict stands on the figures.
   *
   * @param seconds that the stretch lasted
   * @param cores of the machine
   */
  public boolean isDisturbed(double seconds, int cores) {
    return othersShare(seconds, cores) > UNDISTURBED_SHARE;
  }
}
