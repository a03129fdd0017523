package io.rafthold.cli;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Counts what was read and acknowledged, and keeps the first failure. Thread-safe. */
final class ProduceOutcome {
  /**
   * What went wrong first.
   *
   * @param lineNumber from 1; 0 where no line is to blame
   */
  record Failure(long lineNumber, Throwable cause) {
    String message() {
      final String text = cause.getMessage() == null ? cause.toString() : cause.getMessage();
      return lineNumber == 0 ? text : "line " + lineNumber + ": " + text;
    }
  }

  private final AtomicLong read = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicReference<Failure> failure = new AtomicReference<>();

  void lineRead() {
    read.incrementAndGet();
  }

  /** Notes how a record ended; {@code cause} is null where it was acknowledged. */
  void completed(long lineNumber, Throwable cause) {
    if (cause == null) {
      acknowledged.incrementAndGet();
    } else {
      failed(lineNumber, cause);
    }
  }

  void failed(long lineNumber, Throwable cause) {
    failure.compareAndSet(null, new Failure(lineNumber, cause));
  }

  /** Returns the first failure, or null. */
  Failure failure() {
    return failure.get();
  }

  boolean isComplete() {
    return failure.get() == null && acknowledged.get() == read.get();
  }

  @Override
  public String toString() {
    return "acknowledged " + acknowledged.get() + " of " + read.get();
  }
}
