package io.rafthold.client;

/** The root of everything that the client throws on its own account. */
public class RaftholdException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what was wrong and what to do about it.
   *
   * @param message names the offending value
   */
  public RaftholdException(String message) {
    super(message);
  }
}
