package io.rafthold.process;

import java.time.Duration;
import java.util.List;

/** How a command ended. */
record CliResult(String command, int exitCode, String out, String err, Duration took) {
  List<String> lines() {
    return out.lines().toList();
  }

  String lastLine() {
    final List<String> lines = lines();
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }

  /** Fails with all that the command said unless it ended well. */
  CliResult ok() {
    return exits(0);
  }

  /** Fails with all that the command said unless it ended with this code. */
  CliResult exits(int expected) {
    if (exitCode != expected) {
      throw new AssertionError(
          "'"
              + command
              + "' ended with "
              + exitCode
              + " instead of "
              + expected
              + " after "
              + took.toMillis()
              + " ms\nout: "
              + shortened(out)
              + "\nerr: "
              + shortened(err));
    }
    return this;
  }

  private static String shortened(String text) {
    final int shown = 2000;
    return text.length() <= shown ? text : "..." + text.substring(text.length() - shown);
  }
}
