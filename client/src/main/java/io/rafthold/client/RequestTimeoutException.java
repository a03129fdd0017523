package io.rafthold.client;

/** A deadline passed. {@link #isOutcomeUnknown()} tells whether the request may have had effect. */
public sealed class RequestTimeoutException extends RaftholdException
    permits NoQuorumException, UnreachableException, OutcomeUnknownException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what was waited for.
   *
   * @param message names the time, the last failures and what to do
   * @param outcomeUnknown true where the request may have been carried out
   */
  public RequestTimeoutException(String message, boolean outcomeUnknown) {
    super(message, true, outcomeUnknown, null);
  }

  RequestTimeoutException(String message, boolean outcomeUnknown, Throwable cause) {
    super(message, true, outcomeUnknown, cause);
  }
}
