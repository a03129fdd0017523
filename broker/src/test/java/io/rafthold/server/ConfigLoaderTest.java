package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.metadata.ClusterMember;
import io.rafthold.protocol.AckLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
  @TempDir private Path directory;

  @Test
  void defaultsAreOneBrokerOnLoopback() {
    final BrokerConfig config = ConfigLoader.load(null, Map.of(), List.of());

    assertThat(config.members())
        .containsExactly(new ClusterMember(0, "127.0.0.1", 9100, 9101, 9102));
    assertThat(config.electionTimeout())
        .isEqualTo(
            new TimeoutRange(
                TimeUnit.MILLISECONDS.toNanos(250), TimeUnit.MILLISECONDS.toNanos(500)));
    assertThat(config.heartbeatIntervalNs()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(50));
    assertThat(config.ackLevel()).isEqualTo(AckLevel.QUORUM_SYNC);
    assertThat(config.maxRecordBytes()).isEqualTo(1 << 20);
    assertThat(config.dataDirectory()).isAbsolute();
    assertThat(config.aeronDirectory()).contains("rafthold").endsWith("-0-9100");
  }

  @Test
  void nestedMapsAndDottedKeysMeanTheSame() {
    final BrokerConfig nested =
        load(
            """
            cluster:
              id: quakes
              members:
                - {id: 4, host: a.example, peerPort: 1, clientPort: 2, responsePort: 9}
            broker: {id: 4}
            aeron.term: {length: 32MiB}
            """);
    final BrokerConfig dotted =
        load(
            """
            cluster.id: quakes
            cluster.members:
              - id: 4
                host: a.example
                peerPort: 1
                clientPort: 2
                responsePort: 9
            broker.id: 4
            aeron.term.length: 32MiB
            """);

    for (final BrokerConfig config : List.of(nested, dotted)) {
      assertThat(config.clusterId()).isEqualTo("quakes");
      assertThat(config.self()).isEqualTo(new ClusterMember(4, "a.example", 1, 2, 9));
      assertThat(config.termLengthBytes()).isEqualTo(32 << 20);
    }
  }

  @Test
  void anEmptyFileIsTheDefaults() {
    assertThat(load("# nothing\n").clusterId()).isEqualTo("rafthold");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "250ms            | 250 | 500",
        "200ms..200ms     | 200 | 200",
        "1s..3s           | 1000 | 3000",
        "150000us .. 1m   | 150 | 60000"
      })
  void anElectionTimeoutIsARangeOrItsMinimum(String text, long minMs, long maxMs) {
    final TimeoutRange range = load("election.timeout: " + text).electionTimeout();

    assertThat(TimeUnit.NANOSECONDS.toMillis(range.minNs())).isEqualTo(minMs);
    assertThat(TimeUnit.NANOSECONDS.toMillis(range.maxNs())).isEqualTo(maxMs);
  }

  @Test
  void overridesBeatTheEnvironmentWhichBeatsTheFile() throws IOException {
    final Path file = write("cluster.id: file\nsegment.bytes: 8MiB\nack: quorum\n");

    final BrokerConfig config =
        ConfigLoader.load(
            file,
            Map.of("RAFTHOLD_CLUSTER_ID", "environment", "RAFTHOLD_SEGMENT_BYTES", "16MiB"),
            List.of("cluster.id=first", "cluster.id=last"));

    assertThat(config.clusterId()).isEqualTo("last");
    assertThat(config.segmentBytes()).isEqualTo(16 << 20);
    assertThat(config.ackLevel()).isEqualTo(AckLevel.QUORUM);
  }

  @Test
  void membersFitIntoOneOverride() {
    final BrokerConfig config =
        ConfigLoader.load(
            null,
            Map.of(),
            List.of("cluster.members=0@h:1:2, 1@[::1]:3:4:9,2@h:5:6", "broker.id=1"));

    assertThat(config.members())
        .containsExactly(
            new ClusterMember(0, "h", 1, 2, 3),
            new ClusterMember(1, "::1", 3, 4, 9),
            new ClusterMember(2, "h", 5, 6, 7));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RAFTHOLD_BOOTSTRAP",
        "RAFTHOLD_JAVA_OPTS",
        "RAFTHOLD_PORT",
        "RAFTHOLD_SERVICE_HOST",
        "RAFTHOLD_PORT_9100_UDP_ADDR",
        "OTHER_KEY"
      })
  void variablesOfOthersAreLeftAlone(String variable) {
    assertThat(ConfigLoader.load(null, Map.of(variable, "x"), List.of()).clusterId())
        .isEqualTo("rafthold");
  }

  @Test
  void aMisspeltVariableIsRefused() {
    assertThatThrownBy(() -> ConfigLoader.load(null, Map.of("RAFTHOLD_CLUSTERID", "x"), List.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll("RAFTHOLD_CLUSTERID=x", "unset it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cluster.id", "=x", ""})
  void anOverrideWithoutKeyAndValueIsRefused(String override) {
    assertThatThrownBy(() -> ConfigLoader.load(null, Map.of(), List.of(override)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll("--set " + override, "key=value");
  }

  @Test
  void aBadOverrideIsRefusedByName() {
    assertThatThrownBy(() -> ConfigLoader.load(null, Map.of(), List.of("broker.id=seven")))
        .hasMessage("--set: broker.id = seven: not a whole number; choose 0 to 1023");
  }

  @Test
  void aMissingFileIsRefused() {
    final Path missing = directory.resolve("none.yaml");
    assertThatThrownBy(() -> ConfigLoader.load(missing, Map.of(), List.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(missing + ": no such file; name the configuration file");
  }

  private BrokerConfig load(String yaml) {
    try {
      return ConfigLoader.load(write(yaml), Map.of(), List.of());
    } catch (final IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    }
  }

  private Path write(String yaml) throws IOException {
    return Files.writeString(directory.resolve("broker.yaml"), yaml);
  }
}
