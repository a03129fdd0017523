package io.rafthold.partition;

import java.util.ArrayDeque;
import java.util.Deque;

/** Flushes, and writes votes, when the test says so. */
public final class FlushesByHand implements FlushScheduler {
  private final Deque<FlushTarget> unflushed = new ArrayDeque<>();
  private final Deque<VoteWrite> unwritten = new ArrayDeque<>();

  @Override
  public void flushLog(FlushTarget target) {
    unflushed.add(target);
  }

  @Override
  public void writeVote(VoteWrite write) {
    unwritten.add(write);
  }

  @Override
  public <T extends FlushTarget & VoteWrite> void forget(T target) {
    unflushed.remove(target);
    unwritten.remove(target);
  }

  /** Returns the log that waits for its flush for the longest. */
  public FlushTarget next() {
    return unflushed.element();
  }

  /** Writes the votes, and no log. */
  public void writeVotes() {
    while (!unwritten.isEmpty()) {
      unwritten.poll().write();
    }
  }

  /** Writes the votes, then flushes the logs. */
  public void flush() {
    writeVotes();
    while (!unflushed.isEmpty()) {
      unflushed.poll().flush();
    }
  }

  /** Forgets whatever waits, as a process that dies. */
  public void clear() {
    unflushed.clear();
    unwritten.clear();
  }
}
