package io.rafthold.protocol;

/** Bytes from outside that are not what their format says: never believed, never delivered. */
public final class MalformedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Names what is wrong.
   *
   * @param message with the offending value and its position
   */
  public MalformedException(String message) {
    super(message);
  }
}
