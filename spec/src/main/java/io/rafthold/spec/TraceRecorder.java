package io.rafthold.spec;

import io.rafthold.raft.CommitLevel;
import io.rafthold.raft.CoreInput;
import io.rafthold.raft.HardState;
import io.rafthold.raft.RaftCore;
import io.rafthold.raft.RaftMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes down what the cores of one group do, one line a step: which replica, which input, its
 * message, what can be seen of the state afterwards, and the messages that left. What changes
 * nothing and says nothing new is left out.
 *
 * <p>A step of the cores' observer is enough for most of it; beside it the driver tells what an
 * observer cannot see: starts, the entries of an append, what was written, and what left. One
 * thread.
 */
public final class TraceRecorder {
  private final List<TraceStep> steps = new ArrayList<>();
  private final Map<Integer, ReplicaTrace> replicas = new HashMap<>();
  private final int[] voters;
  private final int[] learners;
  private final CommitLevel level;
  private long maxTerm = 1;

  /** Begins the trace of a group that is new: all logs are empty, all terms are 0. */
  public TraceRecorder(int[] voters, int[] learners, CommitLevel level) {
    this.voters = voters.clone();
    this.learners = learners.clone();
    this.level = level;
  }

  /**
   * A replica starts; its first start ever is the beginning, and no step.
   *
   * @param hardState what its disk holds
   * @param log what its log holds
   * @param commitIndex what its core knows of commits, by the log's start
   * @param isAfterPowerLoss whether the log may lack what was not flushed
   */
  public void started(
      int id, HardState hardState, EntryLog log, long commitIndex, boolean isAfterPowerLoss) {
    ReplicaTrace replica = replicas.get(id);
    if (replica == null) {
      replicas.put(id, new ReplicaTrace(id, steps));
    } else {
      replica.started(hardState, log, commitIndex, isAfterPowerLoss);
    }
  }

  /** Nobody tells which entries a replica's append requests bring. */
  public void entriesUnknown(int id) {
    replicas.get(id).entriesUnknown();
  }

  /** A replica's core took an input, as its observer was told. */
  public void input(int id, CoreInput input, RaftMessage message, RaftCore core, EntryLog log) {
    ReplicaTrace replica = replicas.get(id);
    if (replica != null) {
      maxTerm = Math.max(maxTerm, core.term());
      replica.input(input, message, core, log);
    }
  }

  /** The next append request of a replica brings entries of these terms. */
  public void entries(int id, long... terms) {
    replicas.get(id).entries(terms);
  }

  /** The next hard state that a replica reports as flushed is this one. */
  public void wrote(int id, HardState hardState) {
    replicas.get(id).wrote(hardState);
  }

  /** A message left a replica, an append request with entries of these terms. */
  public void sent(int id, RaftMessage message, long... terms) {
    replicas.get(id).sent(message, terms);
  }

  /** A replica's outboxes are drained; all that left is one step. */
  public void drained(int id, RaftCore core, EntryLog log) {
    replicas.get(id).drained(core, log);
  }

  /** Returns how many steps there are. */
  public int stepCount() {
    return steps.size();
  }

  /** Returns the trace as it is now. */
  public Trace trace() {
    return new Trace(
        TraceText.brokers(voters),
        TraceText.brokers(learners),
        TraceText.quoted(level.name()),
        replicas.keySet().stream().mapToInt(TraceText::broker).max().orElse(0),
        maxTerm,
        steps);
  }
}
