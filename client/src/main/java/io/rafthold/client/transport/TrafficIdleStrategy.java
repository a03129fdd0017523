package io.rafthold.client.transport;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * How a thread of few cores waits that runs its media driver itself: it yields as long as records
 * have passed lately, so that the next one finds it awake, and sleeps until a datagram comes when
 * they have not. Heartbeats and status messages are no traffic: they are handled at once and do not
 * keep a quiet process from sleeping.
 *
 * <p>Yielding is quick among threads that all yield. Beside one that computes (a compiler, a
 * collector, another process) it is not: Linux may give that one the core until the next tick of
 * its clock, 1 to 10 ms. So where a yield was slow, the thread sleeps for datagrams instead, which
 * has it back within microseconds, and tries to yield again after a pause that doubles.
 *
 * <p>Between yields it only looks whether a datagram is there. A whole duty cycle that finds
 * nothing would be a multiple of that, and the thread that has something to do may be waiting for
 * this core.
 *
 * <p>A sleep takes a millisecond at most, since the driver has timers that no datagram tells of,
 * above all behind one that was lost. It is records that they hold up: where none have passed for a
 * while, a thread sleeps longer that says when it wants to be back, and is told by {@link
 * Doze#wake} of what others leave for it.
 *
 * <p>Used by one thread.
 */
public final class TrafficIdleStrategy implements IdleStrategy {
  /** How long after the last record the thread stays awake. */
  static final long AWAKE_NS = TimeUnit.MILLISECONDS.toNanos(2);

  /** A yield of this length went to a thread that computes. */
  static final long SLOW_YIELD_NS = TimeUnit.MICROSECONDS.toNanos(1200);

  /** How long yielding is left alone after the first slow yield. */
  static final long SHORTEST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(5);

  /** How long at most: what one slow yield costs is small beside it. */
  static final long LONGEST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(320);

  /** After so long without a slow yield, the next pause is a short one again. */
  static final long CALM_NS = TimeUnit.MILLISECONDS.toNanos(10);

  /** How long it yields at a stretch while no datagram comes: timers want to be looked at. */
  static final long LOOK_NS = TimeUnit.MICROSECONDS.toNanos(50);

  /** A sleep while there is traffic: the driver and its user have timers. */
  static final long SLEEP_NS = TimeUnit.MILLISECONDS.toNanos(1);

  /** How long behind the last record no sleep is longer than that. */
  static final long QUIET_NS = TimeUnit.MILLISECONDS.toNanos(50);

  /**
   * The longest sleep: the driver has timers of 100 ms. A broker takes a cycle that comes some
   * milliseconds later for the end of a pause, and reckons those from here.
   */
  public static final long LONGEST_SLEEP_NS = TimeUnit.MILLISECONDS.toNanos(25);

  private final NanoClock clock;
  private final Runnable yielding;
  private final Doze doze;
  private final LongSupplier nextDeadlineNs;
  private long lastTrafficNs;
  private long yieldFromNs;
  private long calmSinceNs;
  private long pauseNs = SHORTEST_PAUSE_NS;

  /**
   * Creates one that is back each millisecond.
   *
   * @param doze how the sockets are waited for
   */
  public TrafficIdleStrategy(Doze doze) {
    this(doze, () -> Long.MIN_VALUE);
  }

  /**
   * Creates one that sleeps longer where nothing passes.
   *
   * @param doze how the sockets are waited for; whoever leaves something for the thread calls
   * @param nextDeadlineNs when the thread has something to do even if nothing comes in and nobody
   *     calls, by {@link System#nanoTime}, or {@code Long.MAX_VALUE}; asked by the thread before a
   *     longer sleep
   */
  public TrafficIdleStrategy(Doze doze, LongSupplier nextDeadlineNs) {
    this(SystemNanoClock.INSTANCE, TrafficIdleStrategy::yieldThread, doze, nextDeadlineNs);
  }

  TrafficIdleStrategy(NanoClock clock, Runnable yielding, Doze doze, LongSupplier nextDeadlineNs) {
    this.clock = clock;
    this.yielding = yielding;
    this.doze = doze;
    this.nextDeadlineNs = nextDeadlineNs;
    final long nowNs = clock.nanoTime();
    lastTrafficNs = nowNs - AWAKE_NS;
    yieldFromNs = nowNs;
    calmSinceNs = nowNs;
  }

  @SuppressWarnings("ThreadPriorityCheck") // Yielding is the point: others share the core.
  private static void yieldThread() {
    Thread.yield();
  }

  /**
   * Notes that records passed.
   *
   * @param nowNs of the monotonic clock
   */
  public void onTraffic(long nowNs) {
    lastTrafficNs = nowNs;
  }

  @Override
  public void idle(int workCount) {
    if (workCount <= 0) {
      idle();
    }
  }

  @Override
  public void idle() {
    final long nowNs = clock.nanoTime();
    if (nowNs - lastTrafficNs >= AWAKE_NS || nowNs - yieldFromNs < 0) {
      doze.sleep(nextSleepNs(nowNs));
      return;
    }
    long beginNs = nowNs;
    do {
      yielding.run();
      final long endNs = clock.nanoTime();
      noteYield(beginNs, endNs);
      beginNs = endNs;
    } while (beginNs - nowNs < LOOK_NS && !doze.isOver());
  }

  private long nextSleepNs(long nowNs) {
    if (nowNs - lastTrafficNs < QUIET_NS) {
      return SLEEP_NS;
    }
    final long deadlineNs = nextDeadlineNs.getAsLong();
    // Compared first: the ends of the range stand for at once and never, and do not subtract.
    if (deadlineNs >= nowNs + LONGEST_SLEEP_NS) {
      return LONGEST_SLEEP_NS;
    }
    return deadlineNs <= nowNs + SLEEP_NS ? SLEEP_NS : deadlineNs - nowNs;
  }

  private void noteYield(long beginNs, long endNs) {
    if (endNs - beginNs >= SLOW_YIELD_NS) {
      yieldFromNs = endNs + pauseNs;
      calmSinceNs = yieldFromNs;
      pauseNs = Math.min(2 * pauseNs, LONGEST_PAUSE_NS);
    } else if (endNs - calmSinceNs >= CALM_NS) {
      pauseNs = SHORTEST_PAUSE_NS;
    }
  }

  @Override
  public void reset() {
    // Work alone is no reason to stay awake: see onTraffic.
  }

  @Override
  public String alias() {
    return "traffic";
  }
}
