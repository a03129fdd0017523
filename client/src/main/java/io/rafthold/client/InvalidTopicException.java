package io.rafthold.client;

/** A topic name or one of its settings breaks the rules. */
public final class InvalidTopicException extends RaftholdException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what was wrong.
   *
   * @param message names the value and what to do
   */
  public InvalidTopicException(String message) {
    super(message, false, false, null);
  }
}
