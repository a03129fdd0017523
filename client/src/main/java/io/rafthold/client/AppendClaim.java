package io.rafthold.client;

import org.agrona.MutableDirectBuffer;

/**
 * Room for a record's key and value, in a buffer of an {@link Appender}: written in place, then
 * committed or given back. Reusable, for one record at a time; the appender's thread.
 */
public final class AppendClaim {
  private PartitionAppender owner;
  private MutableDirectBuffer buffer;
  private int keyPosition;
  private int keyLength;
  private int valuePosition;
  private int valueLength;

  /** Makes a claim on nothing. */
  public AppendClaim() {}

  void wrap(
      PartitionAppender appender,
      MutableDirectBuffer target,
      int keyAt,
      int keyBytes,
      int valueAt,
      int valueBytes) {
    owner = appender;
    buffer = target;
    keyPosition = keyAt;
    keyLength = keyBytes;
    valuePosition = valueAt;
    valueLength = valueBytes;
  }

  /** Returns what to write into; the appender's, valid until the claim is over. */
  public MutableDirectBuffer buffer() {
    return buffer;
  }

  /** Returns where the key goes. */
  public int keyPosition() {
    return keyPosition;
  }

  /** Returns the key's length in bytes, -1 for null. */
  public int keyLength() {
    return keyLength;
  }

  /** Returns where the value goes. */
  public int valuePosition() {
    return valuePosition;
  }

  /** Returns the value's length in bytes, -1 for null. */
  public int valueLength() {
    return valueLength;
  }

  /**
   * Appends the record as it was written.
   *
   * @return its ticket, or {@link Appender#CLOSED}
   * @throws IllegalStateException where the claim is over
   */
  public long commit() {
    return end().commit();
  }

  /**
   * Gives the room back; nothing is appended.
   *
   * @throws IllegalStateException where the claim is over
   */
  public void abort() {
    end().abort();
  }

  private PartitionAppender end() {
    if (owner == null) {
      throw new IllegalStateException("the claim is over: it was committed, aborted or never made");
    }
    final PartitionAppender ended = owner;
    owner = null;
    buffer = null;
    return ended;
  }
}
