package io.rafthold.client.transport;

/**
 * How a thread that runs an Aeron client waits for what comes in. For that thread alone, but for
 * {@link #wake}.
 */
public interface Doze {
  /**
   * Tells whether a duty cycle would find something; costs a fraction of one.
   *
   * @return true where a datagram is there, or somebody called, or that cannot be known
   */
  boolean isOver();

  /**
   * Sleeps until a datagram comes, or somebody calls. Where the media driver is another thread's,
   * only a call ends it before its time.
   *
   * @param timeoutNs about how long at most
   */
  void sleep(long timeoutNs);

  /** Ends the sleep, or has the next one end at once. Any thread. */
  void wake();
}
