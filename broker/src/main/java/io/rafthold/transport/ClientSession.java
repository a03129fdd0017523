package io.rafthold.transport;

import io.aeron.Image;
import io.aeron.exceptions.RegistrationException;
import io.aeron.logbuffer.Header;
import io.rafthold.client.transport.OutboundStream;
import io.rafthold.session.ClientMessageHandler;
import org.agrona.DirectBuffer;

/** One client: the stream that it sends on, and the one that it is answered on. */
final class ClientSession {
  /** Where a session is on its way; never backwards. */
  enum State {
    /** The stream back is being opened, or the client does not listen to it yet. */
    OPENING,
    /** Both streams pass messages; the handler knows the session. */
    OPEN,
    /** To be closed by the next cycle: streams are not closed from within a callback. */
    ENDING,
    /** Gone. */
    CLOSED
  }

  private final long sessionId;
  private final Image requests;
  private final OutboundStream responses;
  private final long openDeadlineNs;
  private final BoundedAssembler assembler;
  private ClientMessageHandler handler;
  private State state = State.OPENING;

  /**
   * Begins a session.
   *
   * @param maxMessageLength of requests, in bytes: a longer one ends the session
   * @param counters takes note of that
   */
  ClientSession(
      long sessionId,
      Image requests,
      OutboundStream responses,
      long openDeadlineNs,
      int maxMessageLength,
      SessionCounters counters) {
    this.sessionId = sessionId;
    this.requests = requests;
    this.responses = responses;
    this.openDeadlineNs = openDeadlineNs;
    assembler =
        new BoundedAssembler(
            maxMessageLength,
            this::onMessage,
            () -> {
              counters.overlong();
              end();
            });
  }

  long sessionId() {
    return sessionId;
  }

  Image requests() {
    return requests;
  }

  State state() {
    return state;
  }

  /**
   * Looks whether the session may open or has ended.
   *
   * @return true where it has just opened
   */
  boolean progress(long nowNs) {
    if (state == State.OPENING) {
      return tryOpen(nowNs);
    }
    if (state == State.OPEN
        && (requests.isClosed() || !responses.isConnected() || responses.isFinished())) {
      state = State.ENDING;
    }
    return false;
  }

  private boolean tryOpen(long nowNs) {
    if (requests.isClosed() || nowNs - openDeadlineNs >= 0) {
      state = State.ENDING;
      return false;
    }
    try {
      if (responses.progress() && responses.isReady()) {
        state = State.OPEN;
        return true;
      }
    } catch (RegistrationException e) {
      // The sender did not ask for answers, or is gone already.
      state = State.ENDING;
    }
    return false;
  }

  int poll(ClientMessageHandler handler, int fragmentLimit) {
    if (state != State.OPEN) {
      return 0;
    }
    this.handler = handler;
    return requests.poll(assembler, fragmentLimit);
  }

  private void onMessage(DirectBuffer buffer, int position, int length, Header header) {
    if (state == State.OPEN) {
      handler.onClientMessage(sessionId, buffer, position, length);
    }
  }

  boolean offer(DirectBuffer buffer, int position, int length) {
    return state == State.OPEN && responses.offer(buffer, position, length);
  }

  void end() {
    if (state != State.CLOSED) {
      state = State.ENDING;
    }
  }

  void close() {
    state = State.CLOSED;
    responses.close();
  }
}
