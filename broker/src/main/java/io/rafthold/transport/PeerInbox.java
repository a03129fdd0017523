package io.rafthold.transport;

import io.aeron.Aeron;
import io.aeron.FragmentAssembler;
import io.aeron.Image;
import io.aeron.Subscription;
import io.aeron.logbuffer.Header;
import io.rafthold.client.transport.Channels;
import io.rafthold.partition.PeerMessageHandler;
import java.util.ArrayDeque;
import org.agrona.DirectBuffer;

/**
 * What the peers send, as whole messages. A message's fragments are assembled for each stream
 * apart, in a buffer that no longer message than a stream can carry makes grow.
 */
final class PeerInbox {
  private final int maxTermLengthBytes;
  private final int maxStreams;
  private final Subscription subscription;
  private final FragmentAssembler assembler = new FragmentAssembler(this::onMessage, 0, true);
  private final ArrayDeque<Image> refused = new ArrayDeque<>();
  private PeerMessageHandler handler;
  private long refusedCount;

  PeerInbox(Aeron aeron, BrokerTransportSettings settings) {
    maxTermLengthBytes = settings.peerTermLengthBytes();
    // A peer that restarts comes with a new stream before its old one has timed out.
    maxStreams = 4 * Math.max(1, settings.peers().size());
    subscription =
        aeron.addSubscription(
            Channels.listening(settings.host(), settings.peerPort()),
            Channels.PEER_STREAM_ID,
            this::onArrived,
            image -> assembler.freeSessionBuffer(image.sessionId()));
  }

  private void onArrived(Image image) {
    if (image.termBufferLength() > maxTermLengthBytes
        || image.subscription().imageCount() > maxStreams) {
      refused.add(image);
    }
  }

  int poll(PeerMessageHandler handler, int fragmentLimit) {
    this.handler = handler;
    return subscription.poll(assembler, fragmentLimit);
  }

  private void onMessage(DirectBuffer buffer, int position, int length, Header header) {
    handler.onPeerMessage(buffer, position, length);
  }

  /** Refuses one stream a cycle: it takes an answer of the driver. */
  void progress() {
    final Image image = refused.poll();
    if (image != null && !image.isClosed()) {
      refusedCount++;
      image.reject("no peer of this broker, or its term length is above " + maxTermLengthBytes);
    }
  }

  long refusedCount() {
    return refusedCount;
  }

  void close() {
    subscription.close();
  }
}
