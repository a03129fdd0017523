package io.rafthold.partition;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a partition remembers of one producer: its epoch, its next sequence, and the places of its
 * latest batches, so that a retry is answered with the first append's offset. It has a place of its
 * own in its table's order of use.
 *
 * <p>Encoded: epoch (int16), next sequence (int64), batches (int32), and for each its first
 * sequence, index, base offset, timestamp (int64 each) and body CRC (int32).
 */
final class ProducerState {
  /**
   * Batches whose places are remembered; a producer must not have more in flight in a partition.
   */
  static final int WINDOW = 64;

  /** Batches that a producer of few is given room for. */
  private static final int INITIAL_WINDOW = 4;

  private static final int FIXED_LENGTH = Short.BYTES + Long.BYTES + Integer.BYTES;
  private static final int BATCH_LENGTH = 4 * Long.BYTES + Integer.BYTES;

  private long[] firstSequences = new long[INITIAL_WINDOW];
  private long[] indices = new long[INITIAL_WINDOW];
  private long[] baseOffsets = new long[INITIAL_WINDOW];
  private long[] timestampsNs = new long[INITIAL_WINDOW];
  private int[] bodyCrcs = new int[INITIAL_WINDOW];
  private long batches;
  private long nextSequence;
  private short epoch;

  final long id;

  /** Its neighbours in the order of use; the table's. */
  ProducerState olderInUse;

  ProducerState newerInUse;

  ProducerState(long id, short epoch) {
    this.id = id;
    this.epoch = epoch;
  }

  ProducerState copy() {
    final ProducerState copy = new ProducerState(id, epoch);
    copy.firstSequences = firstSequences.clone();
    copy.indices = indices.clone();
    copy.baseOffsets = baseOffsets.clone();
    copy.timestampsNs = timestampsNs.clone();
    copy.bodyCrcs = bodyCrcs.clone();
    copy.batches = batches;
    copy.nextSequence = nextSequence;
    return copy;
  }

  /** Returns the length of what {@link #encode} writes, in bytes. */
  int encodedLength() {
    return FIXED_LENGTH + remembered() * BATCH_LENGTH;
  }

  /** Returns how many batches' places are remembered. */
  int remembered() {
    return (int) Math.min(batches, WINDOW);
  }

  /** Writes epoch, next sequence and the places of the latest batches, the oldest first. */
  void encode(ByteBuffer into) {
    into.putShort(epoch).putLong(nextSequence).putInt(remembered());
    for (long i = batches - remembered(); i < batches; i++) {
      final int slot = slot(i);
      into.putLong(firstSequences[slot]).putLong(indices[slot]).putLong(baseOffsets[slot]);
      into.putLong(timestampsNs[slot]).putInt(bodyCrcs[slot]);
    }
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws java.nio.BufferUnderflowException where the bytes end before
   * @throws IllegalArgumentException where there is no batch, or more than are ever remembered
   */
  static ProducerState decode(long id, ByteBuffer from) {
    final ProducerState state = new ProducerState(id, from.getShort());
    final long nextSequence = from.getLong();
    final int count = from.getInt();
    if (count < 1 || count > WINDOW) {
      throw new IllegalArgumentException(count + " batches of a producer");
    }
    for (int i = 0; i < count; i++) {
      final long firstSequence = from.getLong();
      final long index = from.getLong();
      final long baseOffset = from.getLong();
      final long timestampNs = from.getLong();
      state.append(state.epoch, firstSequence, 0, from.getInt(), index, baseOffset, timestampNs);
    }
    state.nextSequence = nextSequence;
    return state;
  }

  ProducerVerdict check(short batchEpoch, long firstSequence, int bodyCrc) {
    if (batchEpoch < epoch) {
      return ProducerVerdict.FENCED;
    }
    if (batchEpoch > epoch) {
      return firstSequence == 0 ? ProducerVerdict.APPEND : ProducerVerdict.OUT_OF_ORDER;
    }
    if (firstSequence == nextSequence) {
      return ProducerVerdict.APPEND;
    }
    if (firstSequence > nextSequence) {
      return ProducerVerdict.OUT_OF_ORDER;
    }
    final int slot = slotOf(firstSequence);
    if (slot >= 0) {
      return bodyCrcs[slot] == bodyCrc
          ? ProducerVerdict.DUPLICATE
          : ProducerVerdict.SEQUENCE_CONFLICT;
    }
    return firstSequence < oldestSequence()
        ? ProducerVerdict.DUPLICATE_TOO_OLD
        : ProducerVerdict.SEQUENCE_CONFLICT;
  }

  void append(
      short batchEpoch,
      long firstSequence,
      int recordCount,
      int bodyCrc,
      long index,
      long baseOffset,
      long timestampNs) {
    if (batchEpoch != epoch) {
      epoch = batchEpoch;
      batches = 0;
    }
    // Until the window is full size no slot was used twice, so growing keeps every place.
    if (batches == indices.length && batches < WINDOW) {
      grow();
    }
    final int slot = slot(batches);
    firstSequences[slot] = firstSequence;
    bodyCrcs[slot] = bodyCrc;
    indices[slot] = index;
    baseOffsets[slot] = baseOffset;
    timestampsNs[slot] = timestampNs;
    batches++;
    nextSequence = firstSequence + recordCount;
  }

  /** Returns the slot of the remembered batch that starts with a sequence, or -1. */
  int slotOf(long firstSequence) {
    for (long i = batches - 1, oldest = Math.max(0, batches - WINDOW); i >= oldest; i--) {
      if (firstSequences[slot(i)] == firstSequence) {
        return slot(i);
      }
    }
    return -1;
  }

  long indexAt(int slot) {
    return indices[slot];
  }

  long baseOffsetAt(int slot) {
    return baseOffsets[slot];
  }

  long timestampNsAt(int slot) {
    return timestampsNs[slot];
  }

  /** Returns the index of the last batch; there is one as soon as the producer is in a table. */
  long lastIndex() {
    return indices[slot(batches - 1)];
  }

  /** Returns the timestamp of the last batch. */
  long lastTimestampNs() {
    return timestampsNs[slot(batches - 1)];
  }

  private int slot(long batch) {
    return (int) batch & (indices.length - 1);
  }

  private void grow() {
    final int length = 2 * indices.length;
    firstSequences = Arrays.copyOf(firstSequences, length);
    indices = Arrays.copyOf(indices, length);
    baseOffsets = Arrays.copyOf(baseOffsets, length);
    timestampsNs = Arrays.copyOf(timestampsNs, length);
    bodyCrcs = Arrays.copyOf(bodyCrcs, length);
  }

  private long oldestSequence() {
    return batches == 0 ? 0 : firstSequences[slot(Math.max(0, batches - WINDOW))];
  }
}
