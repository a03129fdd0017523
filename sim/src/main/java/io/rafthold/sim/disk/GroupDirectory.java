package io.rafthold.sim.disk;

import io.rafthold.log.FlushMark;
import io.rafthold.sim.SimRandom;
import java.util.Iterator;
import java.util.TreeMap;

/** What a disk holds of one group. */
final class GroupDirectory {
  /** Times out of a thousand that the system writes a small file back by itself at once. */
  private static final int WRITE_BACK_PER_MILLE = 200;

  final int groupId;
  final TreeMap<Long, SegmentFile> segments = new TreeMap<>();
  final TreeMap<String, SlotBytes> slots = new TreeMap<>();
  final SimStates states = new SimStates();

  /** As the vote file says: a process that is killed before it is written catches up once more. */
  boolean isRejoining;

  private FlushMark mark;
  private FlushMark settledMark;

  GroupDirectory(int groupId) {
    this.groupId = groupId;
  }

  String describe() {
    final StringBuilder text = new StringBuilder("mark ").append(mark);
    for (final SegmentFile file : segments.values()) {
      text.append(", ").append(file);
    }
    return text.toString();
  }

  FlushMark mark() {
    return mark;
  }

  void mark(FlushMark next, SimRandom random) {
    mark = next;
    if (random.perMille(WRITE_BACK_PER_MILLE)) {
      settledMark = next;
    }
  }

  void loseMark() {
    mark = null;
    settledMark = null;
  }

  /** Flips a bit where a start looks: in the newest segment, or anywhere in the metadata's. */
  boolean rot(SimRandom random) {
    if (segments.isEmpty()) {
      return false;
    }
    if (groupId > 0) {
      return segments.lastEntry().getValue().rot(random);
    }
    final int skip = random.below(segments.size());
    return segments.values().stream().skip(skip).findFirst().orElseThrow().rot(random);
  }

  SlotBytes slot(String name) {
    return slots.computeIfAbsent(name, unused -> new SlotBytes());
  }

  void losePower(SimRandom random) {
    for (final Iterator<SegmentFile> each = segments.values().iterator(); each.hasNext(); ) {
      final SegmentFile file = each.next();
      if (file.losePower(random)) {
        file.settle();
      } else {
        each.remove();
      }
    }
    states.losePower(random, segments);
    slots.values().removeIf(slot -> !slot.losePower(random));
    if (random.below(2) == 0) {
      mark = settledMark;
    }
    settledMark = mark;
  }
}
