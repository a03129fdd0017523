package io.rafthold.partition;

import org.agrona.DirectBuffer;

/** The links of a broker that is alone. */
public final class NoPeers implements PeerLink {
  @Override
  public boolean offer(int brokerId, DirectBuffer buffer, int position, int length) {
    return false;
  }

  @Override
  public boolean isReady(int brokerId) {
    return false;
  }

  @Override
  public int maxMessageLength() {
    return 128 * 1024;
  }
}
