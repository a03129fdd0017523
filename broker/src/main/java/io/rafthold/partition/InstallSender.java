package io.rafthold.partition;

import io.rafthold.protocol.Checksum;
import io.rafthold.raft.RaftCore;
import io.rafthold.raft.RaftMessage;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The leader's side of an install to one follower: the state goes in parts, a few in a cycle, as
 * the link takes them. Nothing says that they arrive; the core has the whole repeated until the
 * follower answers.
 */
final class InstallSender {
  private static final int PARTS_PER_CYCLE = 4;

  private final RaftMessage message = new RaftMessage();
  private byte[] state;
  private int stateCrc;
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
    final byte[] current = installation.stateAt(message.prevIndex());
    if (current == null) {
      return 0;
    }
    if (current != state) {
      state = current;
      stateCrc = Checksum.crc32c(new UnsafeBuffer(state), 0, state.length);
      position = 0;
    }
    int parts = 0;
    while (parts < PARTS_PER_CYCLE && position < state.length) {
      final int sent = sender.sendInstall(groupId, message, state, stateCrc, position);
      if (sent < 0) {
        return parts;
      }
      position += sent;
      parts++;
    }
    if (position == state.length) {
      core.installSent(brokerId, nowNs);
      state = null;
    }
    return parts;
  }
}
