package io.rafthold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line refuses before it looks for a cluster. */
class CommandLineTest {
  private static final String NOBODY = "127.0.0.1:1";

  private final TestTerminal terminal = new TestTerminal();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      nullValues = "-",
      value = {
        "-                                        | no command",
        "launch                                   | Unmatched argument at index 0: 'launch'",
        "topic                                    | no command; use create, list, describe, alter",
        "topic rename a b                         | Unmatched argument",
        "topic create                             | Missing required parameter: 'NAME'",
        "topic create a --partitions 0            | '0' is below 1",
        "topic create a --partitions many         | 'many' is not a whole number",
        "topic create a --replicas -1             | '-1' is below 1",
        "topic create a --ack all                 | ack level 'all' is not known: use quorum or",
        "topic create a --segment-bytes 1MB       | '1MB': unit 'MB' is not known",
        "topic create a --retention-time 7       | '7': a duration without a unit",
        "topic create a --retention-time 5us     | '5us' is too short; write it as in 7d, or",
        "topic create a --retention-bytes 1GB    | '1GB': unit 'GB' is not known",
        "topic alter                             | Missing required parameter: 'NAME'",
        "topic alter a                           | nothing to change; use --retention-time,",
        "topic alter a --retention-time never    | 'never': not a duration",
        "topic alter a --partitions 0            | '0' is below 1",
        "topic list --timeout 5                   | '5': a duration without a unit",
        "topic list --timeout 0s                  | '0s': no time at all",
        "topic list --boot x                      | Unknown options: '--boot', 'x'",
        "cluster                                  | no command; use status",
        "cluster start                            | Unmatched argument",
        "cluster add                              | Missing required parameters: 'ID'",
        "cluster add x h:1:2                      | 'x' is not an int",
        "cluster add 3 nonsense                   | 'nonsense' is no broker's address; write",
        "cluster add 3 h:1                        | 'h:1' is no broker's address; write",
        "cluster remove                           | Missing required parameter: 'ID'",
        "cluster transfer t 0                     | Missing required option: '--to=ID'",
        "cluster transfer t --to 1                | Missing required parameter: 'PARTITION'",
        "partition                                | no command; use add-replica or remove-",
        "partition add-replica t 0                | Missing required option: '--broker=ID'",
        "partition remove-replica t x --broker 1  | 'x' is not an int",
        "log                                      | no command; use verify",
        "log verify                               | Missing required parameter: 'DIR'",
        "produce                                  | Missing required parameter: 'TOPIC'",
        "produce t --partition -2                 | --partition -2: partitions are numbered from",
        "produce t --rate -1                      | --rate -1.0: choose a number above 0",
        "produce t --compression gzip             | 'gzip' is none of none, lz4 and zstd",
        "produce t --rate fast                    | 'fast' is not a double",
        "produce t --key-field a --key-separator b| are mutually exclusive",
        "produce t --key-separator=               | --key-separator is empty",
        "produce t --ack none                     | ack level 'none' is not known",
        "consume                                  | Missing required parameter: 'TOPIC'",
        "consume t --from start                   | 'start' is no place to start; write beginning",
        "consume t --from -3                      | '-3' is no place to start",
        "consume t --from @noon                   | '@noon' is no place to start",
        "consume t --from @                       | '@' is no place to start",
        "consume t --from-time noon              | 'noon' is no time; write epoch milliseconds",
        "consume t --from 3 --from-time 1h       | are mutually exclusive",
        "consume t --count -1                     | --count -1: choose 0 or more",
        "consume t --count few                    | 'few' is not a long",
        "consume t --pace 0                       | --pace 0.0: choose a factor above 0",
        "consume t --pace fast                    | 'fast' is not a double",
        "consume t --replica -1                   | --replica -1: broker ids are 0 or more",
        "consume t --partition -2                 | --partition -2: partitions are numbered from",
        "consume t --format %x                    | --format '%x': %x is not known; use %T, %p",
        "consume t --format a%                    | --format 'a%': ends with a lone %",
        "consume t --json --format %v             | are mutually exclusive",
        "group                                   | no command; use list, describe, seek or delete",
        "group describe                          | Missing required parameter: 'NAME'",
        "group seek g                            | Missing required option: '--to=PLACE'",
        "group seek g --to start                 | 'start' is no place to start; write beginning",
        "group seek g --to end --partition 1     | --partition 1: name its topic by --topic",
        "group seek g --to end --topic t --partition -1 | --partition -1: partitions are numbered",
        "quickstart --keep                        | Missing required parameter for option '--keep'",
        "server now                               | Unmatched argument",
      })
  void wrongUseIsRefusedOnStandardError(String arguments, String expected) {
    final String[] words = arguments == null ? new String[0] : arguments.strip().split(" +");

    assertThat(terminal.run(words)).isEqualTo(ExitCodes.USAGE);
    assertThat(terminal.err()).startsWith("rafthold: ").contains(expected.strip());
    assertThat(terminal.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "help",
        "--version",
        "server --help",
        "quickstart --help",
        "topic --help",
        "topic create --help",
        "topic list --help",
        "topic describe --help",
        "topic delete --help",
        "produce --help",
        "consume --help",
        "cluster status --help",
        "log verify --help",
        "help consume"
      })
  void helpIsDataAndNoFailure(String arguments) {
    assertThat(terminal.run(arguments.split(" "))).isEqualTo(ExitCodes.OK);
    assertThat(terminal.out()).isNotBlank();
    assertThat(terminal.err()).isEmpty();
  }

  @Test
  void helpTellsOfTheBench() {
    terminal.run("help");
    assertThat(terminal.out()).contains("bin/rafthold bench");
  }

  @Test
  void aConfigurationThatDoesNotDoIsAUsageErrorOfOneLine() {
    assertThat(terminal.run("server", "--set", "broker.id=9")).isEqualTo(ExitCodes.USAGE);
    assertThat(terminal.err())
        .isEqualTo(
            "rafthold: --set: broker.id = 9: not among cluster.members, whose ids are [0]; choose"
                + " one, or add the broker\n");
  }

  @Test
  void aMissingConfigurationFileIsAUsageError(@TempDir Path directory) {
    final String missing = directory.resolve("none.yaml").toString();

    assertThat(terminal.run("server", "--config", missing)).isEqualTo(ExitCodes.USAGE);
    assertThat(terminal.err())
        .isEqualTo("rafthold: " + missing + ": no such file; name the" + " configuration file\n");
  }

  @Test
  void aMissingInputFileIsAUsageError(@TempDir Path directory) {
    final Path missing = directory.resolve("none.ndjson");

    assertThat(terminal.run("produce", "t", "--file", missing.toString()))
        .isEqualTo(ExitCodes.USAGE);
    assertThat(terminal.err()).startsWith("rafthold: " + missing + ": no such file");
    assertThat(new TestTerminal().run("produce", "t", "--file", directory.toString()))
        .isEqualTo(ExitCodes.USAGE);
  }

  @Test
  void aBrokerThatIsNotThereIsUnreachableWithinTheDeadline() {
    assertThat(terminal.run("topic", "list", "--bootstrap", NOBODY, "--timeout", "300ms"))
        .isEqualTo(ExitCodes.NO_QUORUM);
    assertThat(terminal.err()).startsWith("rafthold: ").contains(NOBODY);
    assertThat(terminal.out()).isEmpty();
  }

  @Test
  void theEnvironmentNamesTheBrokersUnlessAnOptionDoes() {
    final TestTerminal configured =
        new TestTerminal(Map.of(ClientOptions.BOOTSTRAP_VARIABLE, NOBODY));

    assertThat(configured.run("cluster", "status", "--timeout", "300ms"))
        .isEqualTo(ExitCodes.NO_QUORUM);
    assertThat(configured.err()).contains(NOBODY);
  }

  @Test
  void anAddressWithoutAPortIsAUsageError() {
    assertThat(terminal.run("topic", "list", "--bootstrap", "somewhere"))
        .isEqualTo(ExitCodes.USAGE);
    assertThat(terminal.err()).contains("somewhere");
  }
}
