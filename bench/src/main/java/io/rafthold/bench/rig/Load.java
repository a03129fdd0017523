package io.rafthold.bench.rig;

import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.IdleStrategy;

/**
 * Sends messages into a stream and notes when each is acknowledged, and delivered where a consumer
 * tails. One thread, which runs the client's duty cycle too.
 */
public final class Load implements Arrivals {
  private static final long STALL_LIMIT_NS = TimeUnit.SECONDS.toNanos(30);
  private static final double NS_PER_S = TimeUnit.SECONDS.toNanos(1);

  /** Messages that may be under way at a time; in an open loop, half a minute at a high rate. */
  private static final int MAX_OUTSTANDING = 1 << 22;

  private static final int MASK = MAX_OUTSTANDING - 1;

  private final MessageStream stream;
  private final boolean isTailed;
  private final IdleStrategy idle;

  /** When each message under way was due, by its number. */
  private final long[] dueNs = new long[MAX_OUTSTANDING];

  private final Latencies acknowledgements = new Latencies();
  private final Latencies deliveries = new Latencies();
  private long sent;
  private long acknowledged;
  private long delivered;

  /** Messages sent, acknowledged and delivered when that number had last grown, and when. */
  private long progress;

  private long progressNs;

  /** The next message was offered and refused: it counts from its first offer. */
  private boolean isRefused;

  /**
   * Prepares loads on a stream.
   *
   * @param isTailed whether the stream tells of deliveries, so that a load waits for them
   */
  public Load(MessageStream stream, boolean isTailed) {
    this.stream = stream;
    this.isTailed = isTailed;
    idle = stream.idleStrategy();
  }

  /**
   * What a load found.
   *
   * @param acknowledgements from due, or sent in a closed loop, to acknowledged
   * @param deliveries from due to delivered; empty without a consumer
   * @param messages how many were acknowledged
   * @param seconds from the first one's sending to the last one's arrival
   */
  public record Outcome(
      Latencies acknowledgements, Latencies deliveries, long messages, double seconds) {
    /** Returns the rate that was reached. */
    public double messagesPerSecond() {
      return messages / seconds;
    }
  }

  /**
   * Keeps so many messages outstanding for a time: the next one leaves when one is acknowledged. A
   * message counts from when it was first offered, so that back-pressure is a part of its latency.
   *
   * @param outstanding 1 or more
   * @param durationNs how long messages are sent; what is under way then is waited for
   * @return latencies and throughput
   */
  public Outcome closedLoop(int outstanding, long durationNs) {
    if (outstanding < 1 || outstanding > MAX_OUTSTANDING) {
      throw new IllegalArgumentException(
          outstanding + " messages under way are not within 1 and " + MAX_OUTSTANDING);
    }
    final long firstMessage = begin();
    final long startNs = System.nanoTime();
    while (System.nanoTime() - startNs < durationNs) {
      offerAtMost(outstanding - (sent - arrived()));
      cycle();
    }
    return finish(firstMessage, startNs);
  }

  private void offerAtMost(long room) {
    long left = room;
    while (left > 0 && offerNow()) {
      left--;
    }
  }

  /** Offers the next message, which is due now, or since it was refused first. */
  private boolean offerNow() {
    if (!isRefused) {
      dueNs[(int) sent & MASK] = System.nanoTime();
    }
    isRefused = !stream.offer();
    if (!isRefused) {
      sent++;
    }
    return !isRefused;
  }

  /**
   * Sends at a fixed rate, whatever comes back. A message counts from when it was due, so that a
   * stall shows in all the messages that it held up (no coordinated omission).
   *
   * @param messagesPerSecond the rate
   * @param durationNs how long messages fall due; what is under way then is waited for
   * @return latencies and the throughput that was reached
   */
  public Outcome openLoop(long messagesPerSecond, long durationNs) {
    final long firstMessage = begin();
    final long messages = (long) (messagesPerSecond * (durationNs / NS_PER_S));
    final double intervalNs = NS_PER_S / messagesPerSecond;
    final long startNs = System.nanoTime();
    long due = startNs;
    while (sent - firstMessage < messages) {
      while (sent - firstMessage < messages && due - System.nanoTime() <= 0 && offerOpen()) {
        dueNs[(int) sent & MASK] = due;
        sent++;
        due = startNs + (long) ((sent - firstMessage) * intervalNs);
      }
      cycle();
    }
    return finish(firstMessage, startNs);
  }

  private boolean offerOpen() {
    if (sent - arrived() >= MAX_OUTSTANDING) {
      throw new IllegalStateException(
          MAX_OUTSTANDING + " messages wait for their acknowledgement: the rate is far too high");
    }
    return stream.offer();
  }

  /**
   * Sends until so many are acknowledged; for filling a log.
   *
   * @param messages how many
   * @param outstanding at a time
   */
  public void fill(long messages, int outstanding) {
    final long firstMessage = begin();
    // What is only acknowledged would be taken for the first deliveries of the next measure.
    while (arrived() - firstMessage < messages) {
      offerAtMost(Math.min(messages - (sent - firstMessage), outstanding - (sent - arrived())));
      cycle();
    }
  }

  private long begin() {
    acknowledgements.clear();
    deliveries.clear();
    isRefused = false;
    progressNs = System.nanoTime();
    return sent;
  }

  private Outcome finish(long firstMessage, long startNs) {
    while (arrived() < sent) {
      cycle();
    }
    return new Outcome(
        acknowledgements.copy(),
        deliveries.copy(),
        sent - firstMessage,
        (System.nanoTime() - startNs) / NS_PER_S);
  }

  /** Returns the number of messages that need nothing more. */
  private long arrived() {
    return isTailed ? Math.min(acknowledged, delivered) : acknowledged;
  }

  /** One duty cycle; fails where nothing moves any more. */
  private void cycle() {
    idle.idle(stream.poll(this));
    final long total = sent + acknowledged + delivered;
    final long nowNs = System.nanoTime();
    if (total != progress) {
      progress = total;
      progressNs = nowNs;
    } else if (nowNs - progressNs > STALL_LIMIT_NS) {
      throw new IllegalStateException(
          String.format(
              "nothing moved for 30 s: %,d messages sent, %,d acknowledged, %,d delivered",
              sent, acknowledged, delivered));
    }
  }

  @Override
  public void onAcknowledged(int count) {
    final long nowNs = System.nanoTime();
    for (int i = 0; i < count; i++) {
      acknowledgements.record(nowNs - dueNs[(int) acknowledged++ & MASK]);
    }
  }

  @Override
  public void onDelivered(int count) {
    final long nowNs = System.nanoTime();
    for (int i = 0; i < count; i++) {
      deliveries.record(nowNs - dueNs[(int) delivered++ & MASK]);
    }
  }
}
