package io.rafthold.client;

import java.util.Arrays;

/** Outcomes of batches that were not told yet, the oldest first. Grows as it must; one thread. */
final class AckRing {
  private static final int INITIAL_CAPACITY = 64;

  private long[] firstTickets = new long[INITIAL_CAPACITY];
  private int[] records = new int[INITIAL_CAPACITY];
  private long[] baseOffsets = new long[INITIAL_CAPACITY];
  private long[] timestampsNs = new long[INITIAL_CAPACITY];
  private RaftholdException[] failures = new RaftholdException[INITIAL_CAPACITY];
  private int head;
  private int size;

  void add(
      long firstTicket,
      int recordCount,
      long baseOffset,
      long timestampNs,
      RaftholdException failure) {
    if (size == records.length) {
      grow();
    }
    final int at = (head + size) & (records.length - 1);
    firstTickets[at] = firstTicket;
    records[at] = recordCount;
    baseOffsets[at] = baseOffset;
    timestampsNs[at] = timestampNs;
    failures[at] = failure;
    size++;
  }

  private void grow() {
    final int capacity = records.length;
    firstTickets = doubled(firstTickets);
    baseOffsets = doubled(baseOffsets);
    timestampsNs = doubled(timestampsNs);
    records = Arrays.copyOf(records, 2 * capacity);
    System.arraycopy(records, 0, records, capacity, head);
    failures = Arrays.copyOf(failures, 2 * capacity);
    System.arraycopy(failures, 0, failures, capacity, head);
  }

  /** What had wrapped round to the front goes behind the rest. */
  private long[] doubled(long[] values) {
    final long[] copy = Arrays.copyOf(values, 2 * values.length);
    System.arraycopy(values, 0, copy, values.length, head);
    return copy;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Returns of how many records the oldest is. */
  int records() {
    return records[head];
  }

  /** Tells of the oldest, which then is no more. */
  void tell(AckHandler handler) {
    final int at = head;
    final int count = records[at];
    final RaftholdException failure = failures[at];
    failures[at] = null;
    head = (head + 1) & (records.length - 1);
    size--;
    if (failure == null) {
      handler.onAcknowledged(firstTickets[at], count, baseOffsets[at], timestampsNs[at]);
    } else {
      handler.onFailed(firstTickets[at], count, failure);
    }
  }
}
