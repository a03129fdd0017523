package io.rafthold.client;

/**
 * Ids by which answers find their requests, unique over a client's life: a serial number above, the
 * number of the attempt below. So an answer to an earlier attempt is known as such.
 */
final class CorrelationIds {
  private static final int ATTEMPT_BITS = 16;
  private static final int ATTEMPT_MASK = (1 << ATTEMPT_BITS) - 1;

  private long lastSerial;

  /** Returns the next serial number, from 1. */
  long nextSerial() {
    return ++lastSerial;
  }

  static long of(long serial, int attempt) {
    return (serial << ATTEMPT_BITS) | (attempt & ATTEMPT_MASK);
  }

  static long serial(long correlationId) {
    return correlationId >>> ATTEMPT_BITS;
  }

  static boolean isAttempt(long correlationId, int attempt) {
    return (correlationId & ATTEMPT_MASK) == (attempt & ATTEMPT_MASK);
  }
}
