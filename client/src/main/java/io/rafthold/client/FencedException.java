package io.rafthold.client;

/** A newer producer with the same id has taken over. */
public final class FencedException extends RaftholdException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what was wrong.
   *
   * @param message names the value and what to do
   */
  public FencedException(String message) {
    super(message, false, false, null);
  }
}
