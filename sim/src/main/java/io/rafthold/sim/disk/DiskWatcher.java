package io.rafthold.sim.disk;

import org.agrona.DirectBuffer;

/** Hears what is done to logs on a disk, as it is done. */
public interface DiskWatcher {
  /**
   * An entry was appended to a group's log.
   *
   * @param buffer holds its stamped header at {@code position}
   */
  void onAppended(int brokerId, int groupId, long index, DirectBuffer buffer, int position);

  /**
   * A log ends before an index from now on: a truncation, or what recovery kept.
   *
   * @param fromIndex first index that is not in the log any more
   */
  void onCut(int brokerId, int groupId, long fromIndex);

  /** A truncation failed before it was on the disk: the log is as it was before the last cut. */
  default void onCutUndone(int brokerId, int groupId) {}

  /**
   * A log starts anew behind an index, empty.
   *
   * @param baseIndex index of the entry to come
   */
  default void onReplaced(int brokerId, int groupId, long baseIndex) {}

  /**
   * A state is kept beside a segment.
   *
   * @param index of the last entry in it
   */
  default void onStateKept(int brokerId, int groupId, long index) {}

  /**
   * Entries up to an index are on the disk for good.
   *
   * @param index last durable one
   */
  void onForced(int brokerId, int groupId, long index);

  /**
   * A hard state is on the disk for good.
   *
   * @param votedFor a broker or -1
   * @param isRejoining whether the replica may have forgotten what it answered for
   */
  void onHardState(
      int brokerId, int groupId, long term, int votedFor, long life, boolean isRejoining);
}
