package io.rafthold.log;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A place in a segment: one entry's bytes. A reused, mutable struct; it owns nothing. */
public final class Excerpt {
  private static final DirectBuffer NOTHING = new UnsafeBuffer(new byte[0]);

  private DirectBuffer buffer = NOTHING;
  private int number = -1;
  private int position;
  private int length;

  /** Makes one that points at nothing. */
  public Excerpt() {}

  /**
   * Points at an entry.
   *
   * @param buffer the segment's memory
   * @param number of the entry in its segment, from 0
   * @param position of the entry's first byte
   * @param length of the entry in bytes
   */
  public void set(DirectBuffer buffer, int number, int position, int length) {
    this.buffer = buffer;
    this.number = number;
    this.position = position;
    this.length = length;
  }

  /** Points at nothing. */
  public void clear() {
    set(NOTHING, -1, 0, 0);
  }

  /**
   * Returns the segment's memory.
   *
   * @return for reading
   */
  public DirectBuffer buffer() {
    return buffer;
  }

  /**
   * Returns the entry's number in its segment.
   *
   * @return from 0; -1 for nothing
   */
  public int number() {
    return number;
  }

  /**
   * Returns the position of the entry's first byte.
   *
   * @return bytes from the buffer's start, which is the file's
   */
  public int position() {
    return position;
  }

  /**
   * Returns the entry's length.
   *
   * @return bytes
   */
  public int length() {
    return length;
  }
}
