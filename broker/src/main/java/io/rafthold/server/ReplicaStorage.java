package io.rafthold.server;

import io.rafthold.partition.ReplicaFiles;

/**
 * Where replicas' files come from and go to: the port between a broker and its disk. Opening and
 * deleting takes milliseconds, so it happens beside the duty cycle, in the order asked.
 *
 * <p>Called on the broker's own thread. A failure is fatal for the broker; the implementation
 * reports it itself.
 */
public interface ReplicaStorage {
  /**
   * A replica's files, open.
   *
   * @param groupId of the Raft group
   * @param files the caller's to close
   */
  record Opened(int groupId, ReplicaFiles files) {}

  /**
   * Opens in the background; the result comes by {@link #pollOpened}.
   *
   * @param groupId of the Raft group
   * @param segmentBytes size at which its log rolls
   */
  void open(int groupId, long segmentBytes);

  /**
   * Opens at once, on the caller's thread.
   *
   * @param groupId of the Raft group
   * @param segmentBytes size at which its log rolls
   * @return the files; the caller closes them
   */
  ReplicaFiles openNow(int groupId, long segmentBytes);

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
}
