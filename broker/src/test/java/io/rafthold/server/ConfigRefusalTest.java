package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong with a file is refused with its line, the value and a remedy. */
class ConfigRefusalTest {
  private static final String TWO_MEMBERS =
      """
      cluster.members:
        - {id: 0, host: 127.0.0.1, peerPort: 9100, clientPort: 9101}
        - {id: %s, host: %s, peerPort: %s, clientPort: %s}
      """;

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cluster.ID: x              | cluster.ID = x: unknown key; did you mean cluster.id?",
        "brokerId: 1                | brokerId = 1: unknown key; did you mean broker.id?",
        "retention: 1               | retention = 1: unknown key; config/rafthold.yaml lists",
        "cluster.id: a b            | cluster.id = a b: not a cluster id; use 1 to 64 letters",
        "cluster.id:                | cluster.id = : empty; write a value, or remove the line",
        "broker.id: [{id: 1}]       | broker.id = a list of 1: a list, where one value is wanted",
        "broker.id: {a: b}          | broker.id = a map: one value is wanted here",
        "broker.id: -1              | broker.id = -1: out of range; choose 0 to 1023",
        "broker.id: 3               | broker.id = 3: not among cluster.members, whose ids are [0]",
        "cluster.join: true         | cluster.join = true: without another broker in",
        "cluster.join: maybe        | cluster.join = maybe: not a choice; use false or true",
        "leader.rebalance.after: 10 | leader.rebalance.after = 10: a duration without a unit",
        "leader.rebalance.after: 5ms| leader.rebalance.after = 5ms: out of range; choose 100ms",
        "heartbeat.interval: 50     | heartbeat.interval = 50: a duration without a unit; write",
        "heartbeat.interval: 50 sec | heartbeat.interval = 50 sec: unit 'sec' is not known; write",
        "heartbeat.interval: soon   | heartbeat.interval = soon: not a duration; write",
        "heartbeat.interval: 11s    | heartbeat.interval = 11s: out of range; choose 1ms to 10s",
        "heartbeat.interval: 101ms  | heartbeat.interval = 101ms: too long for election.timeout =",
        "election.timeout: 2s..1s   | election.timeout = 2s..1s: the range is empty; write",
        "election.timeout: 1ms      | election.timeout = 1ms: out of range; choose 10ms to 1m",
        "segment.bytes: 64MB        | segment.bytes = 64MB: unit 'MB' is not known; write",
        "segment.bytes: 2GiB        | segment.bytes = 2GiB: out of range; choose 1MiB to 1GiB",
        "segment.bytes: 1MiB        | segment.bytes = 1MiB: too small for record.max.bytes = 1MiB;",
        "record.max.bytes: 4MiB     | record.max.bytes = 4MiB: too large for aeron.term.length =",
        "aeron.term.length: 3MiB    | aeron.term.length = 3MiB: choose a power of two from 64KiB",
        "aeron.mtu: 1500            | aeron.mtu = 1500: choose auto, or a multiple of 32 from 512",
        "link.timeout: 100ms        | link.timeout = 100ms: out of range; choose 500ms to 1m",
        "aeron.driver: own          | aeron.driver = own: not a choice; use embedded or external",
        "aeron.driver: external     | aeron.dir = auto: an external driver has its own; name",
        "threads.cpus: first        | threads.cpus = first: not a whole number; choose 0 to 4095",
        "threads.cpus: 0,1,2        | threads.cpus = 0,1,2: does not fit threads.profile = ",
        "threads.profile: fast      | threads.profile = fast: not a profile; use auto, compact",
        "ack: all                   | ack = all: ack level 'all' is not known: use quorum or",
        "replication.default: 2     | replication.default = 2: more than the cluster's 1 brokers;",
        "data.network: yes          | data.network = yes: not a choice; use allow or refuse",
        "inflight.max.bytes: 1MiB   | inflight.max.bytes = 1MiB: too small for record.max.bytes",
        "cluster.members: []        | cluster.members = a list of 0: 0 members; name 1 to 15",
        "cluster.members: [a]       | cluster.members = a list: each item is a map",
        "cluster.members: 0@h:1     | cluster.members = 0@h:1: '0@h:1' is not a member; write",
        "cluster.members: [{id: 0}] | cluster.members[0].clientPort = : missing; add it",
        "cluster.members: [{ip: a}] | cluster.members[0].ip = a: unknown key; a member has id",
      })
  void aBadLineIsRefused(String line, String expected) throws IOException {
    final String message = refusal("# one\n\n" + line.strip() + "\n");

    final boolean isDefault = expected.startsWith("aeron.dir = auto");
    assertThat(message)
        .startsWith((isDefault ? "default: " : file() + ":3: ") + expected.strip())
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 127.0.0.1 | 9110 | 9111 | cluster.members[1].id = 0: the id of two brokers; give",
        "1 | 127.0.0.1 | 9100 | 9111 | cluster.members[1].peerPort = 9100: taken by cluster.mem",
        "1 | localhost | 9102 | 9111 | cluster.members[1].peerPort = 9102: taken by cluster.mem",
        "1 | 127.0.0.1 | 9110 | 9110 | cluster.members[1].clientPort = 9110: taken by cluster.m",
        "1 | 127.0.0.1 | 9110 | 9109 | cluster.members[1].responsePort = 9110: taken by cluster",
        "1 | 0.0.0.0   | 9110 | 9111 | cluster.members[1].host = 0.0.0.0: '0.0.0.0' reaches no",
        "1 | 'a b'     | 9110 | 9111 | cluster.members[1].host = a b: 'a b' is not a host; write",
        "1 | 127.0.0.1 | 0    | 9111 | cluster.members[1].peerPort = 0: out of range; choose 1",
        "1 | 127.0.0.1 | 9110 | x    | cluster.members[1].clientPort = x: not a whole number; ch",
      })
  void membersThatClashAreRefused(
      String id, String host, String peerPort, String clientPort, String expected)
      throws IOException {
    assertThat(refusal(TWO_MEMBERS.formatted(id, host, peerPort, clientPort)))
        .startsWith(file() + ":3: " + expected);
  }

  @Test
  void theSamePortsOnAnotherHostAreFine() throws IOException {
    Files.writeString(file(), TWO_MEMBERS.formatted("1", "10.0.0.2", "9100", "9101"));

    assertThat(ConfigLoader.load(file(), Map.of(), List.of()).members()).hasSize(2);
  }

  @Test
  void aKeySetTwiceIsRefusedWithBothLines() throws IOException {
    assertThat(refusal("cluster: {id: a}\nack: quorum\ncluster.id: b\n"))
        .isEqualTo(
            file() + ":3: cluster.id = b: set already at " + file() + ":1; remove one of the two");
  }

  @Test
  void brokenYamlIsRefusedWithItsLine() throws IOException {
    assertThat(refusal("cluster.id: a\nack: 'quorum\n")).startsWith(file() + ":").contains("YAML");
    assertThat(refusal("cluster.id: a\n  ack: quorum\n")).startsWith(file() + ":2: not YAML");
    assertThat(refusal("just text\n")).startsWith(file() + ":1: keys and values are wanted");
    assertThat(refusal("a: 1\n---\nb: 2\n")).startsWith(file() + ":").contains("not YAML");
  }

  @Test
  void whatIsNoTextIsRefused() throws IOException {
    Files.write(file(), "cluster.id: é".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(refusalOfFile()).startsWith(file() + ": not UTF-8 text");
  }

  private Path file() {
    return directory.resolve("broker.yaml");
  }

  private String refusal(String yaml) throws IOException {
    Files.writeString(file(), yaml);
    return refusalOfFile();
  }

  private String refusalOfFile() {
    return catchThrowableOfType(
            ConfigurationException.class, () -> ConfigLoader.load(file(), Map.of(), List.of()))
        .getMessage();
  }
}
