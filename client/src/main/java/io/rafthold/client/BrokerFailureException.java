package io.rafthold.client;

/** A broker met an unexpected error of its own; its log says more. */
public final class BrokerFailureException extends RaftholdException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what was wrong.
   *
   * @param message names the value and what to do
   */
  public BrokerFailureException(String message) {
    super(message, true, true, null);
  }
}
