package io.rafthold.bench;

import org.openjdk.jmh.Main;

/**
 * {@code bin/rafthold bench}: runs the JMH benchmarks, with JMH's own arguments.
 *
 * <p>The forks inherit this JVM's flags, and so those of {@code config/jvm.options}.
 */
public final class BenchCommand {
  private BenchCommand() {}

  /**
   * Runs the benchmarks that the arguments name, all if they name none.
   *
   * @param arguments as JMH takes them; {@code -h} lists them
   * @throws java.io.IOException if a result file cannot be written
   */
  public static void main(String[] arguments) throws java.io.IOException {
    Main.main(arguments);
  }
}
