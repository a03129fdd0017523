package io.rafthold.partition;

import io.rafthold.log.LogCursor;
import io.rafthold.raft.RaftMessage;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Encodes the core's messages, fetches the entries of append requests from the log, and offers both
 * to the link. One for all groups of a broker; used by one thread.
 */
public final class PeerSender {
  private final PeerLink link;
  private final PeerCodec codec;
  private final Pulses pulses;
  private final int maxAppendBytes;
  private final UnsafeBuffer buffer;
  private final HeartbeatBundles heartbeats;

  /**
   * Creates a sender.
   *
   * @param maxAppendBytes entry bytes after which an append request is closed; a single entry may
   *     be larger
   * @param pulses stand for the heartbeats of quiet groups
   */
  public PeerSender(PeerLink link, PeerCodec codec, int maxAppendBytes, Pulses pulses) {
    this.link = link;
    this.codec = codec;
    this.pulses = pulses;
    this.maxAppendBytes = Math.min(maxAppendBytes, link.maxMessageLength());
    buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(link.maxMessageLength()));
    heartbeats = new HeartbeatBundles(link, codec.heartbeats(), pulses);
  }

  /** Returns this broker's id. */
  int brokerId() {
    return codec.route().brokerId();
  }

  /** Returns the pulses between this broker and the others. */
  Pulses pulses() {
    return pulses;
  }

  /** Tells whether a short message to that broker has a chance now. */
  boolean isReady(int brokerId) {
    return link.isReady(brokerId);
  }

  /** Tells whether entries, or an install, to that broker have a chance now. */
  boolean takesEntries(int brokerId) {
    return link.takesEntries(brokerId);
  }

  /**
   * Sends a message without entries; heartbeats and answers to them with {@link #endCycle}.
   *
   * @return false where the link refused it
   */
  boolean send(int groupId, RaftMessage message) {
    return switch (message.type()) {
      case HEARTBEAT, HEARTBEAT_RESPONSE -> heartbeats.add(groupId, message);
      default -> link.offer(message.to(), buffer, 0, codec.encode(buffer, groupId, message));
    };
  }

  /** Sends the heartbeats of all groups that were gathered in this duty cycle. */
  void endCycle(long nowNs) {
    heartbeats.endCycle(nowNs);
  }

  /** Tells whether heartbeats wait to be offered to a link again. */
  boolean isAnyRefused() {
    return heartbeats.isAnyRefused();
  }

  /** Returns how many bundles of heartbeats or answers have gone out. */
  long bundleCount() {
    return heartbeats.sentCount();
  }

  /**
   * Sends a part of an install request: as much of the state as one message takes.
   *
   * @param position of the part's first byte in the state
   * @return its length in bytes, -1 where the link refused it
   */
  int sendInstall(int groupId, RaftMessage message, byte[] state, int stateCrc, int position) {
    final int room = maxAppendBytes - InstallCodec.OVERHEAD;
    final int length = Math.min(state.length - position, room);
    final int total =
        codec.installs().encode(buffer, groupId, message, state, stateCrc, position, length);
    return link.offer(message.to(), buffer, 0, total) ? length : -1;
  }

  /**
   * Sends an append request with as many entries from the log as fit.
   *
   * @param cursor stands on the first entry to send; not looked at where there is none to send
   * @return the index of the last entry sent, {@code prevIndex} for an empty request, or -1 where
   *     the link refused it
   */
  long sendAppend(int groupId, RaftMessage message, LogCursor cursor) {
    final long lastIndex = message.lastIndex();
    long sentIndex = message.prevIndex();
    int entries = 0;
    int position = PeerCodec.APPEND_OVERHEAD;
    while (sentIndex < lastIndex && entries < EntryBlock.MAX_ENTRIES) {
      final int length = cursor.length();
      final int end = position + length;
      if (entries > 0 && end > maxAppendBytes) {
        break;
      }
      if (end > buffer.capacity()) {
        throw new IllegalStateException(
            String.format(
                "entry %d of group %d has %d bytes, more than the %d that a message holds: raise"
                    + " aeron.term.length to what it was when the entry was appended",
                sentIndex + 1, groupId, length, buffer.capacity()));
      }
      final DirectBuffer source = cursor.buffer();
      buffer.putBytes(position, source, cursor.position(), length);
      position = end;
      entries++;
      sentIndex++;
      if (sentIndex < lastIndex && !cursor.next()) {
        break;
      }
    }
    final int length =
        codec.encodeAppend(buffer, groupId, message, entries, position - PeerCodec.APPEND_OVERHEAD);
    return link.offer(message.to(), buffer, 0, length) ? sentIndex : -1;
  }
}
