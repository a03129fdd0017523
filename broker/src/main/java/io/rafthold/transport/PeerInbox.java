package io.rafthold.transport;

import io.aeron.Aeron;
import io.aeron.Image;
import io.aeron.Subscription;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import io.rafthold.client.transport.Channels;
import io.rafthold.partition.PeerMessageHandler;
import java.util.ArrayDeque;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * What the peers send, as whole messages. A message's fragments are assembled for each stream
 * apart; a stream with a message longer than a peer may send is turned away.
 */
final class PeerInbox {
  /** A stream to be turned away, and what its sender is told. */
  private record Refusal(Image image, String reason) {}

  private static final int STREAMS_PER_PEER = 4;

  private final int maxTermLengthBytes;
  private final int maxMessageLength;
  private int maxStreams;
  private final Subscription subscription;
  private final FragmentHandler fragmentHandler = this::onFragment;
  private final Long2ObjectHashMap<BoundedAssembler> assemblers = new Long2ObjectHashMap<>();
  private final ArrayDeque<Refusal> refused = new ArrayDeque<>();
  private PeerMessageHandler handler;
  private long refusedCount;

  PeerInbox(Aeron aeron, BrokerTransportSettings settings) {
    maxTermLengthBytes = settings.peerTermLengthBytes();
    maxMessageLength = Channels.maxMessageLength(maxTermLengthBytes);
    peerCount(settings.peers().size());
    subscription =
        aeron.addSubscription(
            Channels.listening(settings.host(), settings.peerPort()),
            Channels.PEER_STREAM_ID,
            this::onArrived,
            image -> assemblers.remove(image.correlationId()));
  }

  /** Sets how many peers there are, which bounds their streams. */
  void peerCount(int peers) {
    // A peer that restarts comes with a new stream before its old one has timed out; and one that
    // was added elsewhere may come before this broker has heard of it.
    maxStreams = STREAMS_PER_PEER * (peers + 1);
  }

  private void onArrived(Image image) {
    assemblers.put(
        image.correlationId(),
        new BoundedAssembler(
            maxMessageLength,
            this::onMessage,
            () -> refuse(image, "a message is longer than " + maxMessageLength + " bytes")));
    if (image.termBufferLength() > maxTermLengthBytes
        || image.subscription().imageCount() > maxStreams) {
      refuse(image, "no peer of this broker, or its term length is above " + maxTermLengthBytes);
    }
  }

  private void refuse(Image image, String reason) {
    refused.add(new Refusal(image, reason));
  }

  int poll(PeerMessageHandler handler, int fragmentLimit) {
    this.handler = handler;
    return subscription.poll(fragmentHandler, fragmentLimit);
  }

  private void onFragment(DirectBuffer buffer, int position, int length, Header header) {
    final BoundedAssembler assembler = assemblers.get(((Image) header.context()).correlationId());
    if (assembler != null) {
      assembler.onFragment(buffer, position, length, header);
    }
  }

  private void onMessage(DirectBuffer buffer, int position, int length, Header header) {
    handler.onPeerMessage(buffer, position, length);
  }

  /** Refuses one stream a cycle: it takes an answer of the driver. */
  void progress() {
    final Refusal refusal = refused.poll();
    if (refusal != null && !refusal.image().isClosed()) {
      refusedCount++;
      refusal.image().reject(refusal.reason());
    }
  }

  /** Tells whether a stream is to be turned away by {@link #progress}. */
  boolean isChanging() {
    return !refused.isEmpty();
  }

  long refusedCount() {
    return refusedCount;
  }

  void close() {
    subscription.close();
  }
}
