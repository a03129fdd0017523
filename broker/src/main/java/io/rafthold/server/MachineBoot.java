package io.rafthold.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which start of the machine this is. The page cache outlives processes, but not that. */
final class MachineBoot {
  /** Stands for a machine that does not say. */
  static final String UNKNOWN = "unknown";

  /** Stands in for the machine's own answer, where a test cuts the power of a disk only. */
  static final String PROPERTY = "rafthold.test.boot.id";

  private static final Path LINUX_BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private MachineBoot() {}

  static String id() {
    final String simulated = System.getProperty(PROPERTY);
    if (simulated != null) {
      return simulated;
    }
    try {
      return Files.readString(LINUX_BOOT_ID).strip();
    } catch (final IOException notLinux) {
      return UNKNOWN;
    }
  }
}
