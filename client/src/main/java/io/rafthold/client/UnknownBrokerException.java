package io.rafthold.client;

/** There is no broker of that id in the cluster. */
public final class UnknownBrokerException extends RaftholdException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what was wrong.
   *
   * @param message names the value and what to do
   */
  public UnknownBrokerException(String message) {
    super(message, false, false, null);
  }
}
