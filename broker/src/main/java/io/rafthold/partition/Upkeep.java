package io.rafthold.partition;

import java.util.ArrayList;
import java.util.List;

/** The housekeeping of one replica: asks for its tasks when they are due. The agent's thread. */
final class Upkeep implements AutoCloseable {
  private static final long NEVER = Long.MAX_VALUE;

  private final Housekeeper housekeeper;
  private final List<ReplicaTask> tasks = new ArrayList<>();
  private long lookInNs = NEVER;
  private long lookedInNs = NEVER;

  Upkeep(Housekeeper housekeeper, ReplicaTask... tasks) {
    this.housekeeper = housekeeper;
    this.tasks.addAll(List.of(tasks));
  }

  /** Takes a task on; before the first cycle. */
  void add(ReplicaTask task) {
    tasks.add(task);
  }

  /**
   * Acts on what was found and asks for what is due.
   *
   * @return work count
   * @throws RuntimeException of a task that cannot go on, which ends the replica
   */
  int doWork(long nowNs) {
    int work = 0;
    lookedInNs = lookInNs;
    lookInNs = NEVER;
    for (int i = 0; i < tasks.size(); i++) {
      final ReplicaTask task = tasks.get(i);
      if (task.damage() != null) {
        throw task.damage();
      }
      work += task.takeResults();
      if (task.isWanted(nowNs)) {
        housekeeper.request(task);
        lookInNs = Math.min(lookInNs, task.lookInNs());
      }
    }
    return work;
  }

  /**
   * Returns after how long a cycle may find that something is done, which this one asked for; or
   * the one before, since a step may end in the middle of a cycle.
   *
   * @return {@code Long.MAX_VALUE} where nothing is under way
   */
  long lookInNs() {
    return Math.min(lookInNs, lookedInNs);
  }

  /** Asks for nothing more: the files are about to be closed. */
  void end() {
    tasks.forEach(housekeeper::forget);
  }

  /** Waits for a step that is under way; before the replica's files are closed, on any thread. */
  @Override
  public void close() {
    tasks.forEach(ReplicaTask::close);
  }
}
