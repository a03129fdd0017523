package io.rafthold.log;

/**
 * The segments of one log on a disk: the port that the log is written against.
 *
 * <p>Used by the append thread, but for {@link #prepare} and {@link #delete}, which come from the
 * housekeeping thread, and {@link #writeFlushMark} from the flush thread, at any time, and for
 * {@link #open}, {@link #readState} and {@link #writeState}, which may come from any thread: the
 * last two one at a time.
 */
public interface SegmentStore extends AutoCloseable {
  /**
   * Lists what is there.
   *
   * @return ordinals of all segments, ascending, readable or not
   */
  long[] ordinals();

  /**
   * Does a step of what {@link #create} can take over, ahead of time, so that rolling costs the
   * append thread next to nothing. Each takes a few milliseconds.
   *
   * @return bytes that it wrote, 0 where the next segment is ready
   * @throws java.io.UncheckedIOException where the disk refused: the next call begins anew
   */
  long prepare();

  /**
   * Tells whether the next segment is ready. For any thread.
   *
   * @return whether {@link #create} finds one to take
   */
  boolean isPrepared();

  /**
   * Creates a segment that takes appends. It is whole or absent after a crash of the process; after
   * a loss of power only from its first {@link Segment#flush} on.
   *
   * @param descriptor of the segment; its ordinal is above all others
   * @return the segment; the caller closes it
   * @throws java.io.UncheckedIOException where the disk refused
   */
  Segment create(SegmentDescriptor descriptor);

  /**
   * Opens a segment for reading, sealed.
   *
   * @param ordinal as listed
   * @return the segment, with no live entries until {@link Segment#limit}; the caller closes it.
   *     Null where its creation was never flushed and did not survive, so that it holds nothing
   * @throws LogDamageException where its descriptor or its file cannot be made out
   */
  Segment open(long ordinal);

  /**
   * Opens a segment for one scan, beside the log and on any thread.
   *
   * @param ordinal as listed
   * @return stands before the first excerpt; the caller closes it. Null where {@link #open} gives
   *     that
   * @throws LogDamageException where its descriptor or its file cannot be made out
   * @throws java.io.UncheckedIOException where the disk refused
   */
  default SegmentScan scan(long ordinal) {
    final Segment segment = open(ordinal);
    return segment == null ? null : SegmentScan.of(segment);
  }

  /**
   * Deletes a segment, or has its file used again for a later one, with nothing in it. The log's
   * own object is closed before.
   *
   * @param ordinal as listed
   * @throws java.io.UncheckedIOException where the disk refused
   */
  void delete(long ordinal);

  /**
   * Moves a damaged segment out of the log, durably, to where nothing reads it and whoever wants to
   * may look at it. Its object is closed before. A store that has no such place deletes it.
   *
   * @param ordinal as listed
   * @param label begins the name that it gets there
   * @throws java.io.UncheckedIOException where the disk refused
   */
  default void setAside(long ordinal, String label) {
    delete(ordinal);
  }

  /**
   * Copies a damaged segment to where {@link #setAside} moves them; a store without such a place
   * does nothing.
   *
   * @param ordinal as listed
   * @param label begins the name that it gets there
   * @throws java.io.UncheckedIOException where the disk refused
   */
  default void copyAside(long ordinal, String label) {}

  /**
   * Reads the state that is kept beside a segment; see {@link StateFile}.
   *
   * @param ordinal of the segment
   * @return the content; null where there is none, or no such segment
   * @throws LogDamageException where it is damaged, another group's, or of a newer version
   * @throws java.io.UncheckedIOException where the disk refused
   */
  byte[] readState(long ordinal);

  /**
   * Keeps a state beside a segment, in place of what was there, whatever that was. It is whole or
   * absent whatever happens, and its content is on the disk when it has its name.
   *
   * @param ordinal of the segment
   * @param content at most {@link StateFile#MAX_CONTENT_BYTES}; stays the caller's
   * @return false where the segment is gone
   * @throws java.io.UncheckedIOException where the disk refused; what was there stays
   */
  boolean writeState(long ordinal, byte[] content);

  /**
   * Begins what {@link #writeState} does, to be done in steps. A store that does not write much at
   * once does it in one.
   *
   * @param ordinal of the segment
   * @param content not changed any more
   * @return the caller closes it
   */
  default StateWrite beginState(long ordinal, byte[] content) {
    return new StateWrite() {
      private boolean isDone;

      @Override
      public long step() {
        if (isDone) {
          return 0;
        }
        writeState(ordinal, content);
        isDone = true;
        return content.length;
      }

      @Override
      public void close() {
        // Nothing is half done.
      }
    };
  }

  /**
   * Hands a state over to the segment that takes the place of an empty one. Does nothing where
   * there is none.
   *
   * @param fromOrdinal of a segment that is about to be deleted
   * @param toOrdinal of one that starts at the same index
   * @throws java.io.UncheckedIOException where the disk refused
   */
  void moveState(long fromOrdinal, long toOrdinal);

  /**
   * Remembers how far the log is flushed, without forcing it. Called by the flush thread.
   *
   * @param flushedIndex last durable entry
   * @param ordinal of the newest segment
   * @throws java.io.UncheckedIOException where the disk refused
   */
  void writeFlushMark(long flushedIndex, long ordinal);

  /**
   * Returns what {@link #writeFlushMark} wrote last, as far as the disk remembers.
   *
   * @return null where nothing was ever written
   * @throws LogDamageException where it cannot be made out
   */
  FlushMark flushMark();

  /** Closes the store. Segments are closed by their owners. */
  @Override
  void close();
}
