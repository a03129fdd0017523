package io.rafthold.partition;

import io.rafthold.protocol.Batch;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * The producers of a partition as derived from its log up to one index. Deterministic: the same log
 * gives the same table on every replica. See the dissertation, section 6.3.
 *
 * <p>Producers are forgotten within {@link ProducerLimits}, those first that were not used for
 * longest: with each entry, as a function of the entries up to it alone. Ids rise as they are given
 * out, so an id up to the highest forgotten one that is not known may be a forgotten one: it is
 * refused even at its first sequence, since that may be a retry.
 */
final class ProducerTable {
  /** Producers, and batches of them, that a step of a copy takes. */
  static final int COPIED_PRODUCERS = 1_024;

  private static final int COPIED_BATCHES = 16_384;

  private final Long2ObjectHashMap<ProducerState> producers = new Long2ObjectHashMap<>();
  private final ProducerLimits limits;
  private ProducerState oldestInUse;
  private ProducerState newestInUse;
  private int batches;
  private long highestForgotten;
  private ProducerState duplicateOf;
  private int duplicateSlot;

  /** Of another table: what a copy goes on with, null where none is under way. */
  private ProducerState nextToCopy;

  ProducerTable(ProducerLimits limits) {
    this.limits = limits;
  }

  /** Begins to replace the content by another table's, which must not change before the end. */
  void beginCopy(ProducerTable other) {
    clear();
    highestForgotten = other.highestForgotten;
    nextToCopy = other.oldestInUse;
  }

  /**
   * Goes on with the copy, for a number of producers and batches that takes a millisecond at most.
   *
   * @return true where it is complete
   */
  boolean copyMore() {
    final int copied = batches;
    for (int i = 0;
        i < COPIED_PRODUCERS && batches - copied < COPIED_BATCHES && nextToCopy != null;
        i++) {
      add(nextToCopy.copy());
      nextToCopy = nextToCopy.newerInUse;
    }
    return nextToCopy == null;
  }

  /** Knows of nobody any more, as before the first entry. */
  void clear() {
    producers.clear();
    oldestInUse = null;
    newestInUse = null;
    batches = 0;
    highestForgotten = 0;
    nextToCopy = null;
  }

  private void add(ProducerState state) {
    producers.put(state.id, state);
    batches += state.remembered();
    append(state);
  }

  private void append(ProducerState state) {
    state.olderInUse = newestInUse;
    state.newerInUse = null;
    if (newestInUse == null) {
      oldestInUse = state;
    } else {
      newestInUse.newerInUse = state;
    }
    newestInUse = state;
  }

  private void unlink(ProducerState state) {
    if (state.olderInUse == null) {
      oldestInUse = state.newerInUse;
    } else {
      state.olderInUse.newerInUse = state.newerInUse;
    }
    if (state.newerInUse == null) {
      newestInUse = state.olderInUse;
    } else {
      state.newerInUse.olderInUse = state.olderInUse;
    }
  }

  /** Returns the length of what {@link #encode} writes, in bytes. */
  long encodedLength() {
    long length = Long.BYTES + Integer.BYTES;
    for (ProducerState each = oldestInUse; each != null; each = each.newerInUse) {
      length += Long.BYTES + each.encodedLength();
    }
    return length;
  }

  /** Writes the highest forgotten id and all producers, the one first whose last use is oldest. */
  void encode(ByteBuffer into) {
    into.putLong(highestForgotten).putInt(producers.size());
    for (ProducerState each = oldestInUse; each != null; each = each.newerInUse) {
      into.putLong(each.id);
      each.encode(into);
    }
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws java.nio.BufferUnderflowException where the bytes end before
   * @throws IllegalArgumentException where a number cannot be
   */
  static ProducerTable decode(ByteBuffer from, ProducerLimits limits) {
    final ProducerTable table = new ProducerTable(limits);
    table.highestForgotten = from.getLong();
    final int count = from.getInt();
    for (int i = 0; i < count; i++) {
      final long id = from.getLong();
      final ProducerState state = ProducerState.decode(id, from);
      if (table.newestInUse != null && state.lastIndex() <= table.newestInUse.lastIndex()) {
        throw new IllegalArgumentException(
            "producer " + id + " was last used at entry " + state.lastIndex() + ", out of order");
      }
      table.add(state);
    }
    if (count < 0 || table.producers.size() != count) {
      throw new IllegalArgumentException(count + " producers, or one of them twice");
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
      return firstSequence == 0 && producerId > highestForgotten
          ? ProducerVerdict.APPEND
          : ProducerVerdict.UNKNOWN_PRODUCER;
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

  /** Tells whether a producer has appended, and is not forgotten. */
  boolean knows(long producerId) {
    return producers.containsKey(producerId);
  }

  /** Takes an entry of the log in, of whatever type: each lets the log's time go on. */
  void apply(DirectBuffer buffer, int position) {
    final long producerId = Batch.producerId(buffer, position);
    if (producerId != Batch.NO_PRODUCER) {
      use(producerId, buffer, position);
    }
    forgetBefore(Batch.timestampNs(buffer, position) - limits.expiryNs());
  }

  private void use(long producerId, DirectBuffer buffer, int position) {
    final short epoch = Batch.producerEpoch(buffer, position);
    ProducerState state = producers.get(producerId);
    if (state == null) {
      state = new ProducerState(producerId, epoch);
      producers.put(producerId, state);
      append(state);
    } else if (state != newestInUse) {
      unlink(state);
      append(state);
    }
    batches -= state.remembered();
    state.append(
        epoch,
        Batch.firstSequence(buffer, position),
        Batch.recordCount(buffer, position),
        Batch.bodyCrc(buffer, position),
        Batch.index(buffer, position),
        Batch.baseOffset(buffer, position),
        Batch.timestampNs(buffer, position));
    batches += state.remembered();
  }

  /** The one that an entry has just used is never forgotten with it: it is the newest. */
  private void forgetBefore(long timestampNs) {
    while (oldestInUse != newestInUse
        && (oldestInUse.lastTimestampNs() < timestampNs
            || producers.size() > limits.maxProducers()
            || batches > limits.maxBatches())) {
      forgetOldest();
    }
    if (oldestInUse != null && oldestInUse.lastTimestampNs() < timestampNs) {
      forgetOldest();
    }
  }

  private void forgetOldest() {
    final ProducerState state = oldestInUse;
    producers.remove(state.id);
    batches -= state.remembered();
    highestForgotten = Math.max(highestForgotten, state.id);
    unlink(state);
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
