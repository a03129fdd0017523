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

  /**
   * Sends what is due to a follower that the core does not feed otherwise.
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
    if (!core.nextInstall(brokerId, message, nowNs)) {
      state = null;
      return 0;
    }
    final LogStart current = installation.stateAt(message.prevIndex());
    if (current == null) {
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
