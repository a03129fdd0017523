package io.rafthold.log;

import org.agrona.DirectBuffer;

/**
 * A bounded run of entries in one file: the port between the log and its disk.
 *
 * <p>A segment is either <em>open</em> (just created; takes appends) or <em>sealed</em>. The append
 * thread calls everything but {@link #flush}, {@link #finish} and {@link #close}, which belong to
 * whoever holds the log's flush side.
 */
public interface Segment extends AutoCloseable {
  /**
   * Returns what the segment knows of the log before it.
   *
   * @return as given at its creation
   */
  SegmentDescriptor descriptor();

  /**
   * Names the segment for users.
   *
   * @return its path where it has one
   */
  String name();

  /**
   * Returns how many entries may be read.
   *
   * @return appended, or as given to {@link #limit}
   */
  int liveCount();

  /**
   * Seals the segment and says how many of its entries are alive; what lies behind is dead and not
   * read again.
   *
   * @param liveCount entries, 0 or more
   */
  void limit(int liveCount);

  /**
   * Returns how much of the segment is used. May be read from any thread, then slightly old.
   *
   * @return bytes, framing included
   */
  long usedBytes();

  /**
   * Appends one entry; see {@link ReplicaLog#append} for the parameters.
   *
   * @throws java.io.UncheckedIOException where the disk is full; nothing was written
   */
  void append(
      DirectBuffer header, int headerPosition, DirectBuffer batch, int batchPosition, int length);

  /**
   * Points at an entry. Lengths are checked against the file, content is not.
   *
   * @param number of the entry, 0 to {@code liveCount() - 1}
   * @param excerpt is set to it
   * @throws LogDamageException where the file does not lead there
   */
  void read(int number, Excerpt excerpt);

  /**
   * Moves from an entry to the next one, which must be there.
   *
   * @param excerpt stands on an entry of this segment
   * @throws LogDamageException where the file does not lead there
   */
  void readNext(Excerpt excerpt);

  /**
   * Scans the raw file, live or not.
   *
   * @return a scanner at the first excerpt
   */
  ExcerptScanner scan();

  /**
   * Forces to the disk what was appended before the call, and before it, once, the creation of the
   * segment. May overlap an append.
   *
   * @throws java.io.UncheckedIOException where the disk refused
   */
  void flush();

  /**
   * Writes live entries once more, as they are read, so that the next flush has them to write. What
   * a flush once failed on is in the system's cache, taken for clean, and perhaps nowhere else.
   *
   * @param number of the first entry; those behind it follow
   * @throws java.io.UncheckedIOException where the disk refused
   */
  default void rewrite(int number) {}

  /** Lets go of what only a writer needs. The segment is sealed and flushed. */
  void finish();

  /** Closes the files and mappings. */
  @Override
  void close();
}
