package io.rafthold.partition;

import io.rafthold.raft.MessageType;
import io.rafthold.raft.RaftMessage;
import java.nio.ByteBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Gathers what all groups' leaders have to say to another broker in a duty cycle, and what all
 * groups' followers answer, and sends each as one message, the pulse with them. So a partition
 * costs a few bytes an interval, one that is quiet none, and neither a message of its own.
 *
 * <p>What the link refuses is offered again for {@link #KEEP_NS} and then lost: the next interval
 * brings the next. Allocates nothing once the peers and the groups are known. One thread.
 */
final class HeartbeatBundles {
  /** How long a bundle that the link refused is offered again; an old heartbeat helps nobody. */
  static final long KEEP_NS = 20_000_000L;

  /** The two bundles that are open for one broker. */
  private static final class Open {
    private final Pulse pulse;
    private final HeartbeatBundle beats = new HeartbeatBundle();
    private final HeartbeatBundle answers = new HeartbeatBundle();
    private boolean isRefused;
    private long refusedSinceNs;

    private Open(Pulse pulse) {
      this.pulse = pulse;
    }

    private void clearBeats() {
      beats.clear();
      pulse.sent();
    }

    private void clearAnswers() {
      answers.clear();
      pulse.answered();
    }
  }

  /** A bundle at its limit, with the larger of the two elements and all headers. */
  private static final int BUFFER_LENGTH = HeartbeatBundle.LIMIT * 64 + 128;

  private final PeerLink link;
  private final HeartbeatCodec codec;
  private final Pulses pulses;
  private final Int2ObjectHashMap<Open> byBroker = new Int2ObjectHashMap<>();
  private final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(BUFFER_LENGTH));
  private boolean isAnyRefused;
  private long sent;

  HeartbeatBundles(PeerLink link, HeartbeatCodec codec, Pulses pulses) {
    this.link = link;
    this.codec = codec;
    this.pulses = pulses;
  }

  /**
   * Adds a heartbeat or an answer to one; the message stays the caller's.
   *
   * @return false where the bundle is full and the link refuses it
   */
  boolean add(int groupId, RaftMessage message) {
    final Open open = openFor(message.to());
    final boolean isBeat = message.type() == MessageType.HEARTBEAT;
    final HeartbeatBundle bundle = isBeat ? open.beats : open.answers;
    if (bundle.isFull() && !offer(open)) {
      return false;
    }
    bundle.add(groupId, message);
    return true;
  }

  private Open openFor(int brokerId) {
    Open open = byBroker.get(brokerId);
    if (open == null) {
      open = new Open(pulses.of(brokerId));
      byBroker.put(brokerId, open);
    }
    return open;
  }

  /** Ends a duty cycle: sends what was gathered, and the pulses that are due. */
  void endCycle(long nowNs) {
    pulses.endCycle(nowNs);
    for (int i = 0; i < pulses.count(); i++) {
      openFor(pulses.at(i).brokerId());
    }
    isAnyRefused = false;
    for (final Open open : byBroker.values()) {
      if (offer(open)) {
        open.isRefused = false;
      } else if (!open.isRefused) {
        open.isRefused = true;
        open.refusedSinceNs = nowNs;
      } else if (nowNs - open.refusedSinceNs >= KEEP_NS) {
        open.isRefused = false;
        open.clearBeats();
        open.clearAnswers();
      }
      isAnyRefused |= open.isRefused;
    }
  }

  /** Tells whether a bundle waits to be offered again. */
  boolean isAnyRefused() {
    return isAnyRefused;
  }

  /** Returns how many bundles a link has taken. */
  long sentCount() {
    return sent;
  }

  private boolean offer(Open open) {
    if (open.beats.count() > 0 || open.pulse.isDue()) {
      if (!offer(open, codec.encodeBeats(buffer, open.pulse, open.beats))) {
        return false;
      }
      open.clearBeats();
    }
    if (open.answers.count() > 0 || open.pulse.isAnswerDue()) {
      if (!offer(open, codec.encodeAnswers(buffer, open.pulse, open.answers))) {
        return false;
      }
      open.clearAnswers();
    }
    return true;
  }

  private boolean offer(Open open, int length) {
    final boolean isTaken = link.offer(open.pulse.brokerId(), buffer, 0, length);
    sent += isTaken ? 1 : 0;
    return isTaken;
  }
}
