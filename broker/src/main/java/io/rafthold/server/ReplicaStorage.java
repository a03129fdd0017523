package io.rafthold.server;

import io.rafthold.log.LogDamageException;
import io.rafthold.partition.ReplicaFiles;
import org.agrona.collections.IntHashSet;

/**
 * Where replicas' files come from and go to: the port between a broker and its disk. Opening and
 * deleting takes milliseconds, so it happens beside the duty cycle, in the order asked.
 *
 * <p>Called on the broker's own thread. What cannot be opened is handed over as such, and fails its
 * replica alone. A failure of anything else is fatal for the broker; the implementation reports it
 * itself.
 */
public interface ReplicaStorage {
  /**
   * A replica's files, open, or why they could not be opened.
   *
   * @param groupId of the Raft group
   * @param files the caller's to close; null where they could not be opened
   * @param failure null where they could
   */
  record Opened(int groupId, ReplicaFiles files, RuntimeException failure) {
    /** Files that are open. */
    public Opened(int groupId, ReplicaFiles files) {
      this(groupId, files, null);
    }
  }

  /**
   * Opens in the background; the result comes by {@link #pollOpened}. A storage that repairs mends
   * what is damaged, as far as the replica's peers can make up for it.
   *
   * @param groupId of the Raft group
   * @param segmentBytes size at which its log rolls
   * @param hasPeers whether other brokers have replicas of the group, as far as is known here
   */
  void open(int groupId, long segmentBytes, boolean hasPeers);

  /** Tells whether a replica that met damage may be opened again by {@link #reopen}. */
  default boolean canRepair() {
    return false;
  }

  /**
   * Opens in the background what was closed since damage was met in it.
   *
   * @param groupId of the Raft group
   * @param segmentBytes size at which its log rolls
   * @param hasPeers whether other brokers have replicas of the group, as far as is known here
   * @param damage that was met
   */
  default void reopen(int groupId, long segmentBytes, boolean hasPeers, LogDamageException damage) {
    open(groupId, segmentBytes, hasPeers);
  }

  /**
   * Opens at once, on the caller's thread.
   *
   * @param groupId of the Raft group
   * @param segmentBytes size at which its log rolls
   * @param hasPeers whether other brokers have replicas of the group, as far as is known here
   * @return the files; the caller closes them
   */
  ReplicaFiles openNow(int groupId, long segmentBytes, boolean hasPeers);

  /**
   * Returns files that were opened since the last call.
   *
   * @return one replica's, or null
   */
  Opened pollOpened();

  /**
   * Closes in the background, and deletes the group's directory where asked.
   *
   * @param groupId of the Raft group
   * @param files what to close
   * @param deletes whether the directory goes too
   */
  void close(int groupId, AutoCloseable files, boolean deletes);

  /**
   * Deletes the directory of a group that has no open files; nothing where there is none.
   *
   * @param groupId of the Raft group
   */
  void delete(int groupId);

  /**
   * Tells whether a group has a directory. For the start, since it may touch the disk.
   *
   * @param groupId of the Raft group
   * @return true where opening would find files
   */
  default boolean exists(int groupId) {
    return true;
  }

  /**
   * Deletes the directories of groups that are of no concern any more; for the start.
   *
   * @param kept groups to keep
   * @param belowGroupId groups from here on are not known yet, and kept too
   */
  default void deleteOthers(IntHashSet kept, int belowGroupId) {}

  /**
   * Remembers, behind all that was asked before, what the metadata said.
   *
   * @param memory replaces what was remembered
   */
  default void remember(ClusterMemory memory) {}

  /** Returns what was remembered last; nothing on the first start. */
  default ClusterMemory remembered() {
    return ClusterMemory.NOTHING;
  }
}
