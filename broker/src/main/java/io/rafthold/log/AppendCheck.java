package io.rafthold.log;

import io.rafthold.protocol.Batch;
import org.agrona.DirectBuffer;

/** What whoever appends to a log must have seen to: the entry follows the last one. */
final class AppendCheck {
  private AppendCheck() {}

  /**
   * Checks a stamped header against the log's end.
   *
   * @throws IllegalArgumentException where it is not the next entry's, or the length is wrong
   */
  static void check(
      DirectBuffer header, int position, int length, ReplicaLog log, int maxBatchBytes) {
    final long index = Batch.index(header, position);
    final long term = Batch.term(header, position);
    final long baseOffset = Batch.baseOffset(header, position);
    if (index != log.lastIndex() + 1 || term < log.lastTerm() || baseOffset != log.endOffset()) {
      throw new IllegalArgumentException(
          String.format(
              "an entry of index %d, term %d, offset %d"
                  + " does not follow index %d, term %d, offset %d",
              index, term, baseOffset, log.lastIndex(), log.lastTerm(), log.endOffset()));
    }
    if (length != Batch.length(header, position)
        || length < Batch.HEADER_LENGTH
        || length > maxBatchBytes) {
      throw new IllegalArgumentException(
          String.format(
              "length %d of entry %d is not that of its header, %d, or over the limit of %d",
              length, index, Batch.length(header, position), maxBatchBytes));
    }
  }
}
