package io.rafthold.bench.rig;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.stream.Collectors;

/**
 * Where a number was measured.
 *
 * @param processor its model
 * @param cores that this process may use
 * @param memory installed
 * @param system kernel and its version
 * @param java version, collectors and tuning of this JVM, which its children inherit
 */
public record Machine(String processor, int cores, String memory, String system, String java) {
  /** Returns this one. */
  public static Machine here() {
    final String collectors =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .map(GarbageCollectorMXBean::getName)
            .collect(Collectors.joining(", "));
    final String tuning =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(flag -> flag.startsWith("-X"))
            .collect(Collectors.joining(" "));
    return new Machine(
        Proc.value("cpuinfo", "model name"),
        Runtime.getRuntime().availableProcessors(),
        Proc.value("meminfo", "MemTotal"),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        Runtime.version() + " (" + collectors + ")" + (tuning.isEmpty() ? "" : " " + tuning));
  }

  /** Returns it as a JSON object. */
  public String json() {
    return new JsonLine()
        .field("processor", processor)
        .field("cores", cores)
        .field("memory", memory)
        .field("system", system)
        .field("java", java)
        .end();
  }

  @Override
  public String toString() {
    return processor + ", " + cores + " cores, " + memory + "; " + system + "; Java " + java;
  }
}
