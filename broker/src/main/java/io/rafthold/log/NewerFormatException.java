package io.rafthold.log;

/**
 * A file is sound, and of a format that a later version of this program writes. Nothing is wrong
 * with it: it is neither repaired, nor moved aside, nor taken for the log's end. The remedy is the
 * version that wrote it.
 */
public final class NewerFormatException extends LogDamageException {
  private static final long serialVersionUID = 1L;

  /**
   * Names the file and its version.
   *
   * @param file path of the file or segment
   * @param position in the file, in bytes
   * @param version that it says
   * @param known the latest that this program reads
   */
  public NewerFormatException(String file, long position, int version, int known) {
    super(
        file,
        NO_INDEX,
        position,
        "has format version "
            + version
            + ", and this program reads none above "
            + known
            + ": run the version that wrote it, nothing is damaged");
  }
}
