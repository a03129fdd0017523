package io.rafthold.transport;

import io.aeron.Aeron;
import io.aeron.exceptions.RegistrationException;
import io.rafthold.client.transport.Channels;
import io.rafthold.client.transport.OfferCounters;
import io.rafthold.client.transport.OutboundStream;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way out to one peer. Aeron reconnects to a peer that comes back by itself; a new stream is
 * opened where the old one is used up or could not be had, and where a peer stayed away: what waits
 * in the old one is stale then, and the peer would have to take all of it first.
 */
final class PeerStream {
  /** Pause between attempts, so that an unknown host name does not keep the driver busy. */
  static final long RETRY_NS = TimeUnit.SECONDS.toNanos(1);

  /** A term has so many times the bytes that may wait. */
  private static final int QUEUE_SHARE = 16;

  /** What may wait in any case, where a term is short as well: some datagrams. */
  private static final int LEAST_QUEUE_BYTES = 256 * 1024;

  /**
   * Entries are taken while more than one part in so many of those is free: of a full request, half
   * of that is left for short messages then.
   */
  private static final int SHORT_MESSAGE_SHARE = 2;

  private static final Logger LOG = LoggerFactory.getLogger(PeerStream.class);

  private final Aeron aeron;
  private final BrokerTransportSettings settings;
  private final PeerAddress peer;
  private final OfferCounters counters;
  private OutboundStream stream;
  private long nextAttemptNs;
  private long disconnectedSinceNs;
  private boolean wasConnected;
  private String lastFailure = "";

  PeerStream(
      Aeron aeron,
      BrokerTransportSettings settings,
      PeerAddress peer,
      OfferCounters counters,
      long nowNs) {
    this.aeron = aeron;
    this.settings = settings;
    this.peer = peer;
    this.counters = counters;
    this.nextAttemptNs = nowNs;
  }

  PeerAddress peer() {
    return peer;
  }

  int peerId() {
    return peer.brokerId();
  }

  boolean isReady() {
    return stream != null && stream.isReady();
  }

  /** Tells whether there is room beyond what is kept for short messages. */
  boolean takesEntries() {
    return stream != null && stream.hasRoom(queueBytes() / SHORT_MESSAGE_SHARE);
  }

  /** Tells whether the driver has yet to say that the stream is there. */
  boolean isOpening() {
    return stream != null && stream.isOpening();
  }

  boolean isConnected() {
    return stream != null && stream.isConnected();
  }

  /** Opens, reopens, or notes that the peer is there. */
  void progress(long nowNs) {
    if (stream == null) {
      if (nowNs - nextAttemptNs >= 0) {
        open(nowNs);
      }
      return;
    }
    try {
      stream.progress();
    } catch (RegistrationException e) {
      reportOnce(e.getMessage());
      abandon(nowNs + RETRY_NS);
      return;
    }
    if (stream.isConnected()) {
      wasConnected = true;
      disconnectedSinceNs = nowNs;
      lastFailure = "";
    } else if (stream.isFinished() || isStale(nowNs)) {
      abandon(nowNs);
    }
  }

  private void open(long nowNs) {
    final String channel =
        Channels.sending(
                peer.host(), peer.port(), settings.peerTermLengthBytes(), settings.mtuBytes())
            .publicationWindowLength(queueBytes())
            .build();
    stream =
        new OutboundStream(
            aeron,
            channel,
            Channels.PEER_STREAM_ID,
            Channels.maxMessageLength(settings.peerTermLengthBytes()),
            counters);
    wasConnected = false;
    disconnectedSinceNs = nowNs;
  }

  /**
   * What may wait to be sent. More would only make heartbeats old, and requests be repeated that
   * have not even left: Aeron's default is half a term.
   */
  private int queueBytes() {
    final int termBytes = settings.peerTermLengthBytes();
    return Math.min(termBytes / 2, Math.max(termBytes / QUEUE_SHARE, LEAST_QUEUE_BYTES));
  }

  private boolean isStale(long nowNs) {
    return wasConnected
        && stream.isUsed()
        && nowNs - disconnectedSinceNs >= settings.linkTimeoutNs();
  }

  private void abandon(long nextAttemptNs) {
    stream.close();
    stream = null;
    this.nextAttemptNs = nextAttemptNs;
  }

  private void reportOnce(String failure) {
    if (!failure.equals(lastFailure)) {
      lastFailure = failure;
      LOG.warn(
          "no link to broker {} at {}:{} can be opened, trying again each second: {}",
          peer.brokerId(),
          peer.host(),
          peer.port(),
          failure);
    }
  }

  boolean offer(DirectBuffer buffer, int position, int length) {
    if (stream == null) {
      counters.recordNotConnected();
      return false;
    }
    return stream.offer(buffer, position, length);
  }

  void close() {
    if (stream != null) {
      stream.close();
    }
  }
}
