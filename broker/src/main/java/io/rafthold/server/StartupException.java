package io.rafthold.server;

/** The machine, not the configuration, keeps the broker from starting. */
public class StartupException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what is in the way, and what to do about it.
   *
   * @param message one line, with the value
   */
  public StartupException(String message) {
    super(message);
  }

  /**
   * Says what is in the way, and what to do about it.
   *
   * @param message one line, with the value
   * @param cause what the system said
   */
  public StartupException(String message, Throwable cause) {
    super(message, cause);
  }
}
