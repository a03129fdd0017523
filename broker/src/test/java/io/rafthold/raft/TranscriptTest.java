package io.rafthold.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every scenario under {@code src/test/resources/transcripts}: lines with {@code >} are commands,
 * the rest is the whole expected output. {@code -Dtranscripts.update=true} writes it anew; read the
 * difference before you commit it.
 */
class TranscriptTest {
  private static final Path DIRECTORY = Path.of("src/test/resources/transcripts");
  private static final boolean UPDATE = Boolean.getBoolean("transcripts.update");

  static List<Path> scenarios() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void happensAsWritten(Path scenario) throws IOException {
    List<String> expected = Files.readAllLines(scenario);
    List<String> actual = new ArrayList<>();
    TranscriptRunner runner = new TranscriptRunner();
    for (String line : expected) {
      if (line.startsWith("#") || line.isBlank()) {
        actual.add(line);
      } else if (line.startsWith(">")) {
        actual.add(line);
        actual.addAll(runner.run(line.substring(1)));
      }
    }
    if (UPDATE) {
      Files.write(scenario, actual);
    } else {
      assertThat(actual).as(scenario.toString()).isEqualTo(expected);
    }
  }
}
