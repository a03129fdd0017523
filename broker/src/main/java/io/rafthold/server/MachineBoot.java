package io.rafthold.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which start of the machine this is. The page cache outlives processes, but not that. */
final class MachineBoot {
  /** Stands for a machine that does not say. */
  static final String UNKNOWN = "unknown";

  private static final Path LINUX_BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private MachineBoot() {}

  static String id() {
    try {
      return Files.readString(LINUX_BOOT_ID).strip();
    } catch (final IOException notLinux) {
      return UNKNOWN;
    }
  }
}
