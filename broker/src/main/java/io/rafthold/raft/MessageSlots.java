package io.rafthold.raft;

/**
 * The pooled messages behind an outbox. At most one message of a type waits for a receiver: a newer
 * one takes the place of the older, which it makes pointless. That bounds the queue by nature;
 * where the bound is reached all the same, the oldest message is dropped, and the protocol repeats
 * it.
 */
final class MessageSlots {
  private final RaftMessage[] messages;
  private final long[] gates;
  private int size;

  MessageSlots(int capacity) {
    messages = new RaftMessage[capacity];
    gates = new long[capacity];
  }

  /** Returns a cleared message to fill; it leaves once the gate of that number is open. */
  RaftMessage add(MessageType type, int from, int to, long gate) {
    int slot = slotOf(type, to);
    if (slot < 0) {
      if (size == messages.length) {
        dropOldest();
      }
      slot = size++;
    }
    if (messages[slot] == null) {
      messages[slot] = new RaftMessage();
    }
    gates[slot] = gate;
    return messages[slot].reset(type, from, to);
  }

  /** Hands over what may leave; returns whether anything did. */
  boolean drain(MessageConsumer consumer, long openGate) {
    int kept = 0;
    int count = size;
    for (int i = 0; i < count; i++) {
      if (gates[i] > openGate || !consumer.onMessage(messages[i])) {
        swap(i, kept++);
      }
    }
    size = kept;
    return kept < count;
  }

  void clear() {
    size = 0;
  }

  private int slotOf(MessageType type, int to) {
    for (int i = 0; i < size; i++) {
      if (messages[i].type() == type && messages[i].to() == to) {
        return i;
      }
    }
    return -1;
  }

  private void dropOldest() {
    for (int i = 1; i < size; i++) {
      swap(i - 1, i);
    }
    size--;
  }

  private void swap(int a, int b) {
    RaftMessage message = messages[a];
    messages[a] = messages[b];
    messages[b] = message;
    long gate = gates[a];
    gates[a] = gates[b];
    gates[b] = gate;
  }
}
