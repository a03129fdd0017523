package io.rafthold.examples;

import io.rafthold.client.Codec;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** What happened to an order; the record's key says to which. */
public enum OrderEvent {
  /** Somebody ordered. */
  PLACED('N'),
  /** The money is there. */
  PAID('P'),
  /** The goods are on their way. */
  SHIPPED('S'),
  /** Nothing more will come of it. */
  CANCELLED('C');

  /** What is written: constants may be reordered and renamed, and others come. */
  private final char letter;

  OrderEvent(char letter) {
    this.letter = letter;
  }

  /**
   * Returns the codec: one byte, the letter of the event.
   *
   * @return a shared instance
   */
  public static Codec<OrderEvent> codec() {
    return Letters.INSTANCE;
  }

  private enum Letters implements Codec<OrderEvent> {
    INSTANCE;

    @Override
    public int encode(OrderEvent value, MutableDirectBuffer buffer, int position) {
      buffer.putByte(position, (byte) value.letter);
      return Byte.BYTES;
    }

    @Override
    public OrderEvent decode(DirectBuffer buffer, int position, int length) {
      final char letter = (char) buffer.getByte(position);
      for (final OrderEvent event : OrderEvent.values()) {
        if (event.letter == letter) {
          return event;
        }
      }
      throw new IllegalArgumentException("no event has the letter " + letter);
    }
  }
}
