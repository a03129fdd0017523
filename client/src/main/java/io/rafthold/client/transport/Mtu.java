package io.rafthold.client.transport;

import org.agrona.SystemUtil;

/**
 * The largest datagram payload of a stream. A network takes what its frames hold. Loopback has no
 * frames: there each datagram is a system call at both ends, and the fewer the better.
 */
public final class Mtu {
  /**
   * As large as the way allows: {@link #NETWORK_BYTES} to another machine; on loopback an eighth of
   * the receive window, so up to 65,408 bytes.
   */
  public static final int AUTOMATIC = 0;

  /** The smallest that is worth its datagrams. */
  public static final int MIN_BYTES = 512;

  /** The largest: what UDP carries. */
  public static final int MAX_BYTES = 65_504;

  /** All are multiples of this: Aeron's frames are aligned by it. */
  public static final int UNIT_BYTES = 32;

  /** Fits into Ethernet's frames. */
  static final int NETWORK_BYTES = 1408;

  /** The least on loopback; other systems than Linux send no more than 9,216 bytes at a time. */
  static final int LOOPBACK_MIN_BYTES = 8192;

  /** Linux' loopback takes 65,536 bytes in one piece, headers included. */
  static final int LOOPBACK_MAX_BYTES = 65_408;

  /** Datagrams that a window holds: with fewer, a sender waits for each one's confirmation. */
  private static final int WINDOW_DATAGRAMS = 8;

  private Mtu() {}

  /**
   * Tells whether a number can be set.
   *
   * @param bytes any
   * @return true for {@link #AUTOMATIC}, and for a multiple of 32 within the bounds
   */
  public static boolean isValid(int bytes) {
    return bytes == AUTOMATIC
        || (bytes >= MIN_BYTES && bytes <= MAX_BYTES && bytes % UNIT_BYTES == 0);
  }

  /**
   * Checks a number.
   *
   * @throws IllegalArgumentException naming the value and its range
   */
  public static void check(int bytes) {
    if (!isValid(bytes)) {
      throw new IllegalArgumentException(
          "MTU "
              + bytes
              + " is not a multiple of "
              + UNIT_BYTES
              + " within "
              + MIN_BYTES
              + " and "
              + MAX_BYTES);
    }
  }

  /** Returns what a driver takes for streams that do not say. */
  static int ofNetwork(int bytes) {
    return bytes == AUTOMATIC ? NETWORK_BYTES : bytes;
  }

  /**
   * Returns the MTU of a stream.
   *
   * @param host where it goes
   * @param bytes as set
   * @param maxMessageBytes of the stream, which a datagram must not exceed; a power of two
   */
  static int towards(String host, int bytes, int maxMessageBytes) {
    if (bytes != AUTOMATIC || LocalAddress.facing(host) == null) {
      return ofNetwork(bytes);
    }
    // A receiver never takes more than half a term ahead, which is four such messages.
    final int fitting = Math.max(LOOPBACK_MIN_BYTES, maxMessageBytes / 2);
    return Math.min(Math.min(Loopback.BYTES, fitting), maxMessageBytes);
  }

  /** Returns what loopback takes, where the kernel grants these buffers. */
  static int onLoopback(SocketBuffers sockets, boolean isLinux) {
    final int most = isLinux ? LOOPBACK_MAX_BYTES : LOOPBACK_MIN_BYTES;
    final int fitting = Math.min(sockets.windowBytes(), sockets.sendBytes()) / WINDOW_DATAGRAMS;
    return Math.max(LOOPBACK_MIN_BYTES, Math.min(most, fitting - fitting % UNIT_BYTES));
  }

  /** Asked of the kernel once: whoever listens on loopback has the same kernel. */
  private static final class Loopback {
    static final int BYTES = ask();

    private static int ask() {
      try {
        return onLoopback(SocketBuffers.granted(NETWORK_BYTES), SystemUtil.isLinux());
      } catch (TransportException noSocket) {
        // Who opens the stream needs sockets too, and tells. This number does on any system.
        return LOOPBACK_MIN_BYTES;
      }
    }
  }
}
