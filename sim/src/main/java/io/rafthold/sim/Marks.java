package io.rafthold.sim;

import io.rafthold.sim.fault.FaultKind;
import io.rafthold.sim.invariant.Watcher;
import java.util.EnumMap;
import java.util.Map;

/** How often a run reached what it is meant to reach, and how often each fault happened. */
public final class Marks implements Watcher {
  private final Map<Mark, long[]> reached = new EnumMap<>(Mark.class);
  private final Map<FaultKind, long[]> faults = new EnumMap<>(FaultKind.class);

  /** Starts with nothing reached. */
  public Marks() {
    for (final Mark mark : Mark.values()) {
      reached.put(mark, new long[1]);
    }
    for (final FaultKind kind : FaultKind.values()) {
      faults.put(kind, new long[1]);
    }
  }

  /** Notes that something was reached. */
  public void reach(Mark mark) {
    reached.get(mark)[0]++;
  }

  /** Notes that a fault began. */
  public void fault(FaultKind kind) {
    faults.get(kind)[0]++;
  }

  /** Returns how often something was reached. */
  public long count(Mark mark) {
    return reached.get(mark)[0];
  }

  /** Returns how often a fault happened. */
  public long count(FaultKind kind) {
    return faults.get(kind)[0];
  }

  @Override
  public void onTruncation() {
    reach(Mark.TRUNCATION);
  }

  @Override
  public void onTail(boolean wasCommitted) {
    reach(Mark.TORN_TAIL);
    if (wasCommitted) {
      reach(Mark.COMMITTED_LOST_LOCALLY);
    }
  }

  @Override
  public void onStartDropped() {
    reach(Mark.DROPPED_START);
  }

  @Override
  public void onInstalled() {
    reach(Mark.INSTALLED);
  }

  @Override
  public void onRestartAfterVote() {
    reach(Mark.RESTART_AFTER_VOTE);
  }

  @Override
  public void onAnswerBeforeFlush() {
    reach(Mark.ANSWER_BEFORE_FLUSH);
  }

  @Override
  public void onPulse() {
    reach(Mark.PULSE);
  }

  @Override
  public void onPulseRefused() {
    reach(Mark.PULSE_REFUSED);
  }

  /** Adds another run's. */
  public void add(Marks other) {
    reached.forEach((mark, count) -> count[0] += other.count(mark));
    faults.forEach((kind, count) -> count[0] += other.count(kind));
  }
}
