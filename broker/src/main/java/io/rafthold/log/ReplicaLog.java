package io.rafthold.log;

import java.util.List;
import org.agrona.DirectBuffer;

/**
 * The log of one replica: a dense run of entries, each a batch of {@code io.rafthold.protocol}.
 *
 * <p><b>Appending and flushing are apart.</b> {@link #append} puts an entry into memory that the
 * operating system shares with the file: it is readable at once and survives the death of the
 * process, but not the loss of power. {@link #flush} makes durable what was appended before it, and
 * {@link #flushedIndex} says how far that has come. An answer that promises durability waits for
 * {@code flushedIndex}, never for {@code lastIndex}.
 *
 * <p><b>Threads.</b> One thread, the append thread, calls everything but {@code flush}. One other
 * thread, or the same, calls {@code flush}; a flush may overlap any append, roll or truncation.
 * {@link #flushedIndex} may be read anywhere. {@link #close} is called when neither is running any
 * more; a flush that is under way is waited for.
 *
 * <p><b>Failures.</b> An append that fails for want of space leaves the log as it was. A flush that
 * fails is fatal for the replica: what the disk holds is not known from then on.
 */
public interface ReplicaLog extends AutoCloseable {
  /**
   * Returns the index of the first entry that is kept.
   *
   * @return 1 for a whole log, also while it is empty
   */
  long firstIndex();

  /**
   * Returns the index of the last entry.
   *
   * @return {@code firstIndex() - 1} when empty
   */
  long lastIndex();

  /**
   * Returns the term of the last entry.
   *
   * @return the term, that of the entry before the first when empty, 0 in a fresh log
   */
  long lastTerm();

  /**
   * Returns the term of an entry.
   *
   * @param index {@code firstIndex() - 1} to {@code lastIndex()}
   * @return its term; index 0 has term 0
   * @throws IllegalArgumentException where the index is outside that range
   */
  long termAt(long index);

  /**
   * Returns the offset of the first record that is kept.
   *
   * @return the offset, {@link #endOffset()} where there is no record
   */
  long startOffset();

  /**
   * Returns the offset that the next record gets: the log's end, committed or not.
   *
   * @return the offset
   */
  long endOffset();

  /**
   * Returns the timestamp of the last entry.
   *
   * @return epoch nanoseconds by its leader's clock; that of the entry before the first when empty,
   *     as far as it is known, else 0
   */
  long lastTimestampNs();

  /**
   * Says what the segments do not know where the start of the log is gone, so that timestamps rise
   * beyond it.
   *
   * @param timestampNs of the entry before the first
   */
  void previousTimestampNs(long timestampNs);

  /**
   * Appends one stamped batch. Its bytes are copied; both buffers stay the caller's. The caller has
   * checked both CRCs. Header and body may come from different buffers: bytes 0 to 71 come from
   * {@code header}, the rest from {@code batch} at {@code batchPosition + 72}.
   *
   * @param header holds the stamped header
   * @param headerPosition of the header's first byte
   * @param batch holds the body
   * @param batchPosition of the batch's first byte, so of the place where its header would be
   * @param length of the whole batch in bytes, as in its header
   * @throws IllegalArgumentException where index is not {@code lastIndex() + 1}, the term is below
   *     {@code lastTerm()}, base offset is not {@code endOffset()}, or the length is over the limit
   * @throws java.io.UncheckedIOException where the disk is full; the log is as it was
   */
  void append(
      DirectBuffer header, int headerPosition, DirectBuffer batch, int batchPosition, int length);

  /**
   * Tells whether an append would take room on the disk that no segment has yet.
   *
   * @param length of the batch in bytes
   * @return true where it would roll to a new segment
   */
  boolean needsSegmentFor(int length);

  /**
   * Removes an entry and everything behind it, by rolling to a new segment that starts there. The
   * new segment is durable on return. {@link #flushedIndex()} is lowered below {@code index}.
   *
   * @param index of the first entry to remove; {@code lastIndex() + 1} removes nothing
   * @throws IllegalArgumentException where it is not within {@code firstIndex()} and {@code
   *     lastIndex() + 1}
   * @throws java.io.UncheckedIOException where the new segment cannot be made; the log is as it was
   */
  void truncateFrom(long index);

  /**
   * Begins the log anew, empty behind an entry that is elsewhere (an install). Durable on return:
   * what was here before is gone, and everything up to that entry counts as flushed.
   *
   * @param index of the entry, 0 or above
   * @param term of the entry
   * @param offset that the next record gets
   * @param timestampNs of the entry
   * @throws java.io.UncheckedIOException where the new segment cannot be made; the log is as it was
   */
  void restartBehind(long index, long term, long offset, long timestampNs);

  /**
   * Finds where the log would start if everything before an entry that can go were gone: whole
   * segments that are flushed.
   *
   * @param index {@code firstIndex()} or above
   * @return from {@code firstIndex()} to {@code index}
   */
  long startAfterDropping(long index);

  /**
   * Finds where the log would start if all whole segments were gone that hold only older entries.
   * The one that is appended to stays.
   *
   * @param timestampNs epoch nanoseconds; entries of that time are not older
   * @return {@code firstIndex()} or above
   */
  long startAfterExpiring(long timestampNs);

  /**
   * Goes on in a new segment if the one that is appended to has an older entry, so that this one
   * can expire. Other replicas' segments are not concerned.
   *
   * @param timestampNs epoch nanoseconds; entries of that time are not older
   * @throws java.io.UncheckedIOException where the disk is full; the log is as it was
   */
  void rollOlder(long timestampNs);

  /**
   * Forgets whole segments from the start. Their files go by {@link #upkeep}.
   *
   * @param index as {@link #startAfterDropping} returned it: the first that stays
   */
  void dropBefore(long index);

  /**
   * Lists the segments that make up the log; each ends where the next one starts. It allocates.
   *
   * @return at least one, in order; the last one takes appends
   */
  List<SegmentDescriptor> segments();

  /**
   * Returns where the segment starts that takes appends: all before it is sealed.
   *
   * @return index of its first entry, there or to come
   */
  long openSegmentIndex();

  /**
   * Returns the number of the segment that takes appends. It rises with every roll and truncation.
   *
   * @return ordinal of the last of {@link #segments}
   */
  long openSegmentOrdinal();

  /**
   * Returns the way to the segments' files for threads other than the append thread; those are to
   * be done before {@link #close}.
   *
   * @return always the same
   */
  SegmentFiles files();

  /**
   * Finds what is to be verified behind a segment: entries that are flushed.
   *
   * @param ordinal of the segment, 0 to begin
   * @return null where there is nothing behind it; not to be held over a truncation or a drop
   */
  default SegmentSpan spanAfter(long ordinal) {
    return null;
  }

  /**
   * Makes a cursor, which stands on nothing until {@link LogCursor#seek}.
   *
   * @return the cursor; the caller closes it
   */
  LogCursor newCursor();

  /**
   * Finds the entry that holds an offset.
   *
   * @param offset {@link #startOffset()} to {@link #endOffset()}
   * @return index of the data entry with that record, {@code lastIndex() + 1} for the end offset
   * @throws IllegalArgumentException where the offset is outside the range
   */
  long indexOfOffset(long offset);

  /**
   * Finds where to start reading for a point in time.
   *
   * @param timestampNs epoch nanoseconds
   * @param endIndex last entry to consider, {@code firstIndex() - 1} to {@code lastIndex()}
   * @return the first offset with a timestamp not below, else the offset behind entry {@code
   *     endIndex}
   */
  long offsetAtTimestamp(long timestampNs, long endIndex);

  /**
   * Returns the offset behind an entry.
   *
   * @param index {@code firstIndex() - 1} to {@code lastIndex()}
   * @return the offset that the record after the entry has; {@link #startOffset()} for {@code
   *     firstIndex() - 1}
   * @throws IllegalArgumentException where the index is outside that range
   */
  long nextOffsetAt(long index);

  /**
   * Forces to the disk everything that was appended before the call. Called by the flush thread, as
   * nothing else is.
   *
   * @throws java.io.UncheckedIOException where a force failed, now or ever: fatal for the replica
   */
  default void flush() {
    flush(() -> {});
  }

  /**
   * Like {@link #flush()}, for what must be on the disk before the entries that this flush covers.
   *
   * @param before runs on this thread when it is fixed how far the flush goes, before anything of
   *     the log is forced; it sees whatever was done before those entries were appended
   * @throws java.io.UncheckedIOException where a force failed, now or ever: fatal for the replica
   */
  void flush(Runnable before);

  /**
   * Returns the log's housekeeping.
   *
   * @return the same each time
   */
  LogUpkeep upkeep();

  /**
   * Returns the index up to which entries are durable. Readable from any thread.
   *
   * @return never above {@code lastIndex()}; rises with {@link #flush}, falls with truncation
   */
  long flushedIndex();

  /** Closes the files without flushing. The second call does nothing. */
  @Override
  void close();
}
