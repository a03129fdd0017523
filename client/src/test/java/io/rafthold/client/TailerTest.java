package io.rafthold.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.client.ControlledRecordHandler.Action;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

class TailerTest {
  private static final TopicPartition P0 = new TopicPartition("t", 0);
  private static final int MANY_CYCLES = 20_000;

  private final ScriptedCluster cluster =
      new ScriptedCluster(3, Faults.none()).withTopic(ScriptedCluster.TOPIC, 1);
  private final ClientRuntime client = cluster.client(5_000_000_000L);
  private final List<String> given = new ArrayList<>();

  private void fill(int from, int batches, int records) {
    ConsumerTest.fill(cluster.partition(0), from, batches, records);
  }

  private static String value(RecordView record) {
    final byte[] bytes = new byte[record.valueLength()];
    record.buffer().getBytes(record.valuePosition(), bytes);
    return new String(bytes, US_ASCII);
  }

  private void take(RecordView record) {
    assertThat(value(record)).isEqualTo("v" + record.offset());
    given.add(value(record));
  }

  private void poll(Tailer tailer, int records) {
    for (int i = 0; given.size() < records && i < MANY_CYCLES; i++) {
      tailer.poll(this::take, records - given.size());
    }
    assertThat(given).hasSize(records);
  }

  @Test
  void readsFromTheStartAndFollowsTheTail() {
    fill(0, 5, 2);
    final Tailer tailer = client.newTailer(P0, new TailerSettings(Start.earliest()));
    assertThat(tailer.position()).isEqualTo(Tailer.UNKNOWN_POSITION);

    poll(tailer, 7);
    assertThat(tailer.position()).isEqualTo(7);
    assertThat(tailer.commitOffset()).isEqualTo(10);
    poll(tailer, 10);
    assertThat(tailer.durableOffset()).isEqualTo(10);
    assertThat(tailer.poll(this::take, 10)).isZero();
    fill(10, 1, 1);
    poll(tailer, 11);
    assertThat(given).first().isEqualTo("v0");
    assertThat(given).last().isEqualTo("v10");
  }

  @Test
  void goesOnWhereItIsSent() {
    fill(0, 5, 4);
    final Tailer tailer = client.newTailer(P0, new TailerSettings(Start.offset(6)));
    poll(tailer, 3);
    assertThat(given).containsExactly("v6", "v7", "v8");

    tailer.seek(Start.offset(1));
    assertThat(tailer.position()).isEqualTo(1);
    poll(tailer, 5);
    assertThat(given).endsWith("v1", "v2");
  }

  @Test
  void givesARecordAgainThatWasNotTaken() {
    fill(0, 2, 2);
    final Tailer tailer = client.newTailer(P0, new TailerSettings(Start.earliest()));
    final List<Action> answers =
        new ArrayList<>(
            List.of(Action.CONTINUE, Action.ABORT, Action.ABORT, Action.BREAK, Action.CONTINUE));
    final ControlledRecordHandler handler =
        record -> {
          take(record);
          return answers.isEmpty() ? Action.CONTINUE : answers.remove(0);
        };
    final List<Integer> counts = new ArrayList<>();
    for (int i = 0; given.size() < 6 && i < MANY_CYCLES; i++) {
      final int before = given.size();
      final int count = tailer.controlledPoll(handler, 10);
      if (given.size() > before) {
        counts.add(count);
      }
    }
    assertThat(given).containsExactly("v0", "v1", "v1", "v1", "v2", "v3");
    assertThat(counts).startsWith(1, 0, 1);
    assertThat(tailer.position()).isEqualTo(4);
  }

  @Test
  void saysHowFarItIsWhenAHandlerCommits() {
    fill(0, 1, 4);
    final Tailer tailer = client.newTailer(P0, new TailerSettings(Start.offset(0)));
    final List<Long> positions = new ArrayList<>();
    final ControlledRecordHandler handler =
        record -> {
          take(record);
          positions.add(tailer.position());
          return record.offset() == 1 ? Action.COMMIT : Action.CONTINUE;
        };
    for (int i = 0; given.size() < 4 && i < MANY_CYCLES; i++) {
      tailer.controlledPoll(handler, 10);
    }
    assertThat(positions).containsExactly(0L, 0L, 2L, 2L);
    assertThat(tailer.position()).isEqualTo(4);
  }

  @Test
  void takesARecordWhoseHandlerFailed() {
    fill(0, 1, 2);
    final Tailer tailer = client.newTailer(P0, new TailerSettings(Start.offset(0)));
    final ControlledRecordHandler failing =
        record -> {
          throw new IllegalArgumentException("at " + record.offset());
        };
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < MANY_CYCLES; i++) {
                tailer.controlledPoll(failing, 10);
              }
            })
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("at 0");
    assertThat(tailer.position()).isEqualTo(1);
    poll(tailer, 1);
    assertThat(given).containsExactly("v1");
  }

  @Test
  void aHandlerMustNotPoll() {
    fill(0, 1, 2);
    final Tailer tailer = client.newTailer(P0, new TailerSettings(Start.offset(0)));
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < MANY_CYCLES; i++) {
                tailer.poll(record -> tailer.poll(this::take, 1), 1);
              }
            })
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void poisonsWhatAHandlerKeeps() {
    fill(0, 1, 1);
    final Tailer tailer =
        client.newTailer(P0, new TailerSettings(Start.earliest()).withPoisonsBuffers(true));
    final List<DirectBuffer> kept = new ArrayList<>();
    final int[] position = {0};
    for (int i = 0; kept.isEmpty() && i < MANY_CYCLES; i++) {
      tailer.poll(
          record -> {
            kept.add(record.buffer());
            position[0] = record.valuePosition();
          },
          1);
    }
    assertThat(kept.get(0).getByte(position[0])).isEqualTo((byte) 0xDB);
  }

  @Test
  void aSlowOneIsNotFloodedAndGetsAllInTheEnd() {
    fill(0, 4000, 8);
    final Tailer tailer =
        client.newTailer(P0, new TailerSettings(Start.earliest()).withBufferBytes(64 * 1024));
    cluster.runFor(client, 1_000_000_000L);

    poll(tailer, 32_000);
    assertThat(tailer.position()).isEqualTo(32_000);
  }

  @Test
  void saysThatAnOffsetIsNotThere() {
    fill(0, 1, 1);
    final Tailer tailer = client.newTailer(P0, new TailerSettings(Start.offset(7)));

    assertThatThrownBy(() -> poll(tailer, 1)).isInstanceOf(OffsetOutOfRangeException.class);
    tailer.seek(Start.earliest());
    poll(tailer, 1);
    tailer.close();
    assertThatThrownBy(() -> tailer.poll(this::take, 1)).isInstanceOf(ClientClosedException.class);
  }

  @Test
  void knowsNoOtherPartition() {
    assertThatThrownBy(
            () ->
                client.newTailer(new TopicPartition("t", 1), new TailerSettings(Start.earliest())))
        .isInstanceOf(UnknownTopicException.class)
        .hasMessageContaining("0 to 0, not 1");
  }
}
