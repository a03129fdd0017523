package io.rafthold.client;

/** More replicas were asked for than there are brokers, or less than one. */
public final class InvalidReplicationException extends RaftholdException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what was wrong.
   *
   * @param message names the value and what to do
   */
  public InvalidReplicationException(String message) {
    super(message, false, false, null);
  }
}
