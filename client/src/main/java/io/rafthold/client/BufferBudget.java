package io.rafthold.client;

/** Bounds what a producer holds, in bytes and in records; a full one makes senders wait. */
final class BufferBudget {
  private final long maxBytes;
  private final int maxRecords;
  private long bytes;
  private int records;
  private int waiting;
  private boolean isClosed;

  BufferBudget(long maxBytes, int maxRecords) {
    this.maxBytes = maxBytes;
    this.maxRecords = maxRecords;
  }

  /** Tells whether so much would find room in an empty buffer. */
  boolean canHold(int recordBytes, int recordCount) {
    return recordBytes <= maxBytes && recordCount <= maxRecords;
  }

  /** Takes room for some records; false where there is none. */
  synchronized boolean tryReserve(int recordBytes, int recordCount) {
    if (records + recordCount > maxRecords || bytes + recordBytes > maxBytes) {
      return false;
    }
    bytes += recordBytes;
    records += recordCount;
    return true;
  }

  /** Waits for room; false where there is none in time, or the producer was closed. */
  synchronized boolean reserve(int recordBytes, int recordCount, long timeoutNs)
      throws InterruptedException {
    final long startNs = System.nanoTime();
    waiting++;
    try {
      while (!isClosed && !tryReserve(recordBytes, recordCount)) {
        final long leftMs = (timeoutNs - (System.nanoTime() - startNs)) / 1_000_000;
        if (leftMs <= 0) {
          return false;
        }
        wait(leftMs);
      }
      return !isClosed;
    } finally {
      waiting--;
    }
  }

  synchronized void release(long releasedBytes, int releasedRecords) {
    bytes -= releasedBytes;
    records -= releasedRecords;
    if (waiting > 0) {
      notifyAll();
    }
  }

  synchronized void close() {
    isClosed = true;
    notifyAll();
  }

  synchronized int records() {
    return records;
  }

  @Override
  public synchronized String toString() {
    return records + " of " + maxRecords + " records, " + bytes + " of " + maxBytes + " bytes";
  }
}
