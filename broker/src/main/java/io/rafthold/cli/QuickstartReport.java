package io.rafthold.cli;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What the quick start found, and whether it is what it should be.
 *
 * @param events in the file
 * @param acknowledged by the cluster
 * @param readBack records that the topic holds
 * @param duplicates records that came back more than once
 * @param inOrder whether each key's events came back in the order they were sent
 * @param killedBroker led partition 0 until then
 * @param killedAfter acknowledged events before the kill
 * @param gapNs from the kill to the next acknowledgement in partition 0
 * @param latencyP50Ns from send to acknowledgement, before the kill
 * @param latencyP99Ns the same
 * @param replayFrom middle offset of partition 1
 * @param replayed records from there on
 * @param replayIsRight whether they are the ones that were read before
 * @param replicasIdentical whether every replica gave the same bytes
 * @param stoppedCleanly whether all brokers obeyed SIGTERM
 * @param ackLevel of the topic
 * @param elapsedNs of the whole run
 */
record QuickstartReport(
    int events,
    int acknowledged,
    int readBack,
    int duplicates,
    boolean inOrder,
    int killedBroker,
    int killedAfter,
    long gapNs,
    long latencyP50Ns,
    long latencyP99Ns,
    long replayFrom,
    int replayed,
    boolean replayIsRight,
    boolean replicasIdentical,
    boolean stoppedCleanly,
    String ackLevel,
    long elapsedNs) {
  boolean allHeld() {
    return acknowledged == events
        && readBack == events
        && duplicates == 0
        && inOrder
        && gapNs >= 0
        && replayIsRight
        && replicasIdentical
        && stoppedCleanly;
  }

  @Override
  public String toString() {
    final StringBuilder text = new StringBuilder();
    line(text, "events", count(events), "sent, keyed by reporting network");
    line(text, "acknowledged", count(acknowledged), "each one committed by a majority");
    line(text, "read back", count(readBack), "in order per key: " + yesNo(inOrder));
    line(text, "duplicates", count(duplicates), "though the leader died with events under way");
    line(
        text,
        "leader killed",
        "broker " + killedBroker,
        "SIGKILL, when " + count(killedAfter) + " were acknowledged");
    line(
        text,
        "gap while no leader",
        gapNs < 0 ? "-" : TimeUnit.NANOSECONDS.toMillis(gapNs) + " ms",
        "from the kill to the next acknowledgement in partition 0");
    line(
        text,
        "commit latency p50/p99",
        milliseconds(latencyP50Ns) + "/" + milliseconds(latencyP99Ns) + " ms",
        "from send to acknowledgement, before the kill");
    line(
        text,
        "replay",
        count(replayed),
        "of partition 1 from offset " + replayFrom + ", the same again: " + yesNo(replayIsRight));
    line(text, "replicas identical", yesNo(replicasIdentical), "every byte, on all three brokers");
    line(text, "ack level", ackLevel, ackMeaning());
    text.append('\n')
        .append(allHeld() ? "All of it held" : "NOT ALL OF IT HELD")
        .append(String.format(Locale.ROOT, " (%.1f s).", elapsedNs / 1e9));
    if (!stoppedCleanly) {
      text.append(" A broker did not stop cleanly.");
    }
    return text.toString();
  }

  private String ackMeaning() {
    return "quorum".equals(ackLevel)
        ? "in memory-mapped files of a majority"
        : "flushed to disk by a majority";
  }

  private static void line(StringBuilder text, String name, String value, String meaning) {
    text.append(String.format(Locale.ROOT, "  %-23s %12s   %s%n", name, value, meaning));
  }

  private static String count(int number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String milliseconds(long durationNs) {
    return String.format(Locale.ROOT, "%.1f", durationNs / 1e6);
  }

  private static String yesNo(boolean held) {
    return held ? "yes" : "no";
  }
}
