package io.rafthold.spec;

import io.rafthold.raft.Membership;
import io.rafthold.raft.MembershipLog;
import java.util.ArrayList;
import java.util.List;

/** A log in memory, of terms and memberships, whose start can be removed. */
final class TraceLog implements EntryLog {
  private record Entry(long term, Membership membership) {}

  private final List<Entry> entries = new ArrayList<>();
  private long firstIndex = 1;
  private long startTerm;
  private Membership startMembership;
  private long startMembershipIndex;
  private long startMembershipTerm;

  TraceLog(Membership initial) {
    startMembership = initial;
  }

  void copyFrom(TraceLog other) {
    entries.clear();
    entries.addAll(other.entries);
    firstIndex = other.firstIndex;
    startTerm = other.startTerm;
    startMembership = other.startMembership;
    startMembershipIndex = other.startMembershipIndex;
    startMembershipTerm = other.startMembershipTerm;
  }

  void append(long term, Membership membership) {
    entries.add(new Entry(term, membership));
  }

  void truncateFrom(long index) {
    while (lastIndex() >= index) {
      entries.remove(entries.size() - 1);
    }
  }

  /** Removes what is committed, up to an index. */
  void removeUpTo(long index) {
    while (firstIndex <= index && !entries.isEmpty()) {
      Entry entry = entries.remove(0);
      if (entry.membership() != null) {
        startMembership = entry.membership();
        startMembershipIndex = firstIndex;
        startMembershipTerm = entry.term();
      }
      startTerm = entry.term();
      firstIndex++;
    }
  }

  /** Becomes an empty log behind another one's start. */
  void install(long prevIndex, long prevTerm, Membership atPrev) {
    entries.clear();
    firstIndex = prevIndex + 1;
    startTerm = prevTerm;
    startMembership = atPrev;
    startMembershipIndex = prevIndex;
    startMembershipTerm = prevTerm;
  }

  /** What its entries and its start say of the membership, as a restart reads it. */
  MembershipLog memberships() {
    MembershipLog memberships =
        MembershipLog.startingAt(startMembershipIndex, startMembershipTerm, startMembership);
    for (long index = firstIndex; index <= lastIndex(); index++) {
      if (membershipAt(index) != null) {
        memberships.append(index, termAt(index), membershipAt(index));
      }
    }
    return memberships;
  }

  Membership startMembership() {
    return startMembership;
  }

  /** How far both hold the same entries. */
  long commonIndexWith(TraceLog other) {
    long index = Math.max(firstIndex, other.firstIndex) - 1;
    long last = Math.min(lastIndex(), other.lastIndex());
    while (index < last && termAt(index + 1) == other.termAt(index + 1)) {
      index++;
    }
    return index;
  }

  @Override
  public long firstIndex() {
    return firstIndex;
  }

  @Override
  public long lastIndex() {
    return firstIndex + entries.size() - 1;
  }

  @Override
  public long termAt(long index) {
    return index == firstIndex - 1 ? startTerm : entries.get((int) (index - firstIndex)).term();
  }

  @Override
  public Membership membershipAt(long index) {
    return entries.get((int) (index - firstIndex)).membership();
  }
}
