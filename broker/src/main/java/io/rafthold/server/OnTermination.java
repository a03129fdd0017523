package io.rafthold.server;

/**
 * What a process still does when it is told to end: by SIGTERM, SIGINT, or its own exit. A signal
 * that was obeyed cleanly ends the process with status 0, where the JVM would say 143.
 */
public final class OnTermination {
  private static final int OK = 0;
  private static final int FAILURE = 1;

  private final Thread hook;

  private OnTermination(Thread hook) {
    this.hook = hook;
  }

  /**
   * Has work done when the process is told to end; it then ends with status 0, or 1 where the work
   * fails.
   *
   * @param work runs on a thread of its own; must end by itself
   * @return to be cancelled when the process ends on its own account
   */
  public static OnTermination run(Runnable work) {
    return register(
        () -> {
          int status = FAILURE;
          try {
            work.run();
            status = OK;
          } finally {
            Runtime.getRuntime().halt(status);
          }
        });
  }

  /**
   * Has things tidied up when the process is told to end; its status stays what the JVM makes it.
   *
   * @param work runs on a thread of its own; must end by itself
   * @return to be cancelled when the process ends on its own account
   */
  public static OnTermination tidyUp(Runnable work) {
    return register(work);
  }

  /** Does nothing when the process ends. Harmless where it is ending already. */
  public void cancel() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (final IllegalStateException endingAlready) {
      // Then the work is being done, and its thread ends the process.
      return;
    }
  }

  private static OnTermination register(Runnable work) {
    final Thread hook = new Thread(work, "rafthold-termination");
    Runtime.getRuntime().addShutdownHook(hook);
    return new OnTermination(hook);
  }
}
