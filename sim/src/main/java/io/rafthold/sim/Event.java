package io.rafthold.sim;

import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Something that will happen. Fields mean what {@link #kind} says; used again and again. */
public final class Event {
  /** When, in virtual nanoseconds. */
  public long timeNs;

  /** What. */
  public EventKind kind;

  /** To which broker or client. */
  public int target;

  /** From which broker or client. */
  public int from;

  /** A session, an incarnation, a generation. */
  public long number;

  /** Anything else. */
  public Object subject;

  /** Bytes of the message. */
  public int length;

  Event next;
  long serial;
  private byte[] bytes = new byte[256];
  private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);

  Event() {}

  boolean isBefore(Event other) {
    return timeNs != other.timeNs ? timeNs < other.timeNs : serial < other.serial;
  }

  /** Copies a message in. */
  public Event message(DirectBuffer source, int position, int messageLength) {
    if (messageLength > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(messageLength, 2 * bytes.length));
      buffer.wrap(bytes);
    }
    source.getBytes(position, bytes, 0, messageLength);
    length = messageLength;
    return this;
  }

  /** Returns the message, from position 0 on. */
  public UnsafeBuffer buffer() {
    return buffer;
  }
}
