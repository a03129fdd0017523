package io.rafthold.bench.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the Linux kernel tells under {@code /proc}. */
final class Proc {
  /** The unit of the kernel's times towards users, on every architecture of today. */
  private static final double TICKS_PER_S = 100;

  /** Place of utime behind the name, which ends with a bracket and may hold spaces. */
  private static final int UTIME = 11;

  private static final Path ROOT = Path.of("/proc");

  private Proc() {}

  /** Returns the CPU seconds of a process, user and kernel, its ended threads included. */
  static double cpuSeconds(long processId) {
    final String stat = line(ROOT.resolve(Long.toString(processId)).resolve("stat"));
    final String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1])) / TICKS_PER_S;
  }

  /** Returns the seconds that all cores were busy, without what a hypervisor stole. */
  static double busySeconds() {
    final String[] fields = line(ROOT.resolve("stat")).trim().split("\\s+", -1);
    // cpu user nice system idle iowait irq softirq steal
    long ticks = 0;
    for (final int busy : new int[] {1, 2, 3, 6, 7}) {
      ticks += Long.parseLong(fields[busy]);
    }
    return ticks / TICKS_PER_S;
  }

  /** Returns the seconds that a hypervisor took away from all cores. */
  static double stolenSeconds() {
    final String[] fields = line(ROOT.resolve("stat")).trim().split("\\s+", -1);
    return Long.parseLong(fields[8]) / TICKS_PER_S;
  }

  /** Returns the datagrams that the machine's sockets had no room for since it started. */
  static long droppedDatagrams() {
    List<String> names = List.of();
    for (final String line : lines(ROOT.resolve("net/snmp"))) {
      if (line.startsWith("Udp:")) {
        final List<String> fields = List.of(line.split(" ", -1));
        final int place = names.indexOf("RcvbufErrors");
        if (place > 0) {
          return Long.parseLong(fields.get(place));
        }
        names = fields;
      }
    }
    return 0;
  }

  /** Returns the number of runnable tasks, as an average over the last minute. */
  static double loadAverage() {
    return Double.parseDouble(line(ROOT.resolve("loadavg")).split(" ", -1)[0]);
  }

  /** Returns the value of the first line of a file that begins so; empty where there is none. */
  static String value(String file, String name) {
    for (final String line : lines(ROOT.resolve(file))) {
      if (line.startsWith(name)) {
        return line.substring(line.indexOf(':') + 1).trim();
      }
    }
    return "";
  }

  private static String line(Path file) {
    return lines(file).get(0);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": has the process ended?", e);
    }
  }
}
