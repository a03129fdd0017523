package io.rafthold.client;

/** No broker answered within the deadline. Check the addresses, and that brokers run there. */
public final class UnreachableException extends RequestTimeoutException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what was waited for.
   *
   * @param message names the time, the last failures and what to do
   * @param outcomeUnknown true where the request may have been carried out
   */
  public UnreachableException(String message, boolean outcomeUnknown) {
    super(message, outcomeUnknown);
  }
}
