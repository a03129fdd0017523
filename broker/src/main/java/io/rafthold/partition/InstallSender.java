package io.rafthold.partition;

import io.rafthold.raft.RaftCore;
import io.rafthold.raft.RaftMessage;

/**
 * The leader's side of an install to one follower: the state goes in parts, a few in a cycle, as
 * the link takes them. Nothing says that they arrive; the core has the whole repeated until the
 * follower answers.
 */
final class InstallSender {
  private static final int PARTS_PER_CYCLE = 4;

  private final RaftMessage message = new RaftMessage();
  private LogStart state;
  private int position;

  /** Tells whether a follower, which the core does not feed otherwise, is due the state. */
  boolean isDue(int brokerId, RaftCore core, long nowNs) {
    final boolean isDue = core.nextInstall(brokerId, message, nowNs);
    if (!isDue) {
      state = null;
    }
    return isDue;
  }

  /** Tells whether parts of the state are still to be sent. */
  boolean isUnderWay() {
    return state != null;
  }

  /**
   * Sends what {@link #isDue} found.
   *
   * @return number of parts sent
   */
  int send(
      int groupId,
      int brokerId,
      RaftCore core,
      Installation installation,
      PeerSender sender,
      long nowNs) {
    final LogStart current = installation.stateAt(message.prevIndex());
    if (current == null) {
      state = null;
      return 0;
    }
    if (current != state) {
      state = current;
      position = 0;
    }
    final byte[] bytes = state.encoded();
    int parts = 0;
    while (parts < PARTS_PER_CYCLE && position < bytes.length) {
      final int sent = sender.sendInstall(groupId, message, bytes, state.crc(), position);
      if (sent < 0) {
        return parts;
      }
      position += sent;
      parts++;
    }
    if (position == bytes.length) {
      core.installSent(brokerId, nowNs);
      state = null;
    }
    return parts;
  }
}
