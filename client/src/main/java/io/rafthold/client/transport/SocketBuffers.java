package io.rafthold.client.transport;

import static java.net.StandardSocketOptions.SO_RCVBUF;
import static java.net.StandardSocketOptions.SO_SNDBUF;

import java.io.IOException;
import java.nio.channels.DatagramChannel;
import org.agrona.BitUtil;

/**
 * Socket buffers as the kernel grants them, and the receiver window that fits.
 *
 * <p>A window that the socket buffer cannot hold makes the kernel drop datagrams, and each drop
 * costs a round of NAK and retransmission. Several senders share one socket, and small datagrams
 * cost a multiple of their length in kernel memory, so that the window stays far below the buffer.
 *
 * @param receiveBytes granted SO_RCVBUF
 * @param sendBytes granted SO_SNDBUF
 * @param windowBytes the receiver window of each stream
 */
record SocketBuffers(int receiveBytes, int sendBytes, int windowBytes) {
  /** What is asked for; the usual kernel default of 208 KiB grants less. */
  static final int WANTED_BYTES = 4 * 1024 * 1024;

  /** The part of a large receive buffer that one sender may fill: 512 KiB of what is wanted. */
  static final int WINDOW_DIVISOR = 8;

  /** A stream that has less than this is slow: where the buffer is small, half of it will do. */
  static final int LEAST_WINDOW_BYTES = 128 * 1024;

  /** The most of a small receive buffer that one sender may fill. */
  static final int SMALL_BUFFER_DIVISOR = 2;

  static SocketBuffers granted(int mtuBytes) {
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.setOption(SO_RCVBUF, WANTED_BYTES);
      channel.setOption(SO_SNDBUF, WANTED_BYTES);
      final int receiveBytes = Math.min(WANTED_BYTES, channel.getOption(SO_RCVBUF));
      final int sendBytes = Math.min(WANTED_BYTES, channel.getOption(SO_SNDBUF));
      return new SocketBuffers(receiveBytes, sendBytes, windowBytes(receiveBytes, mtuBytes));
    } catch (IOException e) {
      throw new TransportException("no UDP socket can be opened: " + e.getMessage(), e);
    }
  }

  static int windowBytes(int receiveBytes, int mtuBytes) {
    final int least = Math.min(LEAST_WINDOW_BYTES, receiveBytes / SMALL_BUFFER_DIVISOR);
    final int fitting = Math.max(least, receiveBytes / WINDOW_DIVISOR);
    return Math.max(mtuBytes, BitUtil.align(fitting - BitUtil.CACHE_LINE_LENGTH + 1, 64));
  }
}
