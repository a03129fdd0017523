package io.rafthold.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.protocol.BatchBuilder;
import io.rafthold.protocol.RecordWriter;
import io.rafthold.protocol.codec.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;

class PacedReaderTest {
  private static final long MS = 1_000_000L;
  private static final long RECORDED_NS = 1_700_000_000_000_000_000L;

  /** One duty cycle of the client, in virtual time. */
  private static final long SLACK_NS = MS;

  private final ScriptedCluster cluster =
      new ScriptedCluster(3, Faults.none()).withTopic(ScriptedCluster.TOPIC, 2);
  private final ClientRuntime client = cluster.client();
  private final ReaderSettings<String, String> settings =
      new ReaderSettings<>(Codec.string(), Codec.string(), "t");

  /** Appends one record to a partition, whose value says when. */
  private void at(int partition, int ms) {
    final ExpandableArrayBuffer scratch = new ExpandableArrayBuffer();
    final RecordWriter writer = new RecordWriter();
    writer.wrap(scratch, 0);
    writer.endKey(-1);
    writer.endValue(scratch.putStringWithoutLengthUtf8(writer.contentPosition(), "" + ms));
    final BatchBuilder builder = new BatchBuilder(32, 1024);
    builder.append(scratch, 0, writer.end());
    final ModelPartition to = cluster.partition(partition);
    builder.seal(to.nextTestProducer++, (short) 0, 0);
    assertThat(
            to.append(
                builder.buffer(), builder.batchPosition(), builder.length(), RECORDED_NS + ms * MS))
        .isEqualTo(ErrorCode.OK);
  }

  private void recordSomething() {
    at(0, 0);
    at(1, 70);
    at(0, 100);
    at(0, 1_000);
    at(1, 1_030);
    at(1, 1_040);
    at(0, 5_000);
  }

  @Test
  void distancesAreKeptDividedByTheFactorOverAllPartitions() {
    recordSomething();
    for (final int factor : new int[] {1, 10}) {
      try (Reader<String, String> reader =
          client.newReader(settings.withPace(Pace.recorded(factor)))) {
        long firstNs = -1;
        final List<String> values = new ArrayList<>();
        for (final ConsumerRecord<String, String> record : reader) {
          final long nowNs = cluster.clock.nanoTime();
          firstNs = firstNs < 0 ? nowNs : firstNs;
          values.add(record.value());
          final long dueNs = Long.parseLong(record.value()) * MS / factor;
          assertThat(nowNs - firstNs).isBetween(dueNs - SLACK_NS, dueNs + SLACK_NS);
        }
        assertThat(values).containsExactly("0", "70", "100", "1000", "1030", "1040", "5000");
        assertThat(reader.isAtEnd()).isTrue();
      }
    }
  }

  @Test
  void aPollEndsAfterItsTimeoutAndGivesOutWhatIsLateAtOnce() {
    recordSomething();
    try (Reader<String, String> reader = client.newReader(settings.withPace(Pace.recorded(1)))) {
      assertThat(reader.poll(Duration.ofSeconds(1)).count()).isEqualTo(1);
      assertThat(reader.poll(Duration.ofMillis(20)).isEmpty()).isTrue();
      cluster.runFor(client, 2_000 * MS);
      assertThat(reader.poll(Duration.ofMillis(20)).count()).isEqualTo(5);
      assertThat(reader.isAtEnd()).isFalse();
    }
  }

  @Test
  void aSteadyPaceSpacesThemEvenly() {
    recordSomething();
    try (Reader<String, String> reader =
        client.newReader(settings.withPartition(0).withPace(Pace.perSecond(2)))) {
      long firstNs = -1;
      int count = 0;
      for (final ConsumerRecord<String, String> record : reader) {
        firstNs = firstNs < 0 ? cluster.clock.nanoTime() : firstNs;
        assertThat(cluster.clock.nanoTime() - firstNs)
            .as(record.value())
            .isBetween(500 * MS * count, 500 * MS * count + SLACK_NS);
        count++;
      }
      assertThat(count).isEqualTo(4);
    }
  }

  @Test
  void withoutAnEndAQuietPartitionHoldsNothingUp() {
    at(0, 0);
    at(0, 10);
    try (Reader<String, String> reader =
        client.newReader(settings.withStop(Stop.never()).withPace(Pace.recorded(1)))) {
      final List<String> values = new ArrayList<>();
      for (int polls = 0; polls < 20; polls++) {
        reader.poll(Duration.ofMillis(20)).forEach(record -> values.add(record.value()));
      }
      assertThat(values).containsExactly("0", "10");
    }
  }
}
