package io.rafthold.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Which membership holds from which index on (dissertation 4.1): one is effective as soon as its
 * entry is appended, and no longer when that entry is truncated away. Kept from the last one that
 * is known to be committed, so that whatever may still be truncated can be rolled back to.
 *
 * <p>Belongs to the core that it was given to, on the core's thread; others only read it there.
 */
public final class MembershipLog {
  private record Change(long index, long term, Membership membership) {}

  private final List<Change> changes = new ArrayList<>();

  private MembershipLog() {}

  /** Makes one that holds from index 0, term 0: a new group's. */
  public static MembershipLog of(Membership initial) {
    return startingAt(0, 0, initial);
  }

  /**
   * Makes one whose oldest membership holds from a later entry on, as a restart finds it.
   *
   * @param index of the entry that brought it, or of an install's last entry; 0 for a new group
   * @param term of that entry
   */
  public static MembershipLog startingAt(long index, long term, Membership membership) {
    MembershipLog memberships = new MembershipLog();
    memberships.add(index, term, membership);
    return memberships;
  }

  /**
   * Adds the membership of an entry that was appended; effective at once.
   *
   * @param index above {@link #latestIndex()}
   * @throws IllegalArgumentException if it is not, or the membership is another replica's view
   */
  public void append(long index, long term, Membership membership) {
    if (index <= latestIndex()) {
      throw new IllegalArgumentException(
          "a membership follows the last one: " + index + " <= " + latestIndex());
    }
    if (membership.selfId() != latest().selfId()) {
      throw new IllegalArgumentException(
          "a membership is seen from this replica: " + membership + " after " + latest());
    }
    add(index, term, membership);
  }

  private void add(long index, long term, Membership membership) {
    changes.add(new Change(index, term, Objects.requireNonNull(membership, "membership")));
  }

  /**
   * Forgets the memberships of entries that are truncated away.
   *
   * @param index of the first entry that goes
   * @throws IllegalStateException if none would be left: what is committed is never truncated
   */
  public void truncateFrom(long index) {
    Invariants.check(
        index > indexAt(0), "a committed membership is never rolled back", index, indexAt(0));
    while (latestIndex() >= index) {
      changes.remove(changes.size() - 1);
    }
  }

  /** Forgets what is older than the last membership at or below a committed index. */
  public void committed(long index) {
    while (changes.size() > 1 && indexAt(1) <= index) {
      changes.remove(0);
    }
  }

  /** Replaces everything: the log begins behind that index now. */
  public void restart(long index, long term, Membership membership) {
    changes.clear();
    add(index, term, membership);
  }

  /** Returns the membership that is effective. */
  public Membership latest() {
    return membershipAt(changes.size() - 1);
  }

  /** Returns the index from which on {@link #latest()} holds. */
  public long latestIndex() {
    return indexAt(changes.size() - 1);
  }

  /**
   * Returns the membership that holds at an index: the last one whose entry is not above it, and
   * for an index below all of them the oldest that is kept, which is committed.
   */
  public Membership holdingAt(long index) {
    int i = changes.size() - 1;
    while (i > 0 && indexAt(i) > index) {
      i--;
    }
    return membershipAt(i);
  }

  /** Returns how many are kept, 1 at least. */
  public int size() {
    return changes.size();
  }

  /**
   * Returns the index from which on one of them holds.
   *
   * @param i from 0 to {@code size() - 1}, the oldest first
   */
  public long indexAt(int i) {
    return changes.get(i).index();
  }

  /** Returns the term of the entry at {@link #indexAt}. */
  public long termAt(int i) {
    return changes.get(i).term();
  }

  /** Returns the membership that holds from {@link #indexAt} on. */
  public Membership membershipAt(int i) {
    return changes.get(i).membership();
  }

  @Override
  public String toString() {
    return changes.toString();
  }
}
