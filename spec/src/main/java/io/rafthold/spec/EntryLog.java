package io.rafthold.spec;

import io.rafthold.raft.LogTerms;
import io.rafthold.raft.Membership;

/** A replica's log as a trace shows it: terms, and the changes of membership. */
public interface EntryLog extends LogTerms {
  /**
   * Returns the membership that an entry brings, or null for an entry of another type.
   *
   * @param index from {@code firstIndex()} to {@code lastIndex()}
   */
  Membership membershipAt(long index);
}
