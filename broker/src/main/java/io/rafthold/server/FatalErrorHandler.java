package io.rafthold.server;

/** Hears of what the process must not outlive: a failed flush, a damaged log, a lost driver. */
@FunctionalInterface
interface FatalErrorHandler {
  /**
   * Called on any thread; the first call decides the exit.
   *
   * @param what could not be done
   * @param cause as thrown
   */
  void onFatalError(String what, Throwable cause);
}
