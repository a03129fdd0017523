package io.rafthold.client;

/** A topic of that name exists already. */
public final class TopicExistsException extends RaftholdException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what was wrong.
   *
   * @param message names the value and what to do
   */
  public TopicExistsException(String message) {
    super(message, false, false, null);
  }
}
