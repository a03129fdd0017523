package io.rafthold.bench.rig;

import java.util.Locale;

/**
 * One number that was measured once, with all that it depends on.
 *
 * @param profile of the system
 * @param measure what was measured
 * @param round from 1
 * @param sizeBytes of a message
 * @param outstanding at a time in a closed loop; 0 in an open one
 * @param rate asked for in an open loop, messages a second; 0 in a closed one
 * @param outcome what the load found; no latencies for a replay
 * @param cost what it cost
 * @param loadAverage of the machine at its end
 * @param machine where
 */
public record Result(
    SystemProfile profile,
    Measure measure,
    int round,
    int sizeBytes,
    int outstanding,
    long rate,
    Load.Outcome outcome,
    Cost cost,
    double loadAverage,
    Machine machine) {
  /** A rate was kept where so much of it was reached, the wait for the last answers included. */
  private static final double KEPT_SHARE = 0.95;

  /** Returns the CPU microseconds of all processes, for each message. */
  public double cpuUsPerMessage() {
    return cost.cpuSeconds() * 1e6 / outcome.messages();
  }

  /** Returns the latencies that the measure is about. */
  public Latencies latencies() {
    return measure == Measure.END_TO_END ? outcome.deliveries() : outcome.acknowledgements();
  }

  /** Returns it as one line of JSON. */
  public String json() {
    final JsonLine line = new JsonLine().field("measure", measure.label());
    profile.writeTo(line);
    line.field("round", round)
        .field("sizeBytes", sizeBytes)
        .field("outstanding", outstanding)
        .field("rate", rate)
        .field("messages", outcome.messages())
        .field("seconds", outcome.seconds())
        .field("messagesPerSecond", outcome.messagesPerSecond())
        .field("cpuSeconds", cost.cpuSeconds())
        .field("cpuUsPerMessage", cpuUsPerMessage())
        .field("othersCpuSeconds", cost.othersSeconds())
        .field("stolenCpuSeconds", cost.stolenSeconds())
        .field("droppedDatagrams", cost.droppedDatagrams())
        .field("loadAverage", loadAverage);
    if (outcome.acknowledgements().count() > 0) {
      line.object("acknowledged", outcome.acknowledgements().json());
    }
    if (outcome.deliveries().count() > 0) {
      line.object("delivered", outcome.deliveries().json());
    }
    return line.object("machine", machine.json()).end();
  }

  /** Returns it as a line for people, the profile aside. */
  public String text() {
    final String latencies = latencies().count() == 0 ? "" : latencies().text() + "  ";
    return String.format(
        Locale.ROOT,
        "%-12s round %d  %s%s%,.0f/s  %.2f us CPU each%s",
        measure.label(),
        round,
        latencies,
        measure == Measure.END_TO_END
            ? String.format(
                Locale.ROOT,
                "(acknowledged p50 %.1f us)  ",
                outcome.acknowledgements().atPercentileUs(50))
            : "",
        outcome.messagesPerSecond(),
        cpuUsPerMessage(),
        disturbance());
  }

  /** Tells whether others took so much of the cores that the figures are not the system's own. */
  public boolean isDisturbed() {
    return cost.isDisturbed(outcome.seconds(), machine.cores());
  }

  private String disturbance() {
    final StringBuilder text = new StringBuilder();
    if (outcome.messagesPerSecond() < KEPT_SHARE * rate) {
      text.append(String.format(Locale.ROOT, "  [asked for %,d/s]", rate));
    }
    if (isDisturbed()) {
      text.append(
          String.format(
              Locale.ROOT,
              "  [others took %.0f %% of the cores]",
              100 * cost.othersShare(outcome.seconds(), machine.cores())));
    }
    if (cost.droppedDatagrams() > 0) {
      text.append(String.format(Locale.ROOT, "  [%,d datagrams dropped]", cost.droppedDatagrams()));
    }
    return text.toString();
  }
}
