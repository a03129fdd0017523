package io.rafthold.client.transport;

/** The transport could not be started, or has ended and cannot be used again. */
public final class TransportException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what was wrong and what to do about it.
   *
   * @param message names the offending value and the remedy
   */
  public TransportException(String message) {
    super(message);
  }

  /**
   * Says what was wrong and what to do about it.
   *
   * @param message names the offending value and the remedy
   * @param cause what failed below
   */
  public TransportException(String message, Throwable cause) {
    super(message, cause);
  }
}
