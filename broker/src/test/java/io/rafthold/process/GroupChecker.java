package io.rafthold.process;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Holds what all members of a group have written down against what a group promises: every record
 * is processed, in one epoch of a partition by one member alone and in order, and a later epoch
 * begins where nothing behind it was committed in an earlier one.
 */
final class GroupChecker {
  private static final int MOST_FAULTS = 100;

  /** What was done with a partition in one epoch. */
  private static final class Ownership {
    private final String member;
    private long firstOffset = GroupLine.NO_OFFSET;
    private long nextOffset = GroupLine.NO_OFFSET;
    private long committedOffset = GroupLine.NO_OFFSET;

    Ownership(String member) {
      this.member = member;
    }
  }

  private final Map<Integer, SortedMap<Long, Ownership>> ownerships = new TreeMap<>();
  private final Map<Integer, BitSet> processed = new TreeMap<>();
  private final Map<GroupLine.Kind, Long> counts = new EnumMap<>(GroupLine.Kind.class);
  private final List<String> faults = new ArrayList<>();
  private long processedCount;

  /** Takes a member's lines in, in the order in which it wrote them. */
  void add(List<GroupLine> lines) {
    lines.forEach(this::add);
  }

  private void add(GroupLine line) {
    counts.merge(line.kind(), 1L, Long::sum);
    final Ownership ownership =
        ownerships
            .computeIfAbsent(line.partition(), any -> new TreeMap<>())
            .computeIfAbsent(line.epoch(), any -> new Ownership(line.member()));
    if (!ownership.member.equals(line.member())) {
      fault(line, "is in the epoch of " + ownership.member);
    } else if (line.is(GroupLine.Kind.PROCESSED)) {
      process(line, ownership);
    } else if (line.is(GroupLine.Kind.COMMITTED)) {
      ownership.committedOffset = Math.max(ownership.committedOffset, line.last() + 1);
    }
  }

  private void process(GroupLine line, Ownership ownership) {
    if (ownership.firstOffset == GroupLine.NO_OFFSET) {
      ownership.firstOffset = line.first();
    } else if (line.first() != ownership.nextOffset) {
      fault(line, "does not go on at " + ownership.nextOffset);
    }
    ownership.nextOffset = line.last() + 1;
    processedCount += line.last() + 1 - line.first();
    processed
        .computeIfAbsent(line.partition(), any -> new BitSet())
        .set(Math.toIntExact(line.first()), Math.toIntExact(line.last() + 1));
  }

  private void fault(GroupLine line, String what) {
    if (faults.size() < MOST_FAULTS) {
      faults.add(line.format().strip() + ": " + what);
    }
  }

  /**
   * Returns what was not as it should be, when all lines are there.
   *
   * @param endOffsets of the partitions
   */
  List<String> faults(List<Long> endOffsets) {
    final List<String> all = new ArrayList<>(faults);
    for (int partition = 0; partition < endOffsets.size(); partition++) {
      final BitSet offsets = processed.getOrDefault(partition, new BitSet());
      if (offsets.nextClearBit(0) < endOffsets.get(partition)) {
        all.add("partition " + partition + ": nobody processed " + offsets.nextClearBit(0));
      }
      if (offsets.length() > endOffsets.get(partition)) {
        all.add("partition " + partition + ": there is no offset " + (offsets.length() - 1));
      }
    }
    ownerships.forEach((partition, epochs) -> checkCursor(partition, epochs, all));
    return all;
  }

  /** No earlier owner's commit is taken once a later one has learned where the cursor is. */
  private static void checkCursor(
      int partition, SortedMap<Long, Ownership> epochs, List<String> all) {
    long committedOffset = GroupLine.NO_OFFSET;
    for (final Map.Entry<Long, Ownership> each : epochs.entrySet()) {
      final Ownership ownership = each.getValue();
      if (ownership.firstOffset != GroupLine.NO_OFFSET && ownership.firstOffset < committedOffset) {
        all.add(
            "partition "
                + partition
                + ": epoch "
                + each.getKey()
                + " begins at "
                + ownership.firstOffset
                + ", and "
                + committedOffset
                + " was committed before");
      }
      committedOffset = Math.max(committedOffset, ownership.committedOffset);
    }
  }

  /** How often records were processed. */
  long processedCount() {
    return processedCount;
  }

  /** How many records were processed. */
  long distinctCount() {
    return processed.values().stream().mapToLong(BitSet::cardinality).sum();
  }

  /** How many epochs of all partitions had an owner. */
  long ownershipCount() {
    return ownerships.values().stream().mapToLong(Map::size).sum();
  }

  /** How many lines of a kind there are. */
  long count(GroupLine.Kind kind) {
    return counts.getOrDefault(kind, 0L);
  }
}
