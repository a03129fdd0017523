package io.rafthold.log;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Bytes could not be forced to the disk. The system may have given them up, and report success for
 * them the next time it is asked: so nothing is forced again, and the process that was told ends.
 */
public final class FlushFailedException extends UncheckedIOException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message names the file
   * @param cause as the system reported it
   */
  public FlushFailedException(String message, IOException cause) {
    super(message, cause);
  }
}
