package io.rafthold.client;

/** The client, or this producer, consumer or reader of it, is closed. */
public final class ClientClosedException extends RaftholdException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what was wrong.
   *
   * @param message names the value and what to do
   */
  public ClientClosedException(String message) {
    super(message, false, false, null);
  }
}
