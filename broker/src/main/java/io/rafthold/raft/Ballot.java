package io.rafthold.raft;

import org.agrona.collections.IntArrayList;
import org.agrona.collections.IntHashSet;

/**
 * Who granted a vote, or a pre-vote, in the current round, and who answered. A voter counts once.
 *
 * <p>A majority is one of the latest membership's voters. Everybody is more: also the voters of the
 * memberships before it, from the last that is known to be committed on. A candidate that counts on
 * those that forgot what they had answered for must ask all who may hold it, and its own latest
 * membership may be one that never comes to be.
 */
final class Ballot {
  private final RaftState state;
  private final IntArrayList everybody = new IntArrayList();
  private final IntHashSet granted = new IntHashSet();
  private final IntHashSet answered = new IntHashSet();
  private boolean hasRejoining;

  Ballot(RaftState state) {
    this.state = state;
  }

  /** Begins a round. */
  void clear() {
    granted.clear();
    answered.clear();
    everybody.clear();
    hasRejoining = state.isRejoining();
    MembershipLog memberships = state.memberships();
    for (int i = memberships.size() - 1; i >= 0; i--) {
      Membership membership = memberships.membershipAt(i);
      for (int j = 0; j < membership.voterCount(); j++) {
        if (!everybody.containsInt(membership.voterAt(j))) {
          everybody.addInt(membership.voterAt(j));
        }
      }
    }
  }

  /** How many may have a say in this round. */
  int count() {
    return everybody.size();
  }

  /** One of those who may have a say, the latest membership's voters first. */
  int voterAt(int position) {
    return everybody.getInt(position);
  }

  /** Counts a voter's grant; of anybody else it counts nothing. */
  void grant(int brokerId) {
    granted.add(brokerId);
  }

  /** Notes that a voter answered, and whether it may have forgotten entries. */
  void answer(int brokerId, boolean isRejoining) {
    answered.add(brokerId);
    hasRejoining |= isRejoining && everybody.containsInt(brokerId);
  }

  boolean hasGranted(int brokerId) {
    return granted.contains(brokerId);
  }

  boolean hasMajority() {
    Membership membership = state.membership();
    int votes = 0;
    for (int i = 0; i < membership.voterCount(); i++) {
      votes += granted.contains(membership.voterAt(i)) ? 1 : 0;
    }
    return votes >= membership.majority();
  }

  boolean hasEverybody() {
    return areAllIn(granted);
  }

  /** Everybody has answered, and one of them, or the candidate, may have forgotten entries. */
  boolean mayAskEverybody() {
    return hasRejoining && areAllIn(answered);
  }

  private boolean areAllIn(IntHashSet voters) {
    for (int i = 0; i < everybody.size(); i++) {
      if (!voters.contains(everybody.getInt(i))) {
        return false;
      }
    }
    return true;
  }
}
