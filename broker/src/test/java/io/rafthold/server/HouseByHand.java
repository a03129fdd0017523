package io.rafthold.server;

import io.rafthold.log.LogDamageException;
import io.rafthold.partition.Housekeeper;
import io.rafthold.partition.HousekeepingTask;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Keeps house when a test says so, on the test's thread. */
final class HouseByHand implements Housekeeper {
  private final Set<HousekeepingTask> wanted = new LinkedHashSet<>();

  @Override
  public void request(HousekeepingTask task) {
    wanted.add(task);
  }

  @Override
  public void forget(HousekeepingTask task) {
    wanted.remove(task);
  }

  /** Takes a step of each task; those that have nothing left wait to be asked for again. */
  void keep(long nowNs) {
    for (final HousekeepingTask task : List.copyOf(wanted)) {
      try {
        if (task.step(nowNs) == 0) {
          wanted.remove(task);
        }
      } catch (LogDamageException damage) {
        wanted.remove(task);
        task.damaged(damage);
      }
    }
  }
}
