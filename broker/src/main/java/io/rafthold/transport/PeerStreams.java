package io.rafthold.transport;

import io.aeron.Aeron;
import io.rafthold.client.transport.Channels;
import io.rafthold.client.transport.OfferCounters;
import io.rafthold.partition.PeerLink;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;

/** The ways out to all peers: one stream each. */
final class PeerStreams implements PeerLink {
  private final PeerStream[] streams;
  private final Int2ObjectHashMap<PeerStream> streamByPeerId = new Int2ObjectHashMap<>();
  private final OfferCounters counters = new OfferCounters();
  private final int maxMessageLength;

  PeerStreams(Aeron aeron, BrokerTransportSettings settings, long nowNs) {
    maxMessageLength = Channels.maxMessageLength(settings.peerTermLengthBytes());
    streams =
        settings.peers().stream()
            .map(peer -> new PeerStream(aeron, settings, peer, counters, nowNs))
            .toArray(PeerStream[]::new);
    for (final PeerStream stream : streams) {
      if (streamByPeerId.put(stream.peerId(), stream) != null) {
        throw new IllegalArgumentException("broker id " + stream.peerId() + " is there twice");
      }
    }
  }

  @Override
  public boolean offer(int brokerId, DirectBuffer buffer, int position, int length) {
    final PeerStream stream = streamByPeerId.get(brokerId);
    if (stream == null) {
      // The cluster placed a replica on a broker that this one's cluster.members do not name: for
      // that replica it is as if the broker were down, and no reason to end this one.
      counters.recordNotConnected();
      return false;
    }
    return stream.offer(buffer, position, length);
  }

  @Override
  public int maxMessageLength() {
    return maxMessageLength;
  }

  @Override
  public boolean isReady(int brokerId) {
    final PeerStream stream = streamByPeerId.get(brokerId);
    return stream != null && stream.isReady();
  }

  boolean isConnected(int brokerId) {
    final PeerStream stream = streamByPeerId.get(brokerId);
    return stream != null && stream.isConnected();
  }

  void progress(long nowNs) {
    for (final PeerStream stream : streams) {
      stream.progress(nowNs);
    }
  }

  OfferCounters.Snapshot offers() {
    return counters.snapshot();
  }

  void close() {
    for (final PeerStream stream : streams) {
      stream.close();
    }
  }
}
