package io.rafthold.partition;

import java.util.ArrayList;
import java.util.List;

/** The housekeeping of one replica: asks for its tasks when they are due. The agent's thread. */
final class Upkeep implements AutoCloseable {
  private final Housekeeper housekeeper;
  private final List<ReplicaTask> tasks = new ArrayList<>();
  private boolean isWorking;

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
    isWorking = false;
    for (int i = 0; i < tasks.size(); i++) {
      final ReplicaTask task = tasks.get(i);
      if (task.damage() != null) {
        throw task.damage();
      }
      work += task.takeResults();
      if (task.isWanted(nowNs)) {
        housekeeper.request(task);
        isWorking = true;
      }
    }
    return work;
  }

  /** Tells whether the last cycle asked for anything, so that the next ones may find it done. */
  boolean isWorking() {
    return isWorking;
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
