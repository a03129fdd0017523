package io.rafthold.sim.disk;

import io.rafthold.log.FlushMark;
import io.rafthold.sim.SimRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;
import org.agrona.collections.IntHashSet;

/** What has rotted on one disk, and whether anybody has come upon it yet. */
public final class Rot {
  private static final int NONE = -1;

  /**
   * Entries of a segment one of which has rotted.
   *
   * @param groupId of their log
   * @param firstIndex of the segment
   * @param lastIndex of the segment
   */
  public record Hidden(int groupId, long firstIndex, long lastIndex) {}

  private record Place(GroupDirectory directory, SegmentFile file, Hidden entries) {}

  /** A replica that met damage is repaired once in a while only, so each group has it once. */
  private final IntHashSet hiddenGroups = new IntHashSet();

  private int unseenGroup = NONE;
  private Place hidden;
  private boolean hasBegun;

  /** The next start of a group's log will find something. */
  void begin(int groupId) {
    hasBegun = true;
    unseenGroup = groupId;
  }

  /** Tells whether anything has rotted. */
  boolean hasBegun() {
    return hasBegun;
  }

  /** A group's log was opened, which finds what is not hidden. */
  void opened(int groupId) {
    unseenGroup = unseenGroup == groupId ? NONE : unseenGroup;
  }

  /** A group's log was cut before what had rotted. */
  void repaired(int groupId) {
    if (hidden != null && hidden.directory().groupId == groupId) {
      hidden = null;
    }
  }

  /** Tells whether something has rotted that is still there and that nobody has met. */
  boolean isUnseen(Map<Integer, GroupDirectory> groups) {
    return unseenGroup != NONE
        || (hidden != null
            && groups.get(hidden.directory().groupId) == hidden.directory()
            && hidden.directory().segments.containsValue(hidden.file()));
  }

  /** Flips a bit where a start does not look; null where there is no such place. */
  Hidden hide(
      Map<Integer, GroupDirectory> groups, IntToLongFunction committedIndexes, SimRandom random) {
    final List<Place> places = new ArrayList<>();
    for (final GroupDirectory group : groups.values()) {
      // The metadata is verified whole at each start.
      if (group.groupId > 0 && group.mark() != null && !hiddenGroups.contains(group.groupId)) {
        addTrusted(group, committedIndexes.applyAsLong(group.groupId), places);
      }
    }
    if (places.isEmpty()) {
      return null;
    }
    final Place place = places.get(random.below(places.size()));
    final Hidden entries = place.entries();
    place.file().rotEntry((int) (entries.lastIndex() - entries.firstIndex() + 1), random);
    hidden = place;
    hasBegun = true;
    hiddenGroups.add(entries.groupId());
    return entries;
  }

  /** Adds the segments that are sealed, flushed as the mark knows, and wholly committed. */
  private static void addTrusted(GroupDirectory group, long committedIndex, List<Place> places) {
    final FlushMark mark = group.mark();
    final long endIndex = Math.min(committedIndex, mark.flushedIndex());
    for (final Map.Entry<Long, SegmentFile> each : group.segments.entrySet()) {
      final Collection<SegmentFile> later = group.segments.tailMap(each.getKey(), false).values();
      final SegmentFile file = each.getValue();
      final long firstIndex = file.descriptor.baseIndex();
      long lastIndex = Long.MAX_VALUE;
      for (final SegmentFile next : later) {
        lastIndex = Math.min(lastIndex, next.descriptor.baseIndex() - 1);
      }
      if (firstIndex <= lastIndex && lastIndex <= endIndex && file.isForced()) {
        places.add(new Place(group, file, new Hidden(group.groupId, firstIndex, lastIndex)));
      }
    }
  }
}
