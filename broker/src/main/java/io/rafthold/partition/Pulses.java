package io.rafthold.partition;

import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Int2ObjectHashMap;

/** The pulses between this broker and all others. One for a broker; one thread. */
public final class Pulses {
  private static final ReplicaWakeup NOBODY = replica -> {};

  private final long intervalNs;
  private final long silenceNs;
  private final Int2ObjectHashMap<Pulse> byBroker = new Int2ObjectHashMap<>();

  /** The same in the order of their making, for loops without an iterator. */
  private final List<Pulse> all = new ArrayList<>();

  private ReplicaWakeup wakeup = NOBODY;
  private long life = Pulse.NONE;
  private long lagNs;

  /**
   * Creates them.
   *
   * @param intervalNs of heartbeats
   * @param electionTimeoutMinNs of all groups: well before it, groups without a pulse keep their
   *     own time again
   */
  public Pulses(long intervalNs, long electionTimeoutMinNs) {
    this.intervalNs = intervalNs;
    silenceNs = intervalNs + (electionTimeoutMinNs - intervalNs) / 2;
  }

  /**
   * Names who visits replicas whose pulse has stopped.
   *
   * @param visits of this broker
   */
  public void wakeup(ReplicaWakeup visits) {
    wakeup = visits;
  }

  /**
   * Tells the time. What it is first numbers this life of the broker, and its first series: so they
   * are others than those of the lives before.
   *
   * @param epochNs wall clock
   */
  public void begin(long epochNs) {
    if (life == Pulse.NONE) {
      life = Math.max(1, epochNs);
    }
  }

  /**
   * Tells how far the time of this broker is behind the machine's clock, which all brokers of a
   * machine share: pulses go at multiples of the interval by that one. So who is woken by the pulse
   * of one finds those of all, but for one that came due in a pause, which goes at its end.
   *
   * @param aheadNs of the machine's clock before the time that {@link #endCycle} is given
   */
  public void lag(long aheadNs) {
    lagNs = aheadNs;
  }

  /** Returns what the machine's clock says at a time of this broker. */
  long clockNs(long timeNs) {
    return timeNs + lagNs;
  }

  /** Returns the time of this broker when the machine's clock says that, if no pause comes. */
  long timeNs(long clockNs) {
    return clockNs - lagNs;
  }

  /** Returns the last moment for pulses, not behind a time. */
  long momentBefore(long timeNs) {
    return timeNs - Math.floorMod(clockNs(timeNs), intervalNs);
  }

  /** Returns a number that no other life of this broker has. */
  long life() {
    return life;
  }

  ReplicaWakeup wakeup() {
    return wakeup;
  }

  long intervalNs() {
    return intervalNs;
  }

  /** How long a pulse may be missing. */
  long silenceNs() {
    return silenceNs;
  }

  /** Returns the pulse between this broker and another one. */
  Pulse of(int brokerId) {
    Pulse pulse = byBroker.get(brokerId);
    if (pulse == null) {
      pulse = new Pulse(brokerId, this, Math.max(1, life));
      byBroker.put(brokerId, pulse);
      all.add(pulse);
    }
    return pulse;
  }

  int count() {
    return all.size();
  }

  Pulse at(int place) {
    return all.get(place);
  }

  /** Looks at the time. */
  void endCycle(long nowNs) {
    for (int i = 0; i < all.size(); i++) {
      all.get(i).endCycle(nowNs);
    }
  }

  /**
   * Returns when there is something to send, or to miss, even if nothing comes in.
   *
   * @return {@code Long.MAX_VALUE} for never
   */
  public long nextDeadlineNs() {
    long deadlineNs = Long.MAX_VALUE;
    for (int i = 0; i < all.size(); i++) {
      deadlineNs = Math.min(deadlineNs, all.get(i).nextDeadlineNs());
    }
    return deadlineNs;
  }
}
