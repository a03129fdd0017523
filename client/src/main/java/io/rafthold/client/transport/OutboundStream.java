package io.rafthold.client.transport;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Publication;
import io.aeron.exceptions.RegistrationException;
import org.agrona.DirectBuffer;

/**
 * One outgoing Aeron stream, from asking the driver for it to its end. Nothing here blocks: the
 * driver is asked, and {@link #progress} looks whether it has answered.
 *
 * <p>Used by the transport's thread alone.
 */
public final class OutboundStream implements AutoCloseable {
  private final Aeron aeron;
  private final OfferCounters counters;
  private final int maxMessageLength;
  private final long registrationId;
  private ExclusivePublication publication;
  private boolean isFinished;

  /**
   * Asks the driver for a stream.
   *
   * @param maxMessageLength longest message in bytes, as the channel's term length allows it
   * @param counters of what is offered; may be shared between streams
   */
  public OutboundStream(
      Aeron aeron, String channel, int streamId, int maxMessageLength, OfferCounters counters) {
    this.aeron = aeron;
    this.maxMessageLength = maxMessageLength;
    this.counters = counters;
    this.registrationId = aeron.asyncAddExclusivePublication(channel, streamId);
  }

  /**
   * Looks whether the driver has answered.
   *
   * @return true once the stream is there, connected or not
   * @throws RegistrationException where the driver refused it
   */
  public boolean progress() {
    if (publication == null && !isFinished) {
      try {
        publication = aeron.getExclusivePublication(registrationId);
      } catch (RegistrationException e) {
        isFinished = true;
        throw e;
      }
    }
    return publication != null;
  }

  /**
   * Returns the driver's number of this stream.
   *
   * @return the registration id
   */
  public long registrationId() {
    return registrationId;
  }

  /**
   * Tells whether the driver has yet to say that the stream is there, which {@link #progress} asks.
   *
   * @return false where it is, and where it cannot be had
   */
  public boolean isOpening() {
    return publication == null && !isFinished;
  }

  /**
   * Tells whether somebody listens at the other end.
   *
   * @return true where messages pass
   */
  public boolean isConnected() {
    return publication != null && publication.isConnected();
  }

  /**
   * Tells whether somebody listens and a first message would be taken: a driver with threads of its
   * own opens the window a moment after the connection.
   *
   * @return true where the stream is ready for use
   */
  public boolean isReady() {
    return hasRoom(0);
  }

  /**
   * Tells whether somebody listens and more may wait to be sent.
   *
   * @param bytes that the stream has to have room for
   * @return true where there is more room than that
   */
  public boolean hasRoom(int bytes) {
    return isConnected() && publication.availableWindow() > bytes;
  }

  /**
   * Tells whether this stream can never be used again and a new one is due.
   *
   * @return true for good once it is
   */
  public boolean isFinished() {
    return isFinished || (publication != null && publication.isClosed());
  }

  /**
   * Tells whether anything was offered with success.
   *
   * @return true where bytes may wait in the stream
   */
  public boolean isUsed() {
    return publication != null && publication.position() > 0;
  }

  /**
   * Offers one whole message.
   *
   * @return false where it cannot be taken now: nothing was sent
   * @throws IllegalArgumentException where the message is too long
   */
  public boolean offer(DirectBuffer buffer, int position, int length) {
    if (length > maxMessageLength) {
      throw new IllegalArgumentException(
          "a message of "
              + length
              + " bytes is above the link's limit of "
              + maxMessageLength
              + ": raise the term length, which is eight times the limit");
    }
    if (publication == null) {
      counters.recordNotConnected();
      return false;
    }
    long result = publication.offer(buffer, position, length);
    counters.record(result);
    if (result == Publication.ADMIN_ACTION) {
      // A term was full and the next one is in place now: no reason to bother the caller.
      result = publication.offer(buffer, position, length);
      counters.record(result);
    }
    if (result == Publication.MAX_POSITION_EXCEEDED || result == Publication.CLOSED) {
      isFinished = true;
    }
    return result >= 0;
  }

  /** Ends the stream; the other end is told, and what waits in it is dropped. */
  @Override
  public void close() {
    if (publication != null) {
      publication.revokeOnClose();
      publication.close();
    } else if (!isFinished && !aeron.isClosed()) {
      aeron.asyncRemovePublication(registrationId);
    }
    isFinished = true;
  }
}
