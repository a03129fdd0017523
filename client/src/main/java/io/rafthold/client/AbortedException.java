package io.rafthold.client;

/**
 * The record was not sent, because an earlier one of its partition failed: send it again if it
 * should follow all the same.
 */
public final class AbortedException extends RaftholdException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what was wrong.
   *
   * @param message names the value and what to do
   */
  public AbortedException(String message) {
    super(message, true, false, null);
  }

  /**
   * Says what was wrong, and because of what.
   *
   * @param message names the value and what to do
   * @param cause what led to it
   */
  public AbortedException(String message, Throwable cause) {
    super(message, true, false, cause);
  }
}
