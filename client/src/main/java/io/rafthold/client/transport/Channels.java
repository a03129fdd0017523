package io.rafthold.client.transport;

import io.aeron.ChannelUriStringBuilder;
import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.logbuffer.LogBufferDescriptor;

/** Aeron's channels and streams as Rafthold uses them: clients and brokers must agree here. */
public final class Channels {
  /** Stream of what brokers say to each other. */
  public static final int PEER_STREAM_ID = 7201;

  /** Stream of what clients ask. */
  public static final int REQUEST_STREAM_ID = 7202;

  /** Stream of what brokers answer. */
  public static final int RESPONSE_STREAM_ID = 7203;

  /** A record of 1 MiB and its batch header fit into an eighth of it. */
  public static final int DEFAULT_TERM_LENGTH_BYTES = 16 * 1024 * 1024;

  private static final String MEDIA = "udp";
  private static final String RESPONSE_MODE = "response";

  private Channels() {}

  /**
   * Returns the longest message that a stream carries.
   *
   * @param termLengthBytes as given to {@link #checkTermLength}
   * @return an eighth of it, at most 16 MiB
   */
  public static int maxMessageLength(int termLengthBytes) {
    return FrameDescriptor.computeMaxMessageLength(termLengthBytes);
  }

  /**
   * Checks a term length.
   *
   * @throws IllegalArgumentException naming the value and its range
   */
  public static void checkTermLength(int termLengthBytes) {
    if (termLengthBytes < LogBufferDescriptor.TERM_MIN_LENGTH
        || termLengthBytes > LogBufferDescriptor.TERM_MAX_LENGTH
        || Integer.bitCount(termLengthBytes) != 1) {
      throw new IllegalArgumentException(
          "term length "
              + termLengthBytes
              + " is not a power of two within "
              + LogBufferDescriptor.TERM_MIN_LENGTH
              + " and "
              + LogBufferDescriptor.TERM_MAX_LENGTH
              + " bytes");
    }
  }

  /**
   * Returns the channel of a stream to a listening address.
   *
   * @param host name or address
   * @param mtuBytes largest datagram payload, see {@link Mtu}
   * @return the channel to publish on
   */
  public static ChannelUriStringBuilder sending(
      String host, int port, int termLengthBytes, int mtuBytes) {
    return new ChannelUriStringBuilder()
        .media(MEDIA)
        .endpoint(endpoint(host, port))
        .termLength(termLengthBytes)
        .mtu(Mtu.towards(host, mtuBytes, maxMessageLength(termLengthBytes)))
        .sparse(true);
  }

  /**
   * Returns the channel that listens at an address.
   *
   * @param host name or address of an interface of this machine
   * @return the channel to subscribe to
   */
  public static String listening(String host, int port) {
    return new ChannelUriStringBuilder().media(MEDIA).endpoint(endpoint(host, port)).build();
  }

  /**
   * Returns the channel on which a client hears the answers of a broker.
   *
   * @param host of the broker
   * @param localHost address of this machine to receive at; null: any
   * @return the channel to subscribe to
   */
  static String responseReceiving(String host, int responsePort, String localHost) {
    final ChannelUriStringBuilder channel =
        new ChannelUriStringBuilder()
            .media(MEDIA)
            .controlMode(RESPONSE_MODE)
            .controlEndpoint(endpoint(host, responsePort));
    if (localHost != null) {
      channel.endpoint(endpoint(localHost, 0));
    }
    return channel.build();
  }

  /**
   * Returns the channel on which a broker answers one client.
   *
   * @param host of this broker
   * @param correlationId of the image of the client's requests, or Aeron's value for a prototype,
   *     which keeps the port open
   * @return the channel to publish on
   */
  public static String responseSending(
      String host, int responsePort, int termLengthBytes, int mtuBytes, String correlationId) {
    return new ChannelUriStringBuilder()
        .media(MEDIA)
        .controlMode(RESPONSE_MODE)
        .controlEndpoint(endpoint(host, responsePort))
        .termLength(termLengthBytes)
        .mtu(Mtu.towards(host, mtuBytes, maxMessageLength(termLengthBytes)))
        .sparse(true)
        .responseCorrelationId(correlationId)
        .build();
  }

  private static String endpoint(String host, int port) {
    final boolean isBareIpv6 = host.indexOf(':') >= 0 && !host.startsWith("[");
    return (isBareIpv6 ? "[" + host + "]" : host) + ":" + port;
  }
}
