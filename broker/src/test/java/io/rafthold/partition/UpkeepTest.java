package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpkeepTest {
  private final List<HousekeepingTask> asked = new ArrayList<>();
  private final Task task = new Task();
  private final Upkeep upkeep = new Upkeep(new ByHand(), task);

  @Test
  void aTaskIsAskedForWhileItIsWanted() {
    assertThat(upkeep.doWork(0)).isZero();
    assertThat(asked).isEmpty();

    task.isWanted = true;
    upkeep.doWork(0);

    assertThat(asked).containsExactly(task);
  }

  @Test
  void whatAStepFoundIsTakenInTheNextCycle() {
    task.step(0);

    assertThat(upkeep.doWork(0)).isEqualTo(1);
  }

  @Test
  void damageEndsTheReplicasCycle() {
    task.damaged(new IllegalStateException("broken"));

    assertThatThrownBy(() -> upkeep.doWork(0)).hasMessage("broken");
  }

  @Test
  void aClosedTaskDoesNothingAnyMore() {
    task.step(0);
    upkeep.end();
    upkeep.close();

    assertThat(task.step(0)).isZero();
    upkeep.close();

    assertThat(asked).isEmpty();
    assertThat(task.steps).isEqualTo(1);
    assertThat(task.closed).isEqualTo(1);
  }

  private static final class Task extends ReplicaTask {
    private boolean isWanted;
    private int steps;
    private int closed;

    @Override
    long work(long nowNs) {
      return ++steps;
    }

    @Override
    boolean isWanted(long nowNs) {
      return isWanted;
    }

    @Override
    int takeResults() {
      return steps;
    }

    @Override
    void closeFiles() {
      closed++;
    }
  }

  private final class ByHand implements Housekeeper {
    @Override
    public void request(HousekeepingTask asking) {
      asked.add(asking);
    }

    @Override
    public void forget(HousekeepingTask forgotten) {
      asked.remove(forgotten);
    }
  }
}
