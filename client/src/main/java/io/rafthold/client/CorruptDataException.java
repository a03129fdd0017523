package io.rafthold.client;

/** A batch failed its checksum or its format. It is never delivered. */
public final class CorruptDataException extends RaftholdException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what was wrong.
   *
   * @param message names the value and what to do
   */
  public CorruptDataException(String message) {
    super(message, false, false, null);
  }

  /**
   * Says what was wrong, and because of what.
   *
   * @param message names the value and what to do
   * @param cause what led to it
   */
  public CorruptDataException(String message, Throwable cause) {
    super(message, false, false, cause);
  }
}
