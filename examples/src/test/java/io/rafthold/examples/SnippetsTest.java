package io.rafthold.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What documents show as Java is what is compiled here, and run by tests. */
class SnippetsTest {
  private static final Pattern BEGIN = Pattern.compile("\\s*// begin: (\\S+)");
  private static final Pattern SHOWN =
      Pattern.compile("<!-- example: (\\S+) -->\n```java\n(.*?)\n```", Pattern.DOTALL);
  private static final String JAVA_BLOCK = "```java\n";

  @Test
  void everyExampleInADocumentIsOneThatIsCompiled() {
    final Map<String, String> compiled = snippets();
    final List<String> shown = new ArrayList<>();
    for (final Path document : documents()) {
      final Matcher example = SHOWN.matcher(read(document));
      while (example.find()) {
        shown.add(example.group(1));
        assertThat(example.group(2))
            .as("example %s of %s", example.group(1), document)
            .isEqualTo(compiled.get(example.group(1)));
      }
    }
    assertThat(shown).contains("greetings", "junit").hasSameElementsAs(compiled.keySet());
  }

  @Test
  void noDocumentShowsJavaThatIsNot() {
    for (final Path document : documents()) {
      final String text = read(document);
      assertThat(text.split(JAVA_BLOCK, -1).length - 1)
          .as("%s: a mark <!-- example: NAME --> stands before each of them", document)
          .isEqualTo((int) SHOWN.matcher(text).results().count());
    }
  }

  /** All that lies between marks, by name. */
  private static Map<String, String> snippets() {
    final Map<String, String> snippets = new HashMap<>();
    for (final Path source : files(root().resolve("examples/src"), ".java")) {
      String name = null;
      final List<String> lines = new ArrayList<>();
      for (final String line : read(source).lines().toList()) {
        final Matcher begin = BEGIN.matcher(line);
        if (begin.matches()) {
          name = begin.group(1);
          lines.clear();
        } else if (line.strip().equals("// end: " + name)) {
          final String text = String.join("\n", lines).stripIndent();
          assertThat(snippets.put(name, text)).as("%s is there twice", name).isNull();
          name = null;
        } else {
          lines.add(line);
        }
      }
      assertThat(name).as("%s ends what it begins", source).isNull();
    }
    return snippets;
  }

  private static List<Path> documents() {
    final List<Path> documents = new ArrayList<>(files(root().resolve("docs"), ".md"));
    documents.add(root().resolve("README.md"));
    return documents;
  }

  private static List<Path> files(Path directory, String suffix) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
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
