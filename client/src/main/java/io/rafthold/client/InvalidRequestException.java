package io.rafthold.client;

/** The broker refused a request as wrong in itself; repeating it does not help. */
public final class InvalidRequestException extends RaftholdException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what was wrong.
   *
   * @param message names the value and what to do
   */
  public InvalidRequestException(String message) {
    super(message, false, false, null);
  }
}
