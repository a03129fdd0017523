package io.rafthold.process;

import io.rafthold.client.GroupPartitionInfo;
import io.rafthold.client.TopicPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a group's cursors were seen, one look behind the other: none ever goes back, nor does an
 * epoch, and in an epoch a partition has one owner. Thread-safe.
 */
final class CursorTrail {
  private static final int MOST_FAULTS = 100;

  private final Map<TopicPartition, GroupPartitionInfo> cursors = new HashMap<>();
  private final Map<TopicPartition, GroupPartitionInfo> owners = new HashMap<>();
  private final List<String> faults = new ArrayList<>();
  private long looks;
  private long moves;

  /** Takes a look in; a partition that nobody could be asked about says nothing of its cursor. */
  synchronized void add(List<GroupPartitionInfo> look) {
    looks++;
    for (final GroupPartitionInfo now : look) {
      if (now.endOffset() >= 0) {
        checkCursor(cursors.put(now.partition(), now), now);
      }
      if (now.owner() != GroupPartitionInfo.NOBODY) {
        checkOwner(owners.put(now.partition(), now), now);
      }
    }
  }

  private void checkCursor(GroupPartitionInfo before, GroupPartitionInfo now) {
    if (before == null) {
      return;
    }
    final long offsetBefore = before.committed().orElse(GroupLine.NO_OFFSET);
    final long offset = now.committed().orElse(GroupLine.NO_OFFSET);
    if (offset < offsetBefore) {
      fault(before, now);
    } else if (offset > offsetBefore) {
      moves++;
    }
  }

  private void checkOwner(GroupPartitionInfo before, GroupPartitionInfo now) {
    if (before == null) {
      return;
    }
    final boolean isUsurped = now.epoch() == before.epoch() && now.owner() != before.owner();
    if (now.epoch() < before.epoch() || isUsurped) {
      fault(before, now);
    }
  }

  private void fault(GroupPartitionInfo before, GroupPartitionInfo now) {
    if (faults.size() < MOST_FAULTS) {
      faults.add("first " + before + ", then " + now);
    }
  }

  synchronized long looks() {
    return looks;
  }

  /** How often a cursor was seen further on. */
  synchronized long moves() {
    return moves;
  }

  synchronized List<String> faults() {
    return List.copyOf(faults);
  }
}
