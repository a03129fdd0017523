package io.rafthold.sim.client;

import io.rafthold.sim.invariant.Checker;
import io.rafthold.sim.invariant.InvariantViolation;
import java.util.HashMap;
import java.util.Map;

/**
 * What the members of the one consumer group of a run saw, held against what was committed: a
 * partition and an epoch are one member's, it begins where the cursor is, and what was said to be
 * committed is.
 */
final class GroupHistory {
  static final String GROUP = "g";

  private record Ownership(int groupId, long epoch) {}

  private final Checker checker;
  private final Map<Ownership, Integer> owners = new HashMap<>();
  private final Map<Integer, Long> reached = new HashMap<>();

  GroupHistory(Checker checker) {
    this.checker = checker;
  }

  /** A member was assigned a partition. */
  void assigned(int groupId, long epoch, int member) {
    final Integer owner = owners.putIfAbsent(new Ownership(groupId, epoch), member);
    if (owner != null && owner != member) {
      note(groupId, epoch, "is member " + owner + "'s and member " + member + "'s");
    }
  }

  /** A member begins to read a partition. */
  void begun(int groupId, long epoch, long offset) {
    if (!checker.group(groupId).cursors().mayBeginAt(GROUP, epoch, offset)) {
      note(groupId, epoch, "begins at " + offset + ", where its cursor never was");
    }
  }

  /** A member has read so far. */
  void read(int groupId, long nextOffset) {
    reached.merge(groupId, nextOffset, Math::max);
  }

  /** A member was told that an offset is committed. */
  void committed(int groupId, long epoch, long offset) {
    if (!checker.group(groupId).cursors().hasReached(GROUP, epoch, offset)) {
      note(groupId, epoch, "is said to have committed " + offset + ", and has not");
    }
  }

  /** Returns how far the group has read a partition. */
  long reached(int groupId) {
    return reached.getOrDefault(groupId, 0L);
  }

  /** A member met what it must not. */
  void wrong(String what) {
    checker.note(new InvariantViolation(GroupHistory.class, what));
  }

  private void note(int groupId, long epoch, String what) {
    checker.note(
        new InvariantViolation(
            GroupHistory.class, "epoch " + epoch + " of group " + groupId + " " + what));
  }
}
