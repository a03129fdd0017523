package io.rafthold.client;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The unacknowledged batches of a partition in sequence order. Those before the cursor are in
 * flight in the current round, the others are still to be sent in it.
 */
final class SendWindow {
  private static final int MAX_OPEN_IN_FLIGHT = 2;

  /**
   * So many batches in flight, over all partitions, keep every broker busy: a second one of the
   * same partition that is not full would only make them smaller.
   */
  static final int MANY_IN_FLIGHT = 64;

  private final PendingBatch[] batches;
  private int size;
  private int cursor;

  SendWindow(int capacity) {
    batches = new PendingBatch[capacity];
  }

  boolean isEmpty() {
    return size == 0;
  }

  boolean isFull() {
    return size == batches.length;
  }

  boolean isAnyInFlight() {
    return cursor > 0;
  }

  /**
   * Tells whether a batch that is not full may go out. Behind a few in flight it waits for an
   * answer and grows meanwhile: so the load sets the size of the batches, whether it goes to one
   * partition or to a thousand, and a record waits for a part of a round trip at most; for a whole
   * one where the client has many in flight.
   *
   * @param clientInFlight batches of all partitions that are sent and not answered, or wait to be
   *     sent again
   */
  boolean takesOpen(int clientInFlight) {
    return cursor < (clientInFlight < MANY_IN_FLIGHT ? MAX_OPEN_IN_FLIGHT : 1);
  }

  /** Returns the oldest; null where there is none. */
  PendingBatch first() {
    return size == 0 ? null : batches[0];
  }

  /** Returns what is to be sent next; null where all is in flight. */
  PendingBatch next() {
    return cursor < size ? batches[cursor] : null;
  }

  void add(PendingBatch batch) {
    batches[size++] = batch;
  }

  /** Notes that {@link #next} was sent. */
  void advance() {
    cursor++;
  }

  /**
   * Tells whether what was sent last expects an offset: it may be refused alone, if nothing was
   * sent behind it.
   */
  boolean isHeldBack() {
    return cursor > 0 && batches[cursor - 1].isExpecting();
  }

  /** Begins a new round: all is to be sent again, from the first on. */
  void rewind() {
    for (int i = 0; i < cursor; i++) {
      batches[i].rewind();
    }
    cursor = 0;
  }

  /** Returns the batch with a serial number; null where there is none. */
  PendingBatch find(long serial) {
    for (int i = 0; i < size; i++) {
      if (batches[i].serial() == serial) {
        return batches[i];
      }
    }
    return null;
  }

  /** Takes a batch out: its predecessors stay, and go on as they are. */
  void remove(PendingBatch batch) {
    for (int i = 0; i < size; i++) {
      if (batches[i] == batch) {
        System.arraycopy(batches, i + 1, batches, i, size - i - 1);
        batches[--size] = null;
        if (i < cursor) {
          cursor--;
        }
        return;
      }
    }
  }

  /** Tells whether nothing in here was ever sent twice. */
  boolean isNoneRetried() {
    for (int i = 0; i < size; i++) {
      if (batches[i].attempts() > 1) {
        return false;
      }
    }
    return true;
  }

  /** Empties the window into a list, the oldest first. */
  List<PendingBatch> drain() {
    final List<PendingBatch> drained = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      drained.add(batches[i]);
      batches[i] = null;
    }
    size = 0;
    cursor = 0;
    return drained;
  }

  void forEach(Consumer<PendingBatch> visitor) {
    for (int i = 0; i < size; i++) {
      visitor.accept(batches[i]);
    }
  }
}
