package io.rafthold.raft;

/**
 * The terms of the entries that one append request brought. The caller has decoded them and checked
 * their CRCs. The entry at position {@code i} has the index {@code prevIndex + 1 + i}.
 */
public interface EntryTerms {
  /** Returns how many entries there are, 0 for a probe. */
  int count();

  /**
   * Returns the term of an entry.
   *
   * @param position from 0 to {@code count() - 1}
   */
  long termAt(int position);

  /**
   * Returns the membership that an entry brings, seen from this replica, or null for an entry of
   * another type.
   *
   * @param position from 0 to {@code count() - 1}
   */
  default Membership membershipAt(int position) {
    return null;
  }

  /**
   * Tells whether the entry can be appended behind what the log holds before its index: whether it
   * takes up the offset that the log has come to. No entry of an honest leader fails here; where
   * one does, nothing of its message is appended, and nothing removed for it.
   *
   * @param index of an entry of the message; the log holds the one before
   */
  default boolean takesUp(long index) {
    return true;
  }
}
