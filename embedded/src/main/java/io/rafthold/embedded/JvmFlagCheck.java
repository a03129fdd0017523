package io.rafthold.embedded;

import io.rafthold.server.StartupChecks;
import java.util.List;

/**
 * Refuses a JVM that does not let Aeron and Chronicle in, in words for the author of a test:
 * without this, each missing flag shows as a crash of its own.
 */
final class JvmFlagCheck {
  private JvmFlagCheck() {}

  /** Refuses a JVM that lacks flags, naming them and where they go. */
  static void run() {
    final List<String> missing = StartupChecks.missingFlags();
    if (!missing.isEmpty()) {
      throw new EmbeddedException(
          "this JVM was started without flags that an embedded broker needs; add to <argLine> of"
              + " Maven Surefire, to jvmArgs of a Gradle test task, or to the java command: "
              + String.join(" ", missing));
    }
  }
}
