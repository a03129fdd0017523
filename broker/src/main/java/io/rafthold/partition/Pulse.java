package io.rafthold.partition;

import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.collections.IntHashSet;

/**
 * The pulse between this broker and another one: a number, once a heartbeat interval, that stands
 * for the heartbeats of all groups in which nothing new is to be said (quiescence, as CockroachDB
 * and TiKV know it). So a quiet group costs nothing, however many there are.
 *
 * <p>Each side counts a group in by itself: the follower's first, when it agrees to a heartbeat
 * that asks for it, then the leader's, when that answer arrives. So whom the leader counts in, the
 * follower does too. Where the two may differ from then on, the leader's broker begins a new
 * series, in which nobody is counted in: a series that the follower does not hold, or that it gave
 * up, since a replica there has failed or follows somebody else, it answers with a refusal. The
 * pulse of a broker that is gone, or cut off, stops; then all groups keep their own time again, as
 * if their last heartbeat had come with the last pulse.
 *
 * <p>The answer to a pulse goes along with the next one in the other direction, where there is one:
 * it says what is held when it leaves, and wakes nobody by itself. A new series, and one that is
 * not held, is answered at once.
 *
 * <p>Nothing here decides who leads or what is committed: a wrong pulse could delay an election,
 * not split a group; and each group makes sure of it every few seconds ({@link Quiescence}). One
 * thread.
 */
final class Pulse {
  /** Stands for no series. */
  static final long NONE = 0;

  private final int brokerId;
  private final Pulses pulses;

  /** Groups whose followers there may count on this series, since they were asked to. */
  private final IntHashSet offered = new IntHashSet();

  /** Those of them that have agreed. */
  private final Int2ObjectHashMap<Quiescence> led = new Int2ObjectHashMap<>();

  private long series;
  private boolean isTaken;
  private long taker;
  private long confirmedNs;

  /** When the next one goes, by the machine's clock: a pause puts it off only by outlasting it. */
  private long nextClockNs;

  private boolean isDue;

  private final Int2ObjectHashMap<Quiescence> followed = new Int2ObjectHashMap<>();
  private long heldSeries = NONE;

  /** Never held again: the leader's broker may count on what was agreed to in it. */
  private long givenUpSeries = NONE;

  private long seenSeries = NONE;
  private long heardNs;

  /** An answer is owed; it goes along with this broker's own pulse, if that is on its way soon. */
  private boolean isAnswerOwed;

  private boolean isAnswerDue;
  private long answeredNs;
  private long cycleNs;

  Pulse(int brokerId, Pulses pulses, long firstSeries) {
    this.brokerId = brokerId;
    this.pulses = pulses;
    series = firstSeries;
  }

  int brokerId() {
    return brokerId;
  }

  /** Returns the series of this broker's own pulses. */
  long series() {
    return series;
  }

  /** Tells whether the other broker is to begin with an empty series. */
  boolean isNewSeries() {
    return !isTaken;
  }

  /** When the other broker last held this series. */
  long confirmedNs() {
    return confirmedNs;
  }

  /** When the other broker's series was last heard. */
  long heardNs() {
    return heardNs;
  }

  /** Returns what to answer: the series held, or the negative of one that is not. */
  long answer() {
    return seenSeries == heldSeries ? heldSeries : -seenSeries;
  }

  /** Returns the number of this broker's life, which holds the other one's series. */
  long holder() {
    return pulses.life();
  }

  /** Tells whether the other broker's last pulse was of the series that is held. */
  boolean isHeld() {
    return heldSeries != NONE && seenSeries == heldSeries;
  }

  /** Returns the series of the other broker's last pulse where that one is held, else NONE. */
  long heldSeries() {
    return isHeld() ? heldSeries : NONE;
  }

  /** Tells whether that group's heartbeats are replaced by the other broker's pulses. */
  boolean isFollowed(int groupId) {
    return followed.containsKey(groupId);
  }

  /** Takes the other broker's pulse. */
  void onPulse(long ofSeries, boolean isNew, long nowNs) {
    if (ofSeries == NONE) {
      return;
    }
    if (isNew && ofSeries != heldSeries && ofSeries != givenUpSeries) {
      disown();
      heldSeries = ofSeries;
    }
    seenSeries = ofSeries;
    isAnswerOwed = true;
    isAnswerDue |= isNew || !isHeld();
    if (isHeld()) {
      heardNs = nowNs;
    }
  }

  /**
   * Takes the answer to a pulse.
   *
   * @param byHolder the life of the other broker that holds the series: it is one's alone, since an
   *     answer of the life before may arrive late
   * @return whether it is of the present series
   */
  boolean onAnswer(long ofSeries, long byHolder, long nowNs) {
    if (ofSeries == series && (!isTaken || byHolder == taker)) {
      isTaken = true;
      taker = byHolder;
      confirmedNs = nowNs;
      return true;
    }
    if (Math.abs(ofSeries) == series) {
      restart();
    }
    return false;
  }

  /** Notes that a group's follower is about to be asked to count on this series. */
  void offer(int groupId) {
    offered.add(groupId);
  }

  /** Tells whether a group's follower may count on this series. */
  boolean isOffered(int groupId) {
    return offered.contains(groupId);
  }

  /** Counts a group in that this broker leads. */
  void lead(int groupId, Quiescence group) {
    if (led.isEmpty()) {
      nextClockNs = pulses.clockNs(confirmedNs);
    }
    led.put(groupId, group);
  }

  /** Counts a group out again, to which heartbeats of its own go from now on. */
  void leaveLed(int groupId) {
    led.remove(groupId);
  }

  /** Counts a group in that the other broker leads. */
  void follow(int groupId, Quiescence group) {
    followed.put(groupId, group);
  }

  /** Counts a group out again whose leader has spoken for itself. */
  void leaveFollowed(int groupId) {
    followed.remove(groupId);
  }

  /** Begins a new series: all groups led beat for themselves until they are counted in again. */
  void restart() {
    series++;
    isTaken = false;
    offered.clear();
    led.values().forEach(group -> group.endLed(this));
    led.clear();
  }

  /** Gives the other broker's series up: all groups followed keep their own time again. */
  void disown() {
    givenUpSeries = heldSeries == NONE ? givenUpSeries : heldSeries;
    heldSeries = NONE;
    followed.values().forEach(Quiescence::endFollowed);
    followed.clear();
  }

  /** Looks at the time, at the end of a duty cycle and before anything is sent. */
  void endCycle(long nowNs) {
    if (!led.isEmpty() && nowNs - confirmedNs > pulses.silenceNs()) {
      restart();
    }
    if (!followed.isEmpty() && nowNs - heardNs > pulses.silenceNs()) {
      disown();
    }
    if (!led.isEmpty() && pulses.clockNs(nowNs) - nextClockNs >= 0) {
      nextClockNs = pulses.clockNs(pulses.momentBefore(nowNs)) + pulses.intervalNs();
      isDue = true;
    }
    cycleNs = nowNs;
    // Not two intervals after the last one, where pulses cross: the other side counts them.
    final boolean isLate = nowNs - answeredNs >= pulses.intervalNs();
    isAnswerDue |= isAnswerOwed && (isDue || led.isEmpty() || isLate);
  }

  /** Returns when {@link #endCycle} has something to do even if nothing comes in. */
  long nextDeadlineNs() {
    final long silentNs = followed.isEmpty() ? Long.MAX_VALUE : heardNs + pulses.silenceNs() + 1;
    return led.isEmpty() ? silentNs : Math.min(silentNs, pulses.timeNs(nextClockNs));
  }

  boolean isDue() {
    return isDue;
  }

  boolean isAnswerDue() {
    return isAnswerDue;
  }

  /** The pulse is on its way, or too old to be sent. */
  void sent() {
    isDue = false;
  }

  /** The answer is on its way, or too old to be sent. */
  void answered() {
    isAnswerOwed = false;
    isAnswerDue = false;
    answeredNs = cycleNs;
  }
}
