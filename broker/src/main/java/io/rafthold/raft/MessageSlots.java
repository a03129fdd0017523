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
  private final long[] bornNs;
  private int size;
  private boolean isAnyRefused;

  MessageSlots(int capacity) {
    messages = new RaftMessage[capacity];
    gates = new long[capacity];
    bornNs = new long[capacity];
  }

  /** Returns a cleared message to fill; it leaves once the gate of that number is open. */
  RaftMessage add(MessageType type, int from, int to, long gate, long nowNs) {
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
    bornNs[slot] = nowNs;
    return messages[slot].reset(type, from, to);
  }

  /**
   * Hands over what may leave. What the consumer refuses waits for the next drain, but not longer
   * than a time from when it was added.
   *
   * @return whether anything was taken
   */
  boolean drain(MessageConsumer consumer, long openGate, long nowNs, long keepNs) {
    int kept = 0;
    int count = size;
    boolean anyTaken = false;
    isAnyRefused = false;
    for (int i = 0; i < count; i++) {
      boolean keep = gates[i] > openGate;
      if (!keep) {
        boolean taken = consumer.onMessage(messages[i]);
        anyTaken |= taken;
        keep = !taken && nowNs - bornNs[i] < keepNs;
        isAnyRefused |= keep;
      }
      if (keep) {
        swap(i, kept++);
      }
    }
    size = kept;
    return anyTaken;
  }

  /** Tells whether the last drain kept a message that the consumer refused. */
  boolean isAnyRefused() {
    return isAnyRefused;
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
    long born = bornNs[a];
    bornNs[a] = bornNs[b];
    bornNs[b] = born;
  }
}
