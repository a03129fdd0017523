package io.rafthold.protocol;

import java.util.Locale;

/** A compression's library is not on the class path, or does not run here. */
public final class MissingLibraryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MissingLibraryException(Compression compression, LinkageError cause) {
    super(
        "compression "
            + compression.name().toLowerCase(Locale.ROOT)
            + " needs the artifact "
            + compression.artifact()
            + ", which is not on the class path or does not run here ("
            + cause
            + "): add it to the dependencies",
        cause);
  }
}
