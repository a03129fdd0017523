package io.rafthold.raft;

import java.util.ArrayList;
import java.util.List;

/**
 * The memberships among the entries that a follower was told to append: effective when it reports
 * that it did (dissertation 4.1). What the log held already is effective already.
 */
final class AcceptedMemberships {
  private record Accepted(long index, long term, Membership membership) {}

  private final RaftState state;
  private final List<Accepted> waiting = new ArrayList<>();

  AcceptedMemberships(RaftState state) {
    this.state = state;
  }

  /** The caller was told to append these; of an earlier message, nothing more will come. */
  void accepted(long prevIndex, EntryTerms entries, long fromIndex) {
    waiting.clear();
    for (int i = (int) (fromIndex - prevIndex - 1); i < entries.count(); i++) {
      Membership membership = entries.membershipAt(i);
      if (membership != null) {
        waiting.add(new Accepted(prevIndex + 1 + i, entries.termAt(i), membership));
      }
    }
  }

  /** The caller appended up to here. */
  void appended(long lastIndex) {
    while (!waiting.isEmpty() && waiting.get(0).index() <= lastIndex) {
      Accepted first = waiting.remove(0);
      state.memberships().append(first.index(), first.term(), first.membership());
    }
  }

  /** Nothing that was accepted before will be appended. */
  void clear() {
    waiting.clear();
  }
}
