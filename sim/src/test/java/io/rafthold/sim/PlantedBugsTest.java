package io.rafthold.sim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bugs that the simulator is known to find, as patches beside these tests: sim/planted-bugs plants
 * one after the other. A change of the code that one of them patches must take the patch along.
 */
class PlantedBugsTest {
  private static final int LEAST = 24;
  private static final Path MODULE = Path.of("").toAbsolutePath();
  private static final Path PATCHES = MODULE.resolve("src/test/planted-bugs");

  /** Lines that a patch expects to find in a file, one after the other. */
  private record Hunk(String file, String before) {}

  static List<Path> patches() throws IOException {
    try (Stream<Path> files = Files.list(PATCHES)) {
      return files.filter(file -> file.toString().endsWith(".patch")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("patches")
  void aPatchSaysWhichRuleItBreaksAndStillApplies(Path patch) throws IOException {
    final List<String> lines = Files.readAllLines(patch, UTF_8);
    final List<Hunk> hunks = hunks(lines);

    assertThat(lines.get(0)).as("first line of %s", patch).startsWith("# ");
    assertThat(hunks).as("changes in %s", patch).isNotEmpty();
    for (final Hunk hunk : hunks) {
      final Path file = MODULE.resolveSibling(hunk.file());
      assertThat(Files.readString(file, UTF_8))
          .as("%s: the code that %s plants a bug in has changed", hunk.file(), patch)
          .contains(hunk.before());
    }
  }

  @Test
  void thereAreEnoughOfThem() throws IOException {
    assertThat(patches()).hasSizeGreaterThanOrEqualTo(LEAST);
  }

  private static List<Hunk> hunks(List<String> patch) {
    final List<Hunk> hunks = new ArrayList<>();
    String file = "";
    StringBuilder before = null;
    for (final String line : patch) {
      if (line.startsWith("--- ") || line.startsWith("@@") || line.startsWith("+++ ")) {
        if (before != null) {
          hunks.add(new Hunk(file, before.toString()));
        }
        before = line.startsWith("@@") ? new StringBuilder() : null;
        file = line.startsWith("+++ b/") ? line.substring("+++ b/".length()) : file;
      } else if (before != null && !line.startsWith("+")) {
        before.append(line.isEmpty() ? "" : line.substring(1)).append('\n');
      }
    }
    if (before != null) {
      hunks.add(new Hunk(file, before.toString()));
    }
    return hunks;
  }
}
