package io.rafthold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.log.ReplicaLog;
import io.rafthold.partition.ReplicaFiles;
import io.rafthold.server.StoppedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code log verify}, {@code dump} and {@code scrub} on directories as they should not be. */
class LogToolsTest {
  @TempDir Path data;

  private final TestTerminal terminal = new TestTerminal();
  private StoppedBroker broker;

  @BeforeEach
  void fill() {
    broker = new StoppedBroker(data);
    broker.fill();
  }

  private int run(String... words) {
    final String[] arguments = new String[words.length];
    for (int i = 0; i < words.length; i++) {
      arguments[i] = words[i].replace("DATA", data.toString());
    }
    return terminal.run(arguments);
  }

  @Test
  void soundOnesAreSound() {
    assertThat(run("log", "verify", "DATA")).isEqualTo(ExitCodes.OK);
    assertThat(run("log", "scrub", "DATA")).isEqualTo(ExitCodes.OK);
    assertThat(terminal.out())
        .contains("identical: 1 groups")
        .contains("group 5: ok, " + StoppedBroker.ENTRIES + " entries");
    assertThat(terminal.err()).isEmpty();
  }

  @Test
  void scrubPrintsObjects() {
    assertThat(run("log", "scrub", "DATA", "--json")).isEqualTo(ExitCodes.OK);
    assertThat(terminal.out())
        .startsWith("{\"group\":5,\"directory\":")
        .contains("\"entries\":" + StoppedBroker.ENTRIES)
        .contains("\"damages\":[]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"verify", "scrub"})
  void firstSegmentsThatAreMissingAreDamage(String tool) throws IOException {
    Files.move(broker.segment(1), data.resolve("stolen"));
    assertThat(run("log", tool, "DATA")).isEqualTo(ExitCodes.VERIFICATION_FAILED);
    assertThat(terminal.out())
        .contains("NOT")
        .contains("the log starts here with entry " + broker.baseIndex(2))
        .contains("what is known of its start ends at entry 0");
  }

  @ParameterizedTest
  @CsvSource({
    "verify, vote",
    "verify, membership",
    "verify, start",
    "verify, progress",
    "verify, segments/flushed",
    "scrub, vote",
    "scrub, membership",
    "scrub, start",
    "scrub, progress",
    "scrub, segments/flushed"
  })
  void whatABrokerWouldNotOpenIsNamed(String tool, String name) throws IOException {
    final Path file = broker.replica().resolve(name);
    Files.write(file, new byte[(int) Files.size(file)]);
    assertThat(run("log", tool, "DATA")).isEqualTo(ExitCodes.VERIFICATION_FAILED);
    assertThat(terminal.out()).contains("damage: segment " + file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"vote", "membership", "segments/flushed"})
  void soIsAFileThatIsGone(String name) throws IOException {
    Files.delete(broker.replica().resolve(name));
    assertThat(run("log", "verify", "DATA")).isEqualTo(ExitCodes.VERIFICATION_FAILED);
    assertThat(terminal.out())
        .contains(broker.replica().resolve(name).toString())
        .contains("is missing beside a log with entries");
  }

  @Test
  void scrubGoesOnBehindDamage() throws IOException {
    broker.flipBody(2);
    broker.flipBody(3);
    assertThat(run("log", "scrub", "DATA")).isEqualTo(ExitCodes.VERIFICATION_FAILED);
    assertThat(terminal.out())
        .contains("group 5: NOT OK")
        .contains("segment " + broker.segment(2) + ", index " + broker.baseIndex(2))
        .contains("segment " + broker.segment(3) + ", index " + broker.baseIndex(3))
        .contains("body CRC does not match");
  }

  @Test
  void dumpPrintsTheEntries() {
    assertThat(run("log", "dump", "DATA", "--group", "5", "--limit", "2")).isEqualTo(ExitCodes.OK);
    assertThat(terminal.out().lines())
        .hasSize(2)
        .first()
        .asString()
        .startsWith(
            "index 1 term 3 offset 0 records 1 time 1970-01-01T00:00:00.000000001Z type data");
  }

  @Test
  void dumpGoesFromAnIndexToTheEnd() {
    final String from = Integer.toString(StoppedBroker.ENTRIES - 4);
    assertThat(run("log", "dump", "DATA", "--group", "5", "--from", from, "--limit", "0"))
        .isEqualTo(ExitCodes.OK);
    assertThat(terminal.out().lines()).hasSize(5);
    assertThat(terminal.out()).startsWith("index " + from + " ");
  }

  @Test
  void dumpOfASegmentPrintsObjects() throws IOException {
    assertThat(
            run("log", "dump", "DATA", "--group", "5", "--segment", "2", "--limit", "1", "--json"))
        .isEqualTo(ExitCodes.OK);
    assertThat(terminal.out()).startsWith("{\"index\":" + broker.baseIndex(2) + ",\"term\":3");
  }

  @Test
  void dumpEndsAtDamageAndSaysSo() throws IOException {
    broker.flipBody(2);
    assertThat(run("log", "dump", "DATA", "--group", "5", "--limit", "0"))
        .isEqualTo(ExitCodes.VERIFICATION_FAILED);
    assertThat(terminal.out().lines()).hasSize((int) broker.baseIndex(2) - 1);
    assertThat(terminal.err())
        .startsWith("rafthold: damage: segment " + broker.segment(2))
        .contains("index " + broker.baseIndex(2));
  }

  @Test
  void behindTheEndDumpSaysThatThereIsNothing() {
    assertThat(run("log", "dump", "DATA", "--group", "5", "--from", "100000"))
        .isEqualTo(ExitCodes.NOT_FOUND);
    assertThat(terminal.out()).isEmpty();
    assertThat(terminal.err())
        .isEqualTo(
            "rafthold: there is no entry 100000: the log has entries 1 to "
                + StoppedBroker.ENTRIES
                + "\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "log dump DATA --group 6                | 3 | has no replica of group 6",
        "log dump DATA --group 5 --segment 99   | 3 | has no segment 99",
        "log dump DATA --group 5 --from 0       | 2 | --from and --segment are 1 or more",
        "log dump DATA --group 5 --limit -1     | 2 | --group and --limit 0 or more",
        "log dump DATA --group five             | 2 | 'five' is not an int",
        "log dump DATA                          | 2 | Missing required option: '--group=ID'",
        "log dump DATA/none --group 5           | 2 | DATA/none",
        "log dump DATA/groups --group 5         | 2 | DATA/groups",
        "log scrub DATA/none                    | 2 | DATA/none",
        "log scrub DATA/groups                  | 2 | DATA/groups",
        "log scrub                              | 2 | Missing required parameter: 'DIR'",
        "log verify DATA/none                   | 2 | DATA/none",
        "log repair DATA/none                   | 2 | DATA/none",
        "log repair DATA --group 6              | 3 | has no replica of group 6",
      })
  void wrongUseIsToldInOneLine(String line, int exitCode, String expected) {
    assertThat(run(line.split(" +"))).isEqualTo(exitCode);
    assertThat(terminal.err())
        .startsWith("rafthold: ")
        .contains(expected.replace("DATA", data.toString()));
    assertThat(terminal.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"log scrub DATA", "log verify DATA", "log dump DATA --group 5", "log repair DATA"})
  void aRunningBrokersDirectoryIsRefused(String line) throws Exception {
    try (AutoCloseable running = broker.run()) {
      assertThat(running).isNotNull();
      assertThat(run(line.split(" "))).isEqualTo(ExitCodes.FAILURE);
    }
    assertThat(terminal.err()).contains(data + " is in use by").contains("stop ");
    assertThat(terminal.out()).isEmpty();
    assertThat(run(line.split(" "))).isEqualTo(ExitCodes.OK);
  }

  @Test
  void whatIsRepairedIsSoundAndNamesWhatWent() throws IOException {
    broker.flipBody(3);
    final long first = broker.baseIndex(3);
    final String lost =
        "entries "
            + first
            + " to "
            + StoppedBroker.ENTRIES
            + ", offsets "
            + (first - 1)
            + " to "
            + (StoppedBroker.ENTRIES - 1);
    assertThat(run("log", "repair", "DATA")).isEqualTo(ExitCodes.VERIFICATION_FAILED);
    assertThat(terminal.out()).contains("would go: " + lost).contains("nobody else has it");
    assertThat(run("log", "repair", "DATA", "--accept-data-loss")).isEqualTo(ExitCodes.OK);
    assertThat(terminal.out()).contains("went: " + lost);
    assertThat(run("log", "verify", "DATA")).isEqualTo(ExitCodes.OK);
    try (ReplicaFiles files = broker.open()) {
      final ReplicaLog log = files.log();
      assertThat(log.lastIndex()).isEqualTo(first - 1);
    }
  }
}
