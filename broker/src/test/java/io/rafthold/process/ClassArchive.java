package io.rafthold.process;

import io.rafthold.server.LoopbackPorts;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The classes of a broker as one that ran left them behind, for others to map: that halves what a
 * start takes of the processors. It needs jars, so each directory of the class path becomes one.
 *
 * <p>All lies below {@code target/class-archive}, for all JVMs of a build and the next build too,
 * until a class changes. Where a JVM makes no archive, or does not like it, it starts without.
 */
final class ClassArchive {
  private static final Logger LOG = LoggerFactory.getLogger(ClassArchive.class);
  private static final Duration BOUND = Duration.ofSeconds(90);
  private static final Path PLACE = Path.of("target", "class-archive").toAbsolutePath();
  private static final Path CLASSES = PLACE.resolve("classes");
  private static final ClassArchive OF_THIS_BUILD = made();

  private final String classPath;
  private final Path archive;

  private ClassArchive(String classPath, Path archive) {
    this.classPath = classPath;
    this.archive = archive;
  }

  /** The class path of this test's JVM, of jars only. */
  static String classPath() {
    return OF_THIS_BUILD.classPath;
  }

  /** What has a JVM take its classes from the archive. */
  static List<String> flags() {
    final Path archive = OF_THIS_BUILD.archive;
    return Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive) : List.of();
  }

  private static ClassArchive made() {
    try {
      Files.createDirectories(PLACE);
      try (FileChannel channel =
              FileChannel.open(
                  PLACE.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (!lock.isValid()) {
          throw new IOException("no lock on " + PLACE);
        }
        return madeAlone();
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ClassArchive madeAlone() throws IOException {
    final String from = ownClassPath();
    final Path home = CLASSES.resolve(nameOf(from));
    final Path archive = home.resolve("broker.jsa");
    final Path complete = home.resolve("complete");
    final boolean isNew = !Files.exists(complete);
    if (isNew && Files.isDirectory(CLASSES)) {
      delete(CLASSES);
    }
    final String classPath = jars(from, isNew, Files.createDirectories(home));
    if (isNew) {
      runOnce(classPath, Files.createTempDirectory("class-archive"), archive);
      Files.createFile(complete);
    }
    return new ClassArchive(classPath, archive);
  }

  /** Surefire hides the class path in a manifest and tells it in a property of its own. */
  private static String ownClassPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /** Another name for each other state of the classes, and for each other JVM. */
  private static String nameOf(String classPath) throws IOException {
    long newestMs = 0;
    long files = 0;
    for (final String entry : classPath.split(File.pathSeparator, -1)) {
      try (Stream<Path> paths = Files.walk(Path.of(entry))) {
        for (final Path path : paths.toList()) {
          newestMs = Math.max(newestMs, Files.getLastModifiedTime(path).toMillis());
          files++;
        }
      }
    }
    final String jvm = System.getProperty("java.vm.version") + System.getProperty("java.home");
    return Integer.toHexString((classPath + jvm).hashCode()) + "-" + files + "-" + newestMs;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (final Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static String jars(String classPath, boolean isNew, Path home) {
    final List<String> jars = new ArrayList<>();
    for (final String entry : classPath.split(File.pathSeparator, -1)) {
      if (Files.isDirectory(Path.of(entry))) {
        final String jar = home.resolve("classes-" + jars.size() + ".jar").toString();
        jars.add(jar);
        if (isNew) {
          makeJar(jar, entry);
        }
      } else if (Files.exists(Path.of(entry))) {
        jars.add(entry);
      }
    }
    return String.join(File.pathSeparator, jars);
  }

  private static void makeJar(String jar, String directory) {
    final StringWriter said = new StringWriter();
    final PrintWriter out = new PrintWriter(said);
    final int exitCode =
        ToolProvider.findFirst("jar")
            .orElseThrow(() -> new AssertionError("a JDK has the tool jar"))
            .run(out, out, "-c", "-0", "-f", jar, "-C", directory, ".");
    if (exitCode != 0) {
      throw new AssertionError("no jar of " + directory + ": " + said);
    }
  }

  /** One broker that starts and stops, and whose JVM leaves its classes behind. */
  private static void runOnce(String classPath, Path scratch, Path archive) throws IOException {
    final Path out = scratch.resolve("out.log");
    final Path err = scratch.resolve("err.log");
    final int[] ports = LoopbackPorts.runs(2, 2);
    final List<String> arguments =
        List.of(
            "server",
            "--set=cluster.members=0@127.0.0.1:" + ports[0] + ":" + ports[1],
            "--set=threads.profile=compact",
            "--set=data.dir=" + scratch.resolve("data"),
            "--set=aeron.dir=" + scratch.resolve("aeron"));
    try (Processes processes = Processes.ofClass()) {
      final Process broker =
          processes.start(
              "broker for the class archive",
              JavaCommand.broker(
                      classPath,
                      List.of("-XX:ArchiveClassesAtExit=" + archive),
                      scratch.resolve("cut"),
                      arguments)
                  .redirectOutput(out.toFile()),
              err);
      Await.until(
          "it is ready or gone",
          BOUND,
          () -> !broker.isAlive() || BrokerProcess.read(out).contains("ready"));
      broker.destroy();
      if (!broker.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("it does not end");
      }
    } catch (final AssertionError goesWithout) {
      LOG.warn("brokers start without a class archive: {}", goesWithout.getMessage());
      Files.deleteIfExists(archive);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
    if (!Files.exists(archive)) {
      LOG.warn("no class archive was made: {}", BrokerProcess.read(err));
    }
    delete(scratch);
  }
}
