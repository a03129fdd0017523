package io.rafthold.spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The figures of a run, one line a model, in {@code target/spec-report.txt}. */
final class Report {
  private static final Path FILE = Path.of("target", "spec-report.txt");

  private Report() {}

  static void line(String text) throws IOException {
    Files.createDirectories(FILE.getParent());
    Files.writeString(
        FILE, text + System.lineSeparator(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
