package io.rafthold.sim;

import java.util.function.Consumer;
import org.agrona.DirectBuffer;

/** A fingerprint of all that happened, in order; and, where asked for, a line for each event. */
public final class Trace {
  private final Consumer<String> lines;
  private long hash = 0x5DEECE66DL;
  private long events;

  /** Starts; lines go nowhere where the consumer is null. */
  public Trace(Consumer<String> lines) {
    this.lines = lines;
  }

  /** Takes an event in. */
  public void event(Event event) {
    events++;
    add(event.timeNs);
    add(((long) event.kind.name().charAt(0) << 48) | ((long) event.target << 32) | event.length);
    if (event.length > 0) {
      bytes(event.buffer(), event.length);
    }
    if (lines != null) {
      line(
          event.timeNs,
          event.kind
              + " "
              + event.target
              + (event.length > 0 ? " from " + event.from + ", " + MessageText.of(event) : ""));
    }
  }

  private void bytes(DirectBuffer buffer, int length) {
    int at = 0;
    for (; at + Long.BYTES <= length; at += Long.BYTES) {
      add(buffer.getLong(at));
    }
    for (; at < length; at++) {
      add(buffer.getByte(at));
    }
  }

  /** Takes a number in. */
  public void add(long value) {
    hash = (hash ^ value) * 0x100000001B3L;
    hash ^= hash >>> 29;
  }

  /** Tells whether lines are wanted. */
  public boolean isOn() {
    return lines != null;
  }

  /** Writes a line; only where {@link #isOn}. */
  public void line(long nowNs, String text) {
    if (lines != null) {
      lines.accept(String.format("%12.6f %s", nowNs / 1e9, text));
    }
  }

  /** Returns the fingerprint so far. */
  public long hash() {
    return hash;
  }

  /** Returns the number of events so far. */
  public long events() {
    return events;
  }
}
