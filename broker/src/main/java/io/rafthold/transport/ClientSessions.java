package io.rafthold.transport;

import io.aeron.Aeron;
import io.aeron.CommonContext;
import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.Subscription;
import io.rafthold.client.transport.AeronDriver;
import io.rafthold.client.transport.Channels;
import io.rafthold.client.transport.OfferCounters;
import io.rafthold.client.transport.OutboundStream;
import io.rafthold.client.transport.StorageCheck;
import io.rafthold.session.ClientLink;
import io.rafthold.session.ClientMessageHandler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * The sessions of all clients. A client's stream of requests arrives as an image; the stream back
 * is an Aeron response channel, which finds its way to the client by that image, so that the client
 * needs no port that can be reached.
 *
 * <p>A slow client blocks itself alone: each session has streams of its own, and a full one refuses
 * what is offered.
 */
final class ClientSessions implements ClientLink {
  /** A client that asked for a session and does not listen to the answers by then is dropped. */
  private static final long OPEN_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(5);

  private final Aeron aeron;
  private final AeronDriver driver;
  private final BrokerTransportSettings settings;
  private final Subscription requests;
  private final ExclusivePublication portHolder;
  private final OfferCounters offers = new OfferCounters();
  private final SessionCounters counters = new SessionCounters();
  private final ArrayDeque<Image> arrived = new ArrayDeque<>();
  private final List<ClientSession> sessions = new ArrayList<>();
  private final Long2ObjectHashMap<ClientSession> sessionById = new Long2ObjectHashMap<>();
  private long nextSessionId = 1;
  private int nextPolled;

  ClientSessions(AeronDriver driver, BrokerTransportSettings settings) {
    this.aeron = driver.aeron();
    this.driver = driver;
    this.settings = settings;
    portHolder =
        aeron.addExclusivePublication(
            responseChannel(CommonContext.PROTOTYPE_CORRELATION_ID), Channels.RESPONSE_STREAM_ID);
    requests =
        aeron.addSubscription(
            Channels.listening(settings.host(), settings.clientPort()),
            Channels.REQUEST_STREAM_ID,
            arrived::add,
            image -> {});
  }

  private String responseChannel(String correlationId) {
    return Channels.responseSending(
        settings.host(),
        settings.responsePort(),
        settings.clientTermLengthBytes(),
        settings.mtuBytes(),
        correlationId);
  }

  /** Begins sessions that were asked for, and tells the handler which opened and which ended. */
  int progress(ClientMessageHandler handler, long nowNs) {
    int workCount = 0;
    final Image image = arrived.poll();
    if (image != null) {
      workCount++;
      begin(image, nowNs);
    }
    for (int i = sessions.size() - 1; i >= 0; i--) {
      final ClientSession session = sessions.get(i);
      if (session.progress(nowNs)) {
        sessionById.put(session.sessionId(), session);
        counters.opened();
        handler.onSessionOpened(session.sessionId());
        workCount++;
      }
      if (session.state() == ClientSession.State.ENDING) {
        sessions.remove(i);
        end(session, handler);
        workCount++;
      }
    }
    return workCount;
  }

  private void begin(Image image, long nowNs) {
    if (image.isClosed()) {
      return;
    }
    final String refusal = refusal(image);
    if (refusal != null) {
      counters.refused();
      image.reject(refusal);
      return;
    }
    final OutboundStream responses =
        new OutboundStream(
            aeron,
            responseChannel(Long.toString(image.correlationId())),
            Channels.RESPONSE_STREAM_ID,
            maxMessageLength(),
            offers);
    sessions.add(
        new ClientSession(
            nextSessionId++,
            image,
            responses,
            nowNs + OPEN_TIMEOUT_NS,
            maxMessageLength(),
            counters));
  }

  private String refusal(Image image) {
    if (sessions.size() >= settings.maxSessions()) {
      return "the broker has reached its limit of " + settings.maxSessions() + " sessions";
    }
    if (image.termBufferLength() > settings.clientTermLengthBytes()) {
      return "the client's term length "
          + image.termBufferLength()
          + " is above the broker's "
          + settings.clientTermLengthBytes();
    }
    // Files are sparse: what is promised here is taken page by page, and must not run out then.
    if (driver.usableBytes() < StorageCheck.requiredBytes(2, settings.clientTermLengthBytes())) {
      return "the broker's Aeron directory has no room for a further session";
    }
    return null;
  }

  private void end(ClientSession session, ClientMessageHandler handler) {
    final boolean wasOpen = sessionById.remove(session.sessionId()) != null;
    session.close();
    if (!session.requests().isClosed()) {
      session.requests().reject("the session has ended");
    }
    if (wasOpen) {
      counters.closed();
      handler.onSessionClosed(session.sessionId());
    }
  }

  /** Tells whether a session is on its way, so that {@link #progress} is wanted soon. */
  boolean isChanging() {
    if (!arrived.isEmpty()) {
      return true;
    }
    for (int i = 0; i < sessions.size(); i++) {
      if (sessions.get(i).state() != ClientSession.State.OPEN) {
        return true;
      }
    }
    return false;
  }

  /** Hands over requests, a bounded number of fragments of each client in turn. */
  int poll(ClientMessageHandler handler, int fragmentLimit) {
    final int count = sessions.size();
    if (count == 0) {
      return 0;
    }
    nextPolled = nextPolled + 1 < count ? nextPolled + 1 : 0;
    int fragments = 0;
    for (int i = nextPolled; i < count && fragments < fragmentLimit; i++) {
      fragments += sessions.get(i).poll(handler, fragmentLimit - fragments);
    }
    for (int i = 0; i < nextPolled && fragments < fragmentLimit; i++) {
      fragments += sessions.get(i).poll(handler, fragmentLimit - fragments);
    }
    return fragments;
  }

  @Override
  public boolean offer(long sessionId, DirectBuffer buffer, int position, int length) {
    final ClientSession session = sessionById.get(sessionId);
    if (session == null) {
      offers.recordNotConnected();
      return false;
    }
    return session.offer(buffer, position, length);
  }

  @Override
  public int maxMessageLength() {
    return Channels.maxMessageLength(settings.clientTermLengthBytes());
  }

  @Override
  public void close(long sessionId) {
    final ClientSession session = sessionById.get(sessionId);
    if (session != null) {
      session.end();
    }
  }

  int openCount() {
    return sessionById.size();
  }

  long sentCount() {
    return offers.sent();
  }

  OfferCounters.Snapshot offers() {
    return offers.snapshot();
  }

  SessionCounters.Snapshot counters() {
    return counters.snapshot();
  }

  void close() {
    for (final ClientSession session : sessions) {
      session.close();
    }
    sessions.clear();
    sessionById.clear();
    requests.close();
    portHolder.close();
  }
}
