package io.rafthold.log;

import org.agrona.DirectBuffer;

/**
 * A flyweight over one entry of a log at a time: zero copy, and free of allocation once it has
 * visited a segment.
 *
 * <p>Used on the append thread only. It sees entries appended after it was made. What {@link
 * #buffer()} gives is valid until the cursor moves, the log truncates, or either is closed.
 */
public interface LogCursor extends AutoCloseable {
  /**
   * Stands the cursor on an entry.
   *
   * @param index of the entry
   * @return false where it is outside first to last index; the cursor then stands on nothing
   * @throws LogDamageException where the files do not hold the entry that they should
   */
  boolean seek(long index);

  /**
   * Moves to the next index.
   *
   * @return false where no entry is there yet, or the cursor stands on nothing; it does not move
   *     then
   * @throws LogDamageException where the files do not hold the entry that they should
   */
  boolean next();

  /**
   * Returns the buffer that holds the entry.
   *
   * @return the log's own memory, for reading
   */
  DirectBuffer buffer();

  /**
   * Returns where in the buffer the entry's batch starts.
   *
   * @return position in bytes
   */
  int position();

  /**
   * Returns the length of the entry's batch.
   *
   * @return bytes, header included
   */
  int length();

  /**
   * Returns the index of the entry.
   *
   * @return the Raft index, 0 while the cursor stands on nothing
   */
  long index();

  @Override
  void close();
}
