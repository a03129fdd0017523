package io.rafthold.server;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processors that threads are bound to, one each, in the order of {@link ThreadProfile#threads}; or
 * none, where the system chooses. All other threads of the process keep the processors that it was
 * started with.
 *
 * @param numbers as the system counts them; none where it chooses
 */
public record ThreadCpus(List<Integer> numbers) {
  /** What users write to leave it to the system. */
  static final String ANY = "any";

  private static final Logger LOGGER = LoggerFactory.getLogger(ThreadCpus.class);
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String ALLOWED = "Cpus_allowed_list:";
  private static final int HIGHEST = 4095;

  /** A process id that stands for the calling thread. */
  private static final int SELF = 0;

  /**
   * Reads {@code any}, or numbers with commas between them.
   *
   * @throws IllegalArgumentException that says what to write
   */
  static ThreadCpus parse(String text) {
    if (ANY.equals(text)) {
      return new ThreadCpus(List.of());
    }
    final List<Integer> cpus = new ArrayList<>();
    for (final String number : text.split(",", -1)) {
      final int cpu = Setting.parseInteger(number.strip(), 0, HIGHEST);
      if (cpus.contains(cpu)) {
        throw new IllegalArgumentException(
            "processor " + cpu + " is named twice; each thread needs one for itself");
      }
      cpus.add(cpu);
    }
    return new ThreadCpus(List.copyOf(cpus));
  }

  /**
   * Says why threads cannot run so.
   *
   * @param threads of the process that are to be placed, in order
   * @return null where they can
   */
  String problem(List<String> threads) {
    if (numbers.isEmpty()) {
      return null;
    }
    if (numbers.size() != threads.size()) {
      return "the number of threads to place is "
          + threads.size()
          + "; name a processor for each, in this order: "
          + String.join(", ", threads)
          + "; or "
          + ANY;
    }
    final Set<Integer> allowed = allowed();
    final List<Integer> missing = numbers.stream().filter(cpu -> !allowed.contains(cpu)).toList();
    return missing.isEmpty()
        ? null
        : "the process may not run on " + missing + ", but on " + allowed + "; choose of these";
  }

  /** Binds the calling thread, which is the first of the profile's, where that is wanted. */
  void bindFirst() {
    if (!numbers.isEmpty()) {
      bind(numbers.get(0));
    }
  }

  /** Returns for each thread behind the first what binds its caller; empty where nothing does. */
  List<Runnable> bindingsBehindFirst() {
    return numbers.stream().skip(1).map(cpu -> (Runnable) () -> bind(cpu)).toList();
  }

  /** A thread that cannot be bound, though it was allowed at the start, runs where it may. */
  private static void bind(int cpu) {
    final byte[] mask = new byte[(HIGHEST + 1) / Byte.SIZE];
    mask[cpu / Byte.SIZE] = (byte) (1 << cpu % Byte.SIZE);
    final Object[] arguments = {SELF, new NativeLong(mask.length), mask};
    try {
      final int result =
          Function.getFunction(Platform.C_LIBRARY_NAME, "sched_setaffinity").invokeInt(arguments);
      if (result != 0) {
        warn(cpu, "errno " + Native.getLastError());
      }
    } catch (final RuntimeException | LinkageError notOfThisSystem) {
      warn(cpu, notOfThisSystem.toString());
    }
  }

  private static void warn(int cpu, String reason) {
    final String thread = Thread.currentThread().getName();
    LOGGER.warn("{} could not be bound to processor {}, and runs on any: {}", thread, cpu, reason);
  }

  private static Set<Integer> allowed() {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith(ALLOWED))
          .flatMap(line -> ranges(line.substring(ALLOWED.length()).strip()).stream())
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (final IOException notLinux) {
      return Set.of();
    }
  }

  /** Reads numbers and ranges, as in {@code 0-3,8}. */
  private static Set<Integer> ranges(String text) {
    final Set<Integer> numbers = new TreeSet<>();
    for (final String range : text.split(",", -1)) {
      final String[] ends = range.split("-", -1);
      IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]))
          .forEach(numbers::add);
    }
    return numbers;
  }
}
