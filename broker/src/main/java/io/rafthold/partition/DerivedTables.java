package io.rafthold.partition;

import io.rafthold.protocol.Batch;
import org.agrona.DirectBuffer;

/**
 * All that a partition derives from its log up to one index. Deterministic: the same log gives the
 * same tables on every replica, whoever applies it, and when.
 */
final class DerivedTables {
  private final ProducerTable producers;
  private final CursorTable cursors;

  /** Knows of nothing, as before the first entry. */
  DerivedTables(ProducerLimits limits) {
    this(new ProducerTable(limits), new CursorTable());
  }

  /** Takes tables over. */
  DerivedTables(ProducerTable producers, CursorTable cursors) {
    this.producers = producers;
    this.cursors = cursors;
  }

  ProducerTable producers() {
    return producers;
  }

  CursorTable cursors() {
    return cursors;
  }

  /** Tells whether an entry's body counts; of all others the header says all. */
  static boolean needsBody(DirectBuffer header, int position) {
    return CursorTable.needsBody(header, position);
  }

  /** Takes a whole entry of the log in, of whatever type. */
  void apply(DirectBuffer buffer, int position) {
    apply(
        buffer,
        position,
        buffer,
        position + Batch.HEADER_LENGTH,
        Batch.length(buffer, position) - Batch.HEADER_LENGTH);
  }

  /**
   * Takes an entry in whose header is stamped elsewhere.
   *
   * @param body may be null where {@link #needsBody} says no
   */
  void apply(
      DirectBuffer header, int position, DirectBuffer body, int bodyPosition, int bodyLength) {
    producers.apply(header, position);
    cursors.apply(header, position, body, bodyPosition, bodyLength);
  }

  /** Begins to replace the content by others', which must not change before the end. */
  void beginCopy(DerivedTables others) {
    producers.beginCopy(others.producers);
    cursors.copyOf(others.cursors);
  }

  /**
   * Goes on with the copy, for a millisecond at most.
   *
   * @return true where it is complete
   */
  boolean copyMore() {
    return producers.copyMore();
  }

  /** Knows of nothing any more. */
  void clear() {
    producers.clear();
    cursors.clear();
  }
}
