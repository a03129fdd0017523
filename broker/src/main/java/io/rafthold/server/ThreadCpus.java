package io.rafthold.server;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
   * Says why there are not as many as threads.
   *
   * @param threads of the process that are to be placed, in order
   * @return null where there are, or where the system chooses
   */
  String misfit(List<String> threads) {
    return numbers.isEmpty() || numbers.size() == threads.size()
        ? null
        : "name one processor for each thread that stays awake, in this order: "
            + String.join(", ", threads)
            + "; or "
            + ANY;
  }

  /**
   * Tries to have a thread run on each.
   *
   * @return why that cannot be, null where it can
   */
  String refusal() {
    for (final int cpu : numbers) {
      final CompletableFuture<String> reason = new CompletableFuture<>();
      new Thread(() -> reason.complete(tryToBind(cpu)), "rafthold-probe").start();
      if (!reason.join().isEmpty()) {
        return "no thread can be bound to processor "
            + cpu
            + " ("
            + reason.join()
            + "); name processors that are there and that the process may have, or "
            + ANY;
      }
    }
    return null;
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

  /** A thread that cannot be bound, though it could at the start, runs where it may. */
  private static void bind(int cpu) {
    final String reason = tryToBind(cpu);
    if (!reason.isEmpty()) {
      LOGGER.warn(
          "{} could not be bound to processor {}, and runs on any: {}",
          Thread.currentThread().getName(),
          cpu,
          reason);
    }
  }

  /** Binds the calling thread; returns why that failed, empty where it did not. */
  private static String tryToBind(int cpu) {
    final byte[] mask = new byte[(HIGHEST + 1) / Byte.SIZE];
    mask[cpu / Byte.SIZE] = (byte) (1 << cpu % Byte.SIZE);
    final Object[] arguments = {SELF, new NativeLong(mask.length), mask};
    try {
      final int result =
          Function.getFunction(Platform.C_LIBRARY_NAME, "sched_setaffinity").invokeInt(arguments);
      return result == 0 ? "" : "errno " + Native.getLastError();
    } catch (final RuntimeException | LinkageError missing) {
      return "only Linux binds threads so: " + missing.getMessage();
    }
  }
}
