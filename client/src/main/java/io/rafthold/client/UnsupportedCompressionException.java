package io.rafthold.client;

/**
 * A batch is compressed in a way that somebody cannot undo: this process, where the library is not
 * on the class path, or the broker, which then takes no such batch. The message names the artifact.
 */
public final class UnsupportedCompressionException extends RaftholdException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what was wrong.
   *
   * @param message names the compression and what to do
   */
  public UnsupportedCompressionException(String message) {
    super(message, false, false, null);
  }

  /**
   * Says what was wrong, and because of what.
   *
   * @param message names the compression and what to do
   * @param cause what led to it
   */
  public UnsupportedCompressionException(String message, Throwable cause) {
    super(message, false, false, cause);
  }
}
