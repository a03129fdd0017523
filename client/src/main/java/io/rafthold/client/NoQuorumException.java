package io.rafthold.client;

/**
 * Brokers answer, but too few to elect a leader or to commit. Start more of them, and try again.
 */
public final class NoQuorumException extends RequestTimeoutException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what was waited for.
   *
   * @param message names the time, the last failures and what to do
   * @param outcomeUnknown true where the request may have been carried out
   */
  public NoQuorumException(String message, boolean outcomeUnknown) {
    super(message, outcomeUnknown);
  }
}
