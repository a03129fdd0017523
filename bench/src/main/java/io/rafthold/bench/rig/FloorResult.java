package io.rafthold.bench.rig;

import java.util.Locale;

/**
 * What the machine takes for one thing alone, without a system around it.
 *
 * @param name of the thing
 * @param how it was done
 * @param latencies of each time; empty where only the rate was taken
 * @param perSecond how often in a second, timed as a whole
 */
public record FloorResult(String name, String how, Latencies latencies, double perSecond) {
  /**
   * Returns it as one line of JSON.
   *
   * @param machine where
   */
  public String json(Machine machine) {
    final JsonLine line =
        new JsonLine().field("floor", name).field("how", how).field("perSecond", perSecond);
    if (latencies.count() > 0) {
      line.object("latency", latencies.json());
    }
    return line.object("machine", machine.json()).end();
  }

  /** Returns it as a line for people. */
  public String text() {
    return String.format(
        Locale.ROOT,
        "%-34s %s%,.0f/s  (%s)",
        name,
        latencies.count() == 0 ? "" : latencies.text() + "  ",
        perSecond,
        how);
  }
}
