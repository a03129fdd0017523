package io.rafthold.server;

import io.rafthold.log.FlushFailedException;

/**
 * Why a broker had to end.
 *
 * @param what could not be done
 * @param cause as thrown
 * @param isFlushFailure whether the disk failed to keep what it was given: then the machine may
 *     have forgotten what was not flushed, as if its power had gone away
 */
public record FatalError(String what, Throwable cause, boolean isFlushFailure) {
  /** Makes an error of whatever was thrown. */
  static FatalError of(String what, Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      // The JVM says so where a store to mapped memory found no disk behind it.
      if (each instanceof FlushFailedException || each instanceof InternalError) {
        return new FatalError(what, cause, true);
      }
    }
    return new FatalError(what, cause, false);
  }
}
