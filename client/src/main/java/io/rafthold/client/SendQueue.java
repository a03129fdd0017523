package io.rafthold.client;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;

/**
 * Where user threads hand records of one partition to the I/O thread: an open batch that grows
 * until it is taken, and full ones before it. The lock is held for one copy of a record.
 */
final class SendQueue {
  /** What became of a record. */
  enum Appended {
    /** The queue is closed. */
    REFUSED,
    /** It is the first of a new batch. */
    BATCH_STARTED,
    /** It joined others. */
    BATCH_GREW
  }

  /** A batch fails as one, at its first record's deadline: later records should not lose much. */
  private static final long MAX_SPAN_NS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final int SPAN_PARTS = 10;

  private final BatchPool pool;
  private final long timeoutNs;
  private final long spanNs;
  private final ArrayDeque<PendingBatch> full = new ArrayDeque<>();
  private PendingBatch open;
  private boolean isClosed;
  private volatile boolean isEmpty = true;

  SendQueue(BatchPool pool, long timeoutNs) {
    this.pool = pool;
    this.timeoutNs = timeoutNs;
    this.spanNs = Math.min(MAX_SPAN_NS, timeoutNs / SPAN_PARTS);
  }

  /**
   * Copies a record into the open batch. User threads.
   *
   * @param maxBatchBytes above which no record joins others
   */
  synchronized Appended append(
      DirectBuffer record,
      int recordBytes,
      int maxBatchBytes,
      CompletableFuture<RecordMetadata> future,
      long nowNs) {
    if (isClosed) {
      return Appended.REFUSED;
    }
    if (open != null
        && (!open.hasRoom(recordBytes)
            || open.length() + recordBytes > maxBatchBytes
            || nowNs - open.createdNs() > spanNs)) {
      full.add(open);
      open = null;
    }
    final boolean isFirst = open == null;
    if (isFirst) {
      open = pool.take(nowNs, timeoutNs);
    }
    open.append(record, recordBytes, future);
    isEmpty = false;
    return isFirst ? Appended.BATCH_STARTED : Appended.BATCH_GREW;
  }

  /**
   * Takes a batch as it is, behind all that was sent before; nothing joins it. User threads.
   *
   * @return false where the queue is closed
   */
  synchronized boolean append(PendingBatch whole) {
    if (isClosed) {
      return false;
    }
    if (open != null) {
      full.add(open);
      open = null;
    }
    full.add(whole);
    isEmpty = false;
    return true;
  }

  /** Says without a lock whether there is something to take; may lag by a moment. */
  boolean isEmpty() {
    return isEmpty;
  }

  /** Takes the oldest batch, the open one at last; null where there is none. */
  PendingBatch poll() {
    return poll(true);
  }

  /**
   * Takes the oldest batch; null where there is none.
   *
   * @param takesOpen whether it may be one that more records could join
   */
  synchronized PendingBatch poll(boolean takesOpen) {
    PendingBatch batch = full.poll();
    if (batch == null && takesOpen) {
      batch = open;
      open = null;
    }
    isEmpty = open == null && full.isEmpty();
    return batch;
  }

  /** Takes the oldest batch where its deadline has passed. */
  synchronized PendingBatch pollExpired(long nowNs) {
    final PendingBatch oldest = full.isEmpty() ? open : full.peek();
    return oldest != null && nowNs - oldest.deadlineNs() >= 0 ? poll() : null;
  }

  synchronized void forEach(Consumer<PendingBatch> visitor) {
    full.forEach(visitor);
    if (open != null) {
      visitor.accept(open);
    }
  }

  synchronized void close() {
    isClosed = true;
  }
}
