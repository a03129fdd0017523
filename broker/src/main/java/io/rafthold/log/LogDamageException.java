package io.rafthold.log;

/**
 * A log's files do not hold what they must: an entry that was known to be flushed is missing or
 * damaged, or a segment cannot be made out. Such a log is not opened and not cut: it is repaired
 * from peers.
 */
public class LogDamageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Value of {@link #index()} where no index can be told. */
  public static final long NO_INDEX = -1;

  /** The segment's name, for users. */
  private final String segment;

  private final long index;
  private final long position;
  private final String problem;

  /**
   * Names the place and the problem.
   *
   * @param segment name of the segment, as a path where there is one
   * @param index of the damaged entry, or {@link #NO_INDEX}
   * @param position in the segment's file, in bytes
   * @param problem what was found, with the value
   */
  public LogDamageException(String segment, long index, long position, String problem) {
    super(
        "segment "
            + segment
            + (index == NO_INDEX ? "" : ", index " + index)
            + ", position "
            + position
            + ": "
            + problem);
    this.segment = segment;
    this.index = index;
    this.position = position;
    this.problem = problem;
  }

  /**
   * Returns the segment's name.
   *
   * @return a path where there is one, else the ordinal
   */
  public String segment() {
    return segment;
  }

  /**
   * Returns the index of the damaged entry.
   *
   * @return the index, or {@link #NO_INDEX}
   */
  public long index() {
    return index;
  }

  /**
   * Returns where in the segment's file the damage was met.
   *
   * @return bytes from the file's start
   */
  public long position() {
    return position;
  }

  /**
   * Returns what was found.
   *
   * @return the message without the place
   */
  public String problem() {
    return problem;
  }
}
