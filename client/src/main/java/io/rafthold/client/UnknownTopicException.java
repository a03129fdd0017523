package io.rafthold.client;

/** The cluster has no such topic, or the topic no such partition: create it, or mend the name. */
public final class UnknownTopicException extends RaftholdException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what was wrong.
   *
   * @param message names the value and what to do
   */
  public UnknownTopicException(String message) {
    super(message, false, false, null);
  }
}
