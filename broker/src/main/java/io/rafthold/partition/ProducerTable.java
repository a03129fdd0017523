package io.rafthold.partition;

import io.rafthold.protocol.Batch;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * The producers of a partition as derived from its log up to one index. Deterministic: the same log
 * gives the same table on every replica. See the dissertation, section 6.3.
 */
final class ProducerTable {
  private final Long2ObjectHashMap<ProducerState> producers = new Long2ObjectHashMap<>();
  private ProducerState duplicateOf;
  private int duplicateSlot;

  /** Replaces the content by another table's. */
  void copyFrom(ProducerTable other) {
    producers.clear();
    other.producers.forEachLong((id, state) -> producers.put(id, state.copy()));
  }

  /** Returns the length of what {@link #encode} writes, in bytes. */
  long encodedLength() {
    long length = Integer.BYTES;
    for (final ProducerState state : producers.values()) {
      length += Long.BYTES + state.encodedLength();
    }
    return length;
  }

  /** Writes all producers. */
  void encode(ByteBuffer into) {
    into.putInt(producers.size());
    producers.forEachLong(
        (id, state) -> {
          into.putLong(id);
          state.encode(into);
        });
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws java.nio.BufferUnderflowException where the bytes end before
   * @throws IllegalArgumentException where a number cannot be
   */
  static ProducerTable decode(ByteBuffer from) {
    final ProducerTable table = new ProducerTable();
    final int count = from.getInt();
    for (int i = 0; i < count; i++) {
      final long id = from.getLong();
      table.producers.put(id, ProducerState.decode(from));
    }
    return table;
  }

  /** Judges a batch that wants to be appended; its frame and CRC were checked. */
  ProducerVerdict check(DirectBuffer buffer, int position) {
    final long producerId = Batch.producerId(buffer, position);
    if (producerId == Batch.NO_PRODUCER) {
      return ProducerVerdict.APPEND;
    }
    final long firstSequence = Batch.firstSequence(buffer, position);
    final ProducerState state = producers.get(producerId);
    if (state == null) {
      return firstSequence == 0 ? ProducerVerdict.APPEND : ProducerVerdict.UNKNOWN_PRODUCER;
    }
    final ProducerVerdict verdict =
        state.check(
            Batch.producerEpoch(buffer, position), firstSequence, Batch.bodyCrc(buffer, position));
    if (verdict == ProducerVerdict.DUPLICATE) {
      duplicateOf = state;
      duplicateSlot = state.slotOf(firstSequence);
    }
    return verdict;
  }

  /** Takes an entry of the log in. */
  void apply(DirectBuffer buffer, int position) {
    final long producerId = Batch.producerId(buffer, position);
    if (producerId == Batch.NO_PRODUCER) {
      return;
    }
    final short epoch = Batch.producerEpoch(buffer, position);
    ProducerState state = producers.get(producerId);
    if (state == null) {
      state = new ProducerState(epoch);
      producers.put(producerId, state);
    }
    state.append(
        epoch,
        Batch.firstSequence(buffer, position),
        Batch.recordCount(buffer, position),
        Batch.bodyCrc(buffer, position),
        Batch.index(buffer, position),
        Batch.baseOffset(buffer, position),
        Batch.timestampNs(buffer, position));
  }

  /** After {@link ProducerVerdict#DUPLICATE}: returns the first append's index. */
  long duplicateIndex() {
    return duplicateOf.indexAt(duplicateSlot);
  }

  /** After {@link ProducerVerdict#DUPLICATE}: returns the first append's base offset. */
  long duplicateBaseOffset() {
    return duplicateOf.baseOffsetAt(duplicateSlot);
  }

  /** After {@link ProducerVerdict#DUPLICATE}: returns the first append's timestamp. */
  long duplicateTimestampNs() {
    return duplicateOf.timestampNsAt(duplicateSlot);
  }
}
