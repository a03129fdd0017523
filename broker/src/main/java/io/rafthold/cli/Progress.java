package io.rafthold.cli;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One line on standard error that is written over while a command runs; nothing where it is none's.
 */
final class Progress {
  private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Terminal terminal;
  private final Supplier<String> text;
  private long nextNs;
  private boolean shown;

  Progress(Terminal terminal, Supplier<String> text, long nowNs) {
    this.terminal = terminal;
    this.text = text;
    this.nextNs = nowNs + INTERVAL_NS;
  }

  void update(long nowNs) {
    if (terminal.isInteractive() && nowNs - nextNs >= 0) {
      nextNs = nowNs + INTERVAL_NS;
      shown = true;
      terminal.err().print("\r" + text.get());
      terminal.err().flush();
    }
  }

  void end() {
    if (shown) {
      terminal.tell("");
    }
  }
}
