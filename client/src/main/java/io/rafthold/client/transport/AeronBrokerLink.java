package io.rafthold.client.transport;

import io.aeron.Aeron;
import io.aeron.Image;
import io.aeron.ImageFragmentAssembler;
import io.aeron.Subscription;
import io.aeron.exceptions.RegistrationException;
import io.aeron.logbuffer.Header;
import org.agrona.DirectBuffer;

/**
 * A request stream to a broker and the response stream that the broker opens for it.
 *
 * <p>First the subscription for the answers is added, since the requests name it; then the
 * requests' publication; then both ends wait for each other. {@link #progress} takes the next step
 * when the driver has answered, so that nothing blocks.
 */
final class AeronBrokerLink implements BrokerLink {
  private final Aeron aeron;
  private final TransportSettings settings;
  private final OfferCounters counters;
  private final String host;
  private final int clientPort;
  private final ImageFragmentAssembler assembler =
      new ImageFragmentAssembler(this::onMessage, 0, true);
  private final long subscriptionId;
  private Subscription subscription;
  private OutboundStream requests;
  private Image responses;
  private MessageHandler handler;
  private boolean isConnected;
  private String closeReason = "";
  private boolean isRefusedByDriver;
  private boolean isClosed;

  AeronBrokerLink(
      Aeron aeron,
      TransportSettings settings,
      OfferCounters counters,
      String host,
      int clientPort,
      int responsePort) {
    this.aeron = aeron;
    this.settings = settings;
    this.counters = counters;
    this.host = host;
    this.clientPort = clientPort;
    this.subscriptionId =
        aeron.asyncAddSubscription(
            Channels.responseReceiving(host, responsePort, LocalAddress.facing(host)),
            Channels.RESPONSE_STREAM_ID,
            image -> responses = image,
            image -> {});
  }

  /** Takes the next step towards a connection, and notices the end of one. */
  void progress() {
    if (isClosed) {
      return;
    }
    try {
      openStreams();
    } catch (RegistrationException e) {
      isRefusedByDriver = true;
      end("no link to " + host + ":" + clientPort + " can be opened: " + e.getMessage());
      return;
    }
    if (isConnected) {
      noticeEnd();
    } else {
      isConnected = responses != null && requests != null && requests.isReady();
    }
  }

  private void openStreams() {
    if (subscription == null) {
      subscription = aeron.getSubscription(subscriptionId);
      return;
    }
    if (requests == null) {
      final String channel =
          Channels.sending(host, clientPort, settings.termLengthBytes(), settings.mtuBytes())
              .responseCorrelationId(subscriptionId)
              .build();
      requests =
          new OutboundStream(
              aeron, channel, Channels.REQUEST_STREAM_ID, maxMessageLength(), counters);
    }
    requests.progress();
  }

  private void noticeEnd() {
    if (responses.isClosed() || !requests.isConnected()) {
      end("the broker at " + host + ":" + clientPort + " closed the link or is gone");
    } else if (requests.isFinished()) {
      end("the link to " + host + ":" + clientPort + " is used up");
    }
  }

  /** Ends the link where the broker refused its requests. */
  boolean refuse(long registrationId, String reason) {
    if (isClosed || requests == null || requests.registrationId() != registrationId) {
      return false;
    }
    end("the broker at " + host + ":" + clientPort + " refused the link: " + reason);
    return true;
  }

  @Override
  public boolean isConnected() {
    return isConnected && !isClosed;
  }

  @Override
  public boolean isClosed() {
    return isClosed;
  }

  @Override
  public String closeReason() {
    return closeReason;
  }

  @Override
  public boolean offer(DirectBuffer buffer, int position, int length) {
    if (!isConnected()) {
      counters.recordNotConnected();
      return false;
    }
    return requests.offer(buffer, position, length);
  }

  @Override
  public int maxMessageLength() {
    return Channels.maxMessageLength(settings.termLengthBytes());
  }

  @Override
  public int poll(MessageHandler handler, int limit) {
    if (!isConnected()) {
      return 0;
    }
    this.handler = handler;
    return responses.poll(assembler, limit);
  }

  private void onMessage(DirectBuffer buffer, int position, int length, Header header) {
    handler.onMessage(buffer, position, length);
  }

  @Override
  public void close() {
    if (!isClosed) {
      end("the link was closed here");
    }
  }

  private void end(String reason) {
    isClosed = true;
    closeReason = reason;
    if (aeron.isClosed()) {
      return;
    }
    if (requests != null) {
      requests.close();
    }
    if (subscription != null) {
      subscription.close();
    } else if (!isRefusedByDriver) {
      aeron.asyncRemoveSubscription(subscriptionId);
    }
  }
}
