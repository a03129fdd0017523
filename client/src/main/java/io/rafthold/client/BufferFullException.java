package io.rafthold.client;

/**
 * The producer's buffer stayed full until the deadline, or was full and the producer does not wait
 * ({@link BufferFullPolicy#FAIL}). The record was not sent.
 */
public final class BufferFullException extends RaftholdException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what was wrong.
   *
   * @param message names the value and what to do
   */
  public BufferFullException(String message) {
    super(message, true, false, null);
  }
}
