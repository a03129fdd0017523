package io.rafthold.raft;

import java.util.Arrays;

/** A message on its way, with a copy of the entries it carries. */
final class Envelope implements EntryTerms {
  private final RaftMessage message = new RaftMessage();
  private long[] terms = {};
  private long[] values = {};

  static Envelope of(RaftMessage message) {
    Envelope envelope = new Envelope();
    envelope.message.copyFrom(message);
    return envelope;
  }

  /** Takes the entries of the request, not more than so many. */
  static Envelope withEntries(RaftMessage request, MemoryLog log, int maxEntries) {
    Envelope envelope = of(request);
    int count = (int) Math.min(maxEntries, request.lastIndex() - request.prevIndex());
    envelope.message.lastIndex(request.prevIndex() + count);
    envelope.terms = new long[count];
    envelope.values = new long[count];
    for (int i = 0; i < count; i++) {
      envelope.terms[i] = log.termAt(request.prevIndex() + 1 + i);
      envelope.values[i] = log.valueAt(request.prevIndex() + 1 + i);
    }
    return envelope;
  }

  RaftMessage message() {
    return message;
  }

  @Override
  public int count() {
    return terms.length;
  }

  @Override
  public long termAt(int position) {
    return terms[position];
  }

  long valueAt(long index) {
    return values[(int) (index - message.prevIndex() - 1)];
  }

  long termOf(long index) {
    return terms[(int) (index - message.prevIndex() - 1)];
  }

  @Override
  public String toString() {
    return terms.length == 0 ? message.toString() : message + " terms " + Arrays.toString(terms);
  }
}
