package io.rafthold.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The README tells the truth, as far as a test can tell. */
class ReadmeTest {
  private static final String EXAMPLE =
      "broker/src/test/java/io/rafthold/readme/ReadmeExample.java";

  @Test
  void itsExampleIsTheOneThatIsCompiled() throws IOException {
    final List<String> source = Files.readAllLines(root().resolve(EXAMPLE));
    final String compiled =
        String.join(
                "\n", source.subList(indexOf(source, "// begin") + 1, indexOf(source, "// end")))
            .stripIndent();
    final List<String> readme = Files.readAllLines(root().resolve("README.md"));
    final int start = readme.indexOf("<!-- example -->") + 2;
    final int end = start + readme.subList(start, readme.size()).indexOf("```");

    assertThat(String.join("\n", readme.subList(start, end))).isEqualTo(compiled);
  }

  private static int indexOf(List<String> lines, String mark) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).strip().equals(mark)) {
        return i;
      }
    }
    throw new AssertionError("no line " + mark + " in " + EXAMPLE);
  }

  private static Path root() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("README.md")) && Files.exists(at.resolve(".mvn"))) {
        return at;
      }
    }
    throw new AssertionError("no README.md above " + Path.of("").toAbsolutePath());
  }
}
