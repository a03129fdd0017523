package io.rafthold.client.transport;

import java.util.ArrayList;
import java.util.List;

/**
 * The JVM flags without which Aeron and Agrona fail, looked at before they do so in their words.
 */
public final class JvmFlags {
  /** Packages of {@code java.base} that must be open: direct memory, CRC32C over direct memory. */
  private static final List<String> OPEN_PACKAGES = List.of("jdk.internal.misc", "java.util.zip");

  private JvmFlags() {}

  /**
   * Returns the flags that this JVM was started without.
   *
   * @return the flags, as they belong on the command line; empty where all are there
   */
  public static List<String> missing() {
    return missing(JvmFlags.class.getModule());
  }

  static List<String> missing(Module user) {
    final Module base = Object.class.getModule();
    final List<String> missing = new ArrayList<>();
    for (final String name : OPEN_PACKAGES) {
      if (!base.isOpen(name, user)) {
        missing.add("--add-opens=java.base/" + name + "=ALL-UNNAMED");
      }
    }
    return missing;
  }

  /**
   * Fails where a flag is missing.
   *
   * @throws TransportException with the exact flags to add
   */
  public static void check() {
    final List<String> missing = missing();
    if (!missing.isEmpty()) {
      throw new TransportException(
          "this JVM lacks flags that Aeron needs: start it with " + String.join(" ", missing));
    }
  }
}
