package io.rafthold.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where the specification and its models lie. */
final class SpecFiles {
  private static final Pattern QUOTED = Pattern.compile("\"(\\w+)\"");

  private SpecFiles() {}

  static Path directory() {
    Path here = Path.of("").toAbsolutePath();
    Path root = Files.isDirectory(here.resolve("docs/spec")) ? here : here.getParent();
    return root.resolve("docs/spec");
  }

  static Path module() {
    return directory().resolve("Raft.tla");
  }

  static List<Path> configs(String kind) {
    try (Stream<Path> files = Files.list(directory().resolve(kind))) {
      return files.filter(file -> file.toString().endsWith(".cfg")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String nameOf(Path config) {
    return config.getFileName().toString().replace(".cfg", "");
  }

  /** The rules that the specification can switch off. */
  static Set<String> rules() throws IOException {
    String text = Files.readString(module());
    int from = text.indexOf("Rules == {");
    Matcher matcher = QUOTED.matcher(text.substring(from, text.indexOf('}', from)));
    Set<String> rules = new TreeSet<>();
    while (matcher.find()) {
      rules.add(matcher.group(1));
    }
    return rules;
  }
}
