package io.rafthold.server;

import io.rafthold.raft.Role;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Writes a sample in the text format of Prometheus (version 0.0.4). docs/operations.md has names,
 * units and meaning.
 */
final class MetricsText {
  private record Family(
      String name, String help, ToLongFunction<MetricsSample.ReplicaSample> value) {}

  private static final List<Family> REPLICA_GAUGES =
      List.of(
          new Family("term", "Current Raft term.", MetricsSample.ReplicaSample::term),
          new Family(
              "leader",
              "1 where this broker leads the group, else 0.",
              replica -> replica.role() == Role.LEADER ? 1 : 0),
          new Family(
              "rejoining",
              "1 where the replica may have forgotten entries, and neither votes nor counts.",
              replica -> replica.isRejoining() ? 1 : 0),
          new Family(
              "log_first_index",
              "Index where this replica's log starts.",
              MetricsSample.ReplicaSample::firstIndex),
          new Family(
              "log_last_index",
              "Last index of this replica's log, committed or not.",
              MetricsSample.ReplicaSample::lastIndex),
          new Family(
              "flushed_index",
              "Index up to which this replica's own log is flushed.",
              MetricsSample.ReplicaSample::flushedIndex),
          new Family(
              "commit_index",
              "Highest index known to be committed at the topic's level.",
              MetricsSample.ReplicaSample::commitIndex),
          new Family(
              "durable_index",
              "Highest index known to be flushed on a majority.",
              MetricsSample.ReplicaSample::durableIndex),
          new Family(
              "log_start_offset",
              "Offset of the first record that this replica has.",
              MetricsSample.ReplicaSample::startOffset),
          new Family(
              "log_end_offset",
              "Offset behind the last record of this replica's log, committed or not.",
              MetricsSample.ReplicaSample::endOffset),
          new Family(
              "commit_offset",
              "Offset behind the last record known to be committed at the topic's level.",
              MetricsSample.ReplicaSample::commitOffset),
          new Family(
              "durable_offset",
              "Offset behind the last record known to be flushed on a majority.",
              MetricsSample.ReplicaSample::durableOffset),
          new Family(
              "possibly_lost_index",
              "Highest index perhaps committed and lost in a power failure of all, or 0.",
              MetricsSample.ReplicaSample::possiblyLostIndex),
          new Family(
              "quarantined",
              "Files and segments that were set aside as damaged, at its last opening.",
              MetricsSample.ReplicaSample::quarantined));

  private final StringBuilder text = new StringBuilder();

  private MetricsText() {}

  static String of(MetricsSample sample) {
    final MetricsText text = new MetricsText();
    text.broker(sample);
    text.replicas(sample.replicas());
    return text.text.toString();
  }

  private void broker(MetricsSample sample) {
    final MetricsSample.BrokerCounts broker = sample.broker();
    final MetricsSample.TransportCounts transport = sample.transport();
    single("sessions", "gauge", "Clients that are connected.", broker.sessions());
    single(
        "sessions_opened_total",
        "counter",
        "Client sessions that were opened.",
        transport.sessions().opened());
    single(
        "sessions_refused_total",
        "counter",
        "Clients that were turned away: a limit, or no room.",
        transport.sessions().refused());
    single(
        "sessions_overlong_total",
        "counter",
        "Client sessions ended since a message went on beyond the limit.",
        transport.sessions().overlong());
    single(
        "requests_refused_total",
        "counter",
        "Requests of clients that could not be read.",
        broker.refusedRequests());
    final String dropped = "peer_messages_dropped_total";
    family(dropped, "counter", "Messages of brokers that were dropped.");
    row(dropped, "reason=\"malformed\"", broker.malformedMessages());
    row(dropped, "reason=\"foreign\"", broker.foreignMessages());
    row(dropped, "reason=\"no_replica\"", broker.homelessMessages());
    single(
        "peer_messages_of_strangers_total",
        "counter",
        "Messages of an unknown broker, or of a known one out of another data directory.",
        broker.strangerMessages());
    single(
        "peer_streams_refused_total",
        "counter",
        "Streams to the peer port that were turned away or given up.",
        transport.refusedPeerStreams());
    single(
        "replicas_failed",
        "gauge",
        "Replicas that have failed and are closed.",
        broker.failedReplicas());
  }

  private void replicas(List<MetricsSample.ReplicaSample> replicas) {
    for (final Family family : REPLICA_GAUGES) {
      final String name = "replica_" + family.name();
      family(name, "gauge", family.help());
      for (final MetricsSample.ReplicaSample replica : replicas) {
        row(name, labels(replica), family.value().applyAsLong(replica));
      }
    }
  }

  private static String labels(MetricsSample.ReplicaSample replica) {
    final String group = "group=\"" + replica.groupId() + '"';
    return replica.topic().isEmpty()
        ? group
        : group
            + ",topic=\""
            + escaped(replica.topic())
            + "\",partition=\""
            + replica.partition()
            + '"';
  }

  private static String escaped(String label) {
    return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private void single(String name, String type, String help, long value) {
    family(name, type, help);
    row(name, "", value);
  }

  private void family(String name, String type, String help) {
    text.append("# HELP rafthold_").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE rafthold_").append(name).append(' ').append(type).append('\n');
  }

  private void row(String name, String labels, long value) {
    text.append("rafthold_").append(name);
    if (!labels.isEmpty()) {
      text.append('{').append(labels).append('}');
    }
    text.append(' ').append(value).append('\n');
  }
}
