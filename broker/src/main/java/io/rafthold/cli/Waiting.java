package io.rafthold.cli;

import io.rafthold.client.RaftholdException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits for what the cluster does in the background, and tells a human how far it is. What is asked
 * for has been recorded by the cluster already: to stop waiting does not stop it.
 */
final class Waiting {
  private static final long POLL_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Looks once how far it is. */
  @FunctionalInterface
  interface Look {
    /** Returns null where it is done, else how far it is, in words. */
    String look();
  }

  private final Terminal terminal;
  private final long deadlineNs;
  private final Duration timeout;
  private String state = "";

  Waiting(Terminal terminal, Duration timeout) {
    this.terminal = terminal;
    this.timeout = timeout;
    deadlineNs = System.nanoTime() + timeout.toNanos();
  }

  /**
   * Returns when it is done.
   *
   * @param what is waited for, as in "broker 3 joins"
   * @param watch the command that shows how far it is
   * @throws CommandException where the time is over first
   */
  void until(String what, String watch, Look look) {
    final Progress progress = new Progress(terminal, () -> what + ": " + state, System.nanoTime());
    while (true) {
      try {
        state = look.look();
      } catch (final RaftholdException notNow) {
        // Leaders may be changing just now because of what is waited for.
        state = notNow.getMessage();
      }
      if (state == null) {
        progress.end();
        return;
      }
      if (System.nanoTime() - deadlineNs >= 0) {
        progress.end();
        throw new CommandException(
            ExitCodes.TIMEOUT,
            what
                + " was not done within "
                + timeout.toMillis()
                + " ms and goes on in the background ("
                + state
                + "): see `"
                + watch
                + "`, or wait longer with --timeout");
      }
      progress.update(System.nanoTime());
      LockSupport.parkNanos(POLL_INTERVAL_NS);
    }
  }
}
