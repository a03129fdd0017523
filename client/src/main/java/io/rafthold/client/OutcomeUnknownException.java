package io.rafthold.client;

/**
 * The request was sent and not answered, or not before something ended the wait, which is the cause
 * then: it may have been carried out, or may yet be. For a record: it may be in the partition.
 */
public final class OutcomeUnknownException extends RequestTimeoutException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what was waited for.
   *
   * @param message names the time, the last failures and what to do
   */
  public OutcomeUnknownException(String message) {
    super(message, true);
  }

  /**
   * Says what was waited for, and because of what the wait ended.
   *
   * @param message names the last failures and what to do
   * @param cause what ended the wait
   */
  public OutcomeUnknownException(String message, Throwable cause) {
    super(message, true, cause);
  }
}
