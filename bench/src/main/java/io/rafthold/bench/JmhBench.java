package io.rafthold.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.Main;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * {@code bench jmh}: the JMH benchmarks, with what each allocates. The forks inherit this JVM's
 * flags, and so those of {@code config/jvm.options}.
 */
@Command(
    name = "jmh",
    description = {
      "Runs the JMH benchmarks whose names match, all if none is named.",
      "Takes JMH's own options; -h lists them. The gc profiler is on."
    })
final class JmhBench implements Callable<Integer> {
  @Unmatched private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    final List<String> all = new ArrayList<>(arguments);
    if (!all.contains("-prof")) {
      all.add("-prof");
      all.add("gc");
    }
    Main.main(all.toArray(String[]::new));
    return 0;
  }
}
