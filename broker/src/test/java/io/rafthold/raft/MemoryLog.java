package io.rafthold.raft;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A log in memory: terms, a value each by which a test tells two entries apart, and memberships.
 * What retention removes from its start is hidden from the core and kept for the checks.
 */
final class MemoryLog implements LogTerms {
  /** Numbers every content there ever was, so that an image is known by its number. */
  private static final AtomicLong CHANGES = new AtomicLong();

  private long[] terms = new long[16];
  private long[] values = new long[16];
  private Membership[] memberships = new Membership[16];
  private int size;
  private long firstIndex = 1;
  private long content;

  /** Takes over the content of the log that this one is an image of, or the other way round. */
  void copyFrom(MemoryLog other) {
    if (content != other.content) {
      terms = other.terms.clone();
      values = other.values.clone();
      memberships = other.memberships.clone();
      size = other.size;
      firstIndex = other.firstIndex;
      content = other.content;
    }
  }

  void append(long term, long value) {
    append(term, value, null);
  }

  void append(long term, long value, Membership membership) {
    if (size == terms.length) {
      terms = Arrays.copyOf(terms, size * 2);
      values = Arrays.copyOf(values, size * 2);
      memberships = Arrays.copyOf(memberships, size * 2);
    }
    terms[size] = term;
    values[size] = value;
    memberships[size++] = membership;
    content = CHANGES.incrementAndGet();
  }

  void truncateFrom(long index) {
    size = (int) index - 1;
    content = CHANGES.incrementAndGet();
  }

  /** Removes what is before that index, as retention does. */
  void removeBefore(long index) {
    firstIndex = Math.max(firstIndex, index);
    content = CHANGES.incrementAndGet();
  }

  /** Begins anew behind an entry of another log, which comes along for the checks. */
  void install(MemoryLog other, long prevIndex) {
    terms = other.terms.clone();
    values = other.values.clone();
    memberships = other.memberships.clone();
    size = (int) prevIndex;
    firstIndex = prevIndex + 1;
    content = CHANGES.incrementAndGet();
  }

  @Override
  public long firstIndex() {
    return firstIndex;
  }

  @Override
  public long lastIndex() {
    return size;
  }

  @Override
  public long termAt(long index) {
    if (index < firstIndex - 1 || index > size) {
      throw new IllegalArgumentException("no entry " + index + " in " + this);
    }
    return entryTermAt(index);
  }

  /** Also of an entry that retention has removed. */
  long entryTermAt(long index) {
    return index == 0 ? 0 : terms[(int) index - 1];
  }

  long valueAt(long index) {
    return values[(int) index - 1];
  }

  Membership membershipAt(long index) {
    return memberships[(int) index - 1];
  }

  /** Returns every membership that the entries bring, after the first one, seen from a replica. */
  MembershipLog memberships(Membership initial) {
    MembershipLog found = MembershipLog.of(initial);
    for (long index = 1; index <= size; index++) {
      if (membershipAt(index) != null) {
        Membership membership = membershipAt(index).seenFrom(initial.selfId());
        found.append(index, entryTermAt(index), membership);
      }
    }
    return found;
  }

  /** Tells whether both hold the same entry at the index. */
  boolean agreesAt(MemoryLog other, long index) {
    return index <= size
        && index <= other.size
        && entryTermAt(index) == other.entryTermAt(index)
        && valueAt(index) == other.valueAt(index);
  }

  @Override
  public String toString() {
    String kept =
        LongStream.rangeClosed(firstIndex, size)
            .mapToObj(index -> entryTermAt(index) + (membershipAt(index) == null ? "" : "m"))
            .collect(Collectors.joining(", ", "[", "]"));
    return firstIndex == 1 ? kept : "from " + firstIndex + " " + kept;
  }
}
