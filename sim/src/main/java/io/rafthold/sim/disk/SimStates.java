package io.rafthold.sim.disk;

import io.rafthold.log.StateFile;
import io.rafthold.sim.SimRandom;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * The state files beside a group's segments, by ordinal. Content is forced before it gets its name;
 * the name itself a loss of power may take back, until something else has written it to the disk.
 */
final class SimStates {
  private final TreeMap<Long, byte[]> named = new TreeMap<>();

  /** What a loss of power may bring back: null for no file. */
  private final TreeMap<Long, byte[]> before = new TreeMap<>();

  byte[] get(long ordinal) {
    return named.get(ordinal);
  }

  void put(long ordinal, int groupId, byte[] content) {
    rename(ordinal, StateFile.seal(groupId, content));
  }

  void move(long from, long to) {
    final byte[] file = named.get(from);
    if (file != null) {
      rename(from, null);
      rename(to, file);
    }
  }

  private void rename(long ordinal, byte[] file) {
    if (!before.containsKey(ordinal)) {
      before.put(ordinal, named.get(ordinal));
    }
    set(ordinal, file);
  }

  private void set(long ordinal, byte[] file) {
    if (file == null) {
      named.remove(ordinal);
    } else {
      named.put(ordinal, file);
    }
  }

  void remove(long ordinal) {
    named.remove(ordinal);
    before.remove(ordinal);
  }

  /** Takes renames back or not, each by itself; then all is on the disk. */
  void losePower(SimRandom random, Map<Long, SegmentFile> segments) {
    for (final Map.Entry<Long, byte[]> each : before.entrySet()) {
      if (random.below(2) == 0) {
        set(each.getKey(), each.getValue());
      }
    }
    before.clear();
    for (final Iterator<Long> each = named.keySet().iterator(); each.hasNext(); ) {
      if (!segments.containsKey(each.next())) {
        each.remove();
      }
    }
  }

  /** Flips a bit of one of them; false where there is none. */
  boolean rot(SimRandom random) {
    if (named.isEmpty()) {
      return false;
    }
    final byte[] file = named.lastEntry().getValue();
    file[random.below(file.length)] ^= (byte) (1 << random.below(8));
    return true;
  }
}
