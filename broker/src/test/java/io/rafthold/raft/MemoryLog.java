package io.rafthold.raft;

import java.util.Arrays;

/** A log in memory: terms, and a value each by which a test tells two entries apart. */
final class MemoryLog implements LogTerms {
  private long[] terms = new long[16];
  private long[] values = new long[16];
  private int size;
  private long changes;
  private long content;

  /** Takes over the content of the log that this one is an image of, or the other way round. */
  void copyFrom(MemoryLog other) {
    if (content != other.content) {
      terms = other.terms.clone();
      values = other.values.clone();
      size = other.size;
      content = other.content;
    }
  }

  void append(long term, long value) {
    if (size == terms.length) {
      terms = Arrays.copyOf(terms, size * 2);
      values = Arrays.copyOf(values, size * 2);
    }
    terms[size] = term;
    values[size++] = value;
    content = ++changes;
  }

  void truncateFrom(long index) {
    size = (int) index - 1;
    content = ++changes;
  }

  @Override
  public long firstIndex() {
    return 1;
  }

  @Override
  public long lastIndex() {
    return size;
  }

  @Override
  public long termAt(long index) {
    if (index < 0 || index > size) {
      throw new IllegalArgumentException("index " + index + " is not in 0.." + size);
    }
    return index == 0 ? 0 : terms[(int) index - 1];
  }

  long valueAt(long index) {
    return values[(int) index - 1];
  }

  /** Tells whether both hold the same entry at the index. */
  boolean agreesAt(MemoryLog other, long index) {
    return index <= size
        && index <= other.size
        && termAt(index) == other.termAt(index)
        && valueAt(index) == other.valueAt(index);
  }

  @Override
  public String toString() {
    return Arrays.toString(Arrays.copyOf(terms, size));
  }
}
