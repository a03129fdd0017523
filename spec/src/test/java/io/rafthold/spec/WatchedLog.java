package io.rafthold.spec;

import io.rafthold.raft.Membership;
import io.rafthold.raft.MembershipLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A simulated replica's log, as what is done to its disk shows it. */
final class WatchedLog implements EntryLog {
  private final List<Long> terms = new ArrayList<>();
  private final Map<Long, Membership> memberships = new HashMap<>();
  private long baseIndex;

  void append(long index, long term) {
    cut(index);
    while (lastIndex() < index - 1) {
      terms.add(0L);
    }
    terms.add(term);
  }

  void cut(long fromIndex) {
    while (lastIndex() >= fromIndex) {
      terms.remove(terms.size() - 1);
    }
    memberships.keySet().removeIf(index -> index >= fromIndex);
  }

  /** Starts anew behind an entry that the leader had. */
  void replace(long newBaseIndex, long baseTerm) {
    cut(1);
    append(newBaseIndex, baseTerm);
    baseIndex = newBaseIndex;
  }

  /** Takes over what the core knows of its entries. */
  void learn(MembershipLog known) {
    for (int i = 0; i < known.size(); i++) {
      if (known.indexAt(i) > baseIndex) {
        memberships.put(known.indexAt(i), known.membershipAt(i));
      }
    }
  }

  @Override
  public long firstIndex() {
    return baseIndex + 1;
  }

  @Override
  public long lastIndex() {
    return terms.size();
  }

  @Override
  public long termAt(long index) {
    return index == 0 ? 0 : terms.get((int) index - 1);
  }

  @Override
  public Membership membershipAt(long index) {
    return memberships.get(index);
  }
}
