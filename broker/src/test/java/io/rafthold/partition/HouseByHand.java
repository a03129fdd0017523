package io.rafthold.partition;

import io.rafthold.log.FlushFailedException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Keeps house when a test says so, on the test's thread, by the rules of the agent. */
public final class HouseByHand implements Housekeeper {
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
  public void keep(long nowNs) {
    for (final HousekeepingTask task : List.copyOf(wanted)) {
      try {
        wanted.remove(task);
        if (task.step(nowNs) > 0) {
          wanted.add(task);
        }
      } catch (FlushFailedException fatal) {
        throw fatal;
      } catch (UncheckedIOException refusal) {
        wanted.add(task);
      } catch (RuntimeException damage) {
        task.damaged(damage);
      }
    }
  }

  /** Forgets whatever waits, as a process that dies. */
  public void clear() {
    wanted.clear();
  }
}
