package io.rafthold.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of a Rafthold process with the classes of this test's JVM. */
final class JavaCommand {
  private static final String MAIN_CLASS = "io.rafthold.cli.RaftholdCommand";
  private static final int FIRST_WITH_MORE_FLAGS = 24;

  private JavaCommand() {}

  /**
   * A broker, small enough for three beside a build.
   *
   * @param flags further ones
   * @param cut lists the brokers that it reaches no more, see the transport's PeerCut
   */
  static ProcessBuilder broker(List<String> flags, Path cut, List<String> arguments) {
    final List<String> all = new ArrayList<>(ClassArchive.flags());
    all.addAll(flags);
    return broker(ClassArchive.classPath(), all, cut, arguments);
  }

  /** A broker with another class path. */
  static ProcessBuilder broker(
      String classPath, List<String> flags, Path cut, List<String> arguments) {
    final List<String> all =
        new ArrayList<>(
            List.of(
                "-Xms64m",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Drafthold.test.peers.cut=" + cut));
    all.addAll(flags);
    return builder(classPath, all, MAIN_CLASS, arguments);
  }

  /** A program of the tests, small enough for eight beside three brokers. */
  static ProcessBuilder program(Class<?> main, List<String> arguments) {
    final List<String> flags = new ArrayList<>(ClassArchive.flags());
    flags.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    return builder(ClassArchive.classPath(), flags, main.getName(), arguments);
  }

  /** A command that is over soon, started as the launcher starts it. */
  static ProcessBuilder command(List<String> arguments) {
    return builder(
        ClassArchive.classPath(),
        List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx512m"),
        MAIN_CLASS,
        arguments);
  }

  private static ProcessBuilder builder(
      String classPath, List<String> flags, String mainClass, List<String> arguments) {
    final Path config = config();
    final List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + config.resolve("jvm.options"));
    if (Runtime.version().feature() >= FIRST_WITH_MORE_FLAGS) {
      command.add("@" + config.resolve("jvm-24.options"));
    }
    command.addAll(flags);
    command.add("-Dlog4j2.configurationFile=" + config.resolve("log4j2.xml"));
    command.add(mainClass);
    command.addAll(arguments);
    final ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("RAFTHOLD_"));
    // Not as an argument: with a long one, a process list is of no use to anybody.
    builder.environment().put("CLASSPATH", classPath);
    return builder;
  }

  /** The project's config directory; tests run in the module's directory or in the root. */
  static Path config() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("config/jvm.options"))) {
        return at.resolve("config");
      }
    }
    throw new AssertionError(
        "no config/jvm.options above " + Path.of("").toAbsolutePath() + ": run in the source tree");
  }
}
