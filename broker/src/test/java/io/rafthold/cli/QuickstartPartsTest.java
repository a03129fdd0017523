package io.rafthold.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.cli.EventFile.Event;
import io.rafthold.client.ConsumerRecord;
import io.rafthold.server.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartPartsTest {
  private static final List<Event> SENT =
      List.of(new Event("a", "1"), new Event("b", "2"), new Event("a", "3"));

  @Test
  void theShippedEventsAreThere() {
    final List<Event> events = EventFile.read(null);

    assertThat(events).hasSize(1707);
    assertThat(events.get(0).key()).isEqualTo("uw");
    assertThat(events.get(0).line()).startsWith("{\"id\":\"uw61345682\"");
  }

  @Test
  void aBadLineOfAnotherFileIsNamed(@TempDir Path directory) throws IOException {
    final Path file =
        Files.writeString(directory.resolve("my.ndjson"), "{\"net\":\"a\"}\n{\"id\":1}\n");

    assertThatThrownBy(() -> EventFile.read(file))
        .isInstanceOf(CommandException.class)
        .hasMessage(file + ":2: no field 'net' in it");
  }

  @Test
  void orderCountsWithinAKeyOnly() {
    assertThat(QuickstartComparison.isInOrder(SENT, read("b2", "a1", "a3"))).isTrue();
    assertThat(QuickstartComparison.isInOrder(SENT, read("a3", "b2", "a1"))).isFalse();
    assertThat(QuickstartComparison.isInOrder(SENT, read("a1", "b2"))).isFalse();
    assertThat(QuickstartComparison.isInOrder(SENT, read("a1", "b2", "a3", "a3"))).isFalse();
  }

  @Test
  void whatComesBackTwiceIsADuplicate() {
    assertThat(QuickstartComparison.duplicates(SENT, read("a1", "b2", "a3"))).isZero();
    assertThat(QuickstartComparison.duplicates(SENT, read("a1", "a1", "a1"))).isEqualTo(2);
  }

  @Test
  void portsComeInPairsThatDoNotOverlap() {
    final int[] ports = LoopbackPorts.runs(6, 2);

    assertThat(Arrays.stream(ports).flatMap(port -> IntStream.of(port, port + 1)).boxed())
        .hasSize(12)
        .doesNotHaveDuplicates();
  }

  private static List<ConsumerRecord<String, String>> read(String... keysAndValues) {
    return IntStream.range(0, keysAndValues.length)
        .mapToObj(
            i ->
                new ConsumerRecord<>(
                    "t",
                    0,
                    i,
                    0,
                    keysAndValues[i].substring(0, 1),
                    keysAndValues[i].substring(1),
                    List.of()))
        .toList();
  }
}
