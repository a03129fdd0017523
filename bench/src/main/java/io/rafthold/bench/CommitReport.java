package io.rafthold.bench;

import io.rafthold.bench.rig.Latencies;
import java.util.List;
import java.util.Locale;

/** What {@code bench commit} found, as lines for people or one JSON document. */
final class CommitReport {
  private final int outstanding;
  private final Long rate;
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder json = new StringBuilder();

  CommitReport(int sizeBytes, String ack, int outstanding, Long rate) {
    this.outstanding = outstanding;
    this.rate = rate;
    text.append(String.format(Locale.ROOT, "records of %d B, ack %s", sizeBytes, ack));
    json.append(String.format(Locale.ROOT, "{\"sizeBytes\":%d,\"ack\":\"%s\"", sizeBytes, ack));
  }

  void oneOutstanding(CommitLoad.Outcome outcome) {
    add("commit, 1 outstanding", "closedLoop", outcome);
  }

  void manyOutstanding(CommitLoad.Outcome outcome) {
    json.append(",\"outstanding\":").append(outstanding);
    add("commit, " + outstanding + " outstanding", "throughput", outcome);
  }

  void atRate(CommitLoad.Outcome outcome) {
    json.append(",\"rate\":").append(rate);
    add("commit, " + rate + " records/s asked", "openLoop", outcome);
  }

  void floor(List<Latencies> floor) {
    line("messages alone, one hop", floor.get(0).text());
    line("messages alone, quorum", floor.get(1).text());
    json.append(",\"floor\":{\"roundTrip\":")
        .append(floor.get(0).json())
        .append(",\"quorumEcho\":")
        .append(floor.get(1).json())
        .append('}');
  }

  private void add(String title, String field, CommitLoad.Outcome outcome) {
    line(
        title,
        String.format(
            Locale.ROOT,
            "%s  %,.0f records/s",
            outcome.latencies().text(),
            outcome.recordsPerSecond()));
    json.append(
        String.format(
            Locale.ROOT,
            ",\"%s\":{\"recordsPerSecond\":%.1f,\"latency\":%s}",
            field,
            outcome.recordsPerSecond(),
            outcome.latencies().json()));
  }

  private void line(String title, String figures) {
    text.append(String.format(Locale.ROOT, "%n  %-32s %s", title, figures));
  }

  String text() {
    return text.toString();
  }

  String json() {
    return json + "}";
  }
}
