package io.rafthold.transport;

import io.aeron.Aeron;
import io.rafthold.client.transport.Channels;
import io.rafthold.client.transport.OfferCounters;
import io.rafthold.partition.PeerLink;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;

/** The ways out to all peers: one stream each. Peers come and go at run time. */
final class PeerStreams implements PeerLink {
  private final Aeron aeron;
  private final BrokerTransportSettings settings;
  private final List<PeerStream> streams = new ArrayList<>();
  private final Int2ObjectHashMap<PeerStream> streamByPeerId = new Int2ObjectHashMap<>();
  private final OfferCounters counters = new OfferCounters();
  private final PeerCut cut = PeerCut.ofProperty();
  private final int maxMessageLength;

  PeerStreams(Aeron aeron, BrokerTransportSettings settings, long nowNs) {
    maxMessageLength = Channels.maxMessageLength(settings.peerTermLengthBytes());
    this.aeron = aeron;
    this.settings = settings;
    update(settings.peers(), nowNs);
  }

  /** Keeps the streams to peers that stay where they were, ends the others, and adds new ones. */
  void update(List<PeerAddress> peers, long nowNs) {
    for (final PeerStream stream : List.copyOf(streams)) {
      if (!peers.contains(stream.peer())) {
        streams.remove(stream);
        streamByPeerId.remove(stream.peerId());
        stream.close();
      }
    }
    for (final PeerAddress peer : peers) {
      final PeerStream known = streamByPeerId.get(peer.brokerId());
      if (known == null) {
        final PeerStream stream = new PeerStream(aeron, settings, peer, counters, nowNs);
        streams.add(stream);
        streamByPeerId.put(peer.brokerId(), stream);
      } else if (!known.peer().equals(peer)) {
        throw new IllegalArgumentException("broker id " + peer.brokerId() + " is there twice");
      }
    }
  }

  @Override
  public boolean offer(int brokerId, DirectBuffer buffer, int position, int length) {
    final PeerStream stream = streamByPeerId.get(brokerId);
    if (cut.isCut(brokerId)) {
      // Lost on the way, as far as anybody here can tell.
      return true;
    }
    if (stream == null) {
      // A replica is on a broker of which this one has not heard yet, or which was removed: for
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

  @Override
  public boolean takesEntries(int brokerId) {
    final PeerStream stream = streamByPeerId.get(brokerId);
    return stream != null && stream.takesEntries();
  }

  boolean isConnected(int brokerId) {
    final PeerStream stream = streamByPeerId.get(brokerId);
    return stream != null && stream.isConnected();
  }

  void progress(long nowNs) {
    cut.progress(nowNs);
    for (int i = 0; i < streams.size(); i++) {
      streams.get(i).progress(nowNs);
    }
  }

  /** Tells whether a stream is on its way, so that {@link #progress} is wanted soon. */
  boolean isChanging() {
    for (int i = 0; i < streams.size(); i++) {
      if (streams.get(i).isOpening()) {
        return true;
      }
    }
    return false;
  }

  long sentCount() {
    return counters.sent();
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
