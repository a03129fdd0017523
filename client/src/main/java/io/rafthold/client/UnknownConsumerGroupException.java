package io.rafthold.client;

/** The cluster has no such consumer group: mend the name, or let a member join. */
public final class UnknownConsumerGroupException extends RaftholdException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what was wrong.
   *
   * @param message names the value and what to do
   */
  public UnknownConsumerGroupException(String message) {
    super(message, false, false, null);
  }
}
