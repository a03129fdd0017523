package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.partition.HousekeepingTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HousekeepingAgentTest {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final long BYTES_PER_SECOND = 1_000_000;

  private final List<String> done = new ArrayList<>();
  private final List<Throwable> fatal = new ArrayList<>();
  private final HousekeepingAgent agent = new HousekeepingAgent(BYTES_PER_SECOND, fatal::add);

  @Test
  void aTaskIsSteppedUntilItIsDoneAndNotAgain() {
    final Task task = new Task("a", 3);
    agent.request(task);
    agent.request(task);

    workUntilIdle(0);

    assertThat(done).containsExactly("a", "a", "a", "a done");
  }

  @Test
  void tasksTakeTurns() {
    agent.request(new Task("a", 2));
    agent.request(new Task("b", 2));

    workUntilIdle(0);

    assertThat(done).containsExactly("a", "b", "a", "b", "a done", "b done");
  }

  @Test
  void anUrgentTaskGoesFirstToItsEnd() {
    final Task urgent = new Task("urgent", 2);
    urgent.isUrgent = true;
    agent.request(new Task("a", 1));
    agent.request(urgent);

    workUntilIdle(0);

    assertThat(done).containsExactly("urgent", "urgent", "urgent done", "a", "a done");
  }

  @Test
  void aTaskThatBecomesUrgentWhileItWaitsGoesFirst() {
    final Task late = new Task("late", 1);
    agent.request(new Task("a", 2));
    agent.request(late);
    agent.doWork(0);
    late.isUrgent = true;

    workUntilIdle(0);

    assertThat(done).startsWith("a", "late", "late done");
  }

  @Test
  void stepsThatAreNotUrgentArePaced() {
    final Task task = new Task("a", 3);
    task.bytes = BYTES_PER_SECOND;
    agent.request(task);

    workUntilIdle(0);
    assertThat(done).containsExactly("a");

    final long dueNs = agent.nextDueNs(0);
    assertThat(dueNs).isBetween(SECOND_NS * 8 / 10, SECOND_NS);
    workUntilIdle(dueNs - SECOND_NS / 100);
    assertThat(done).hasSize(1);
    workUntilIdle(dueNs);
    assertThat(done).hasSize(2);
  }

  @Test
  void urgentStepsAreNotPaced() {
    final Task task = new Task("a", 3);
    task.bytes = 10 * BYTES_PER_SECOND;
    task.isUrgent = true;
    agent.request(task);

    workUntilIdle(0);

    assertThat(done).hasSize(4);
  }

  @Test
  void aTaskWithItsOwnPaceIsLeftAloneUntilItsTime() {
    final Task task = new Task("a", 2);
    task.nextStepNs = 500;
    agent.request(task);
    agent.request(new Task("b", 1));

    workUntilIdle(0);
    assertThat(done).containsExactly("a", "b", "b done");
    assertThat(agent.nextDueNs(0)).isEqualTo(500);
    agent.request(task);
    workUntilIdle(499);
    assertThat(done).hasSize(3);

    workUntilIdle(500);
    assertThat(done).containsExactly("a", "b", "b done", "a", "a done");
  }

  @Test
  void whatTheDiskRefusesIsTriedAgainAfterASecond() {
    final Task task = new Task("a", 1);
    task.failure = new UncheckedIOException(new IOException("No space left on device"));
    agent.request(task);

    workUntilIdle(0);
    assertThat(done).containsExactly("a fails");
    workUntilIdle(HousekeepingAgent.RETRY_NS - 1);
    assertThat(done).hasSize(1);
    task.failure = null;
    workUntilIdle(HousekeepingAgent.RETRY_NS);

    assertThat(done).containsExactly("a fails", "a", "a done");
    assertThat(task.damage).isNull();
    assertThat(fatal).isEmpty();
  }

  @Test
  void whatIsBrokenIsTheTasksToReport() {
    final Task task = new Task("a", 1);
    task.failure = new IllegalStateException("broken");
    agent.request(task);
    agent.request(new Task("b", 1));

    workUntilIdle(0);

    assertThat(done).containsExactly("a fails", "b", "b done");
    assertThat(task.damage).isSameAs(task.failure);
    assertThat(fatal).isEmpty();
  }

  @Test
  void anErrorEndsTheBroker() {
    final HousekeepingTask task =
        new Task("a", 1) {
          @Override
          public long step(long nowNs) {
            throw new AssertionError("out of its mind");
          }
        };
    agent.request(task);
    agent.request(new Task("b", 1));

    workUntilIdle(0);

    assertThat(fatal).hasSize(1);
    assertThat(done).isEmpty();
  }

  @Test
  void whatIsAskedForDuringItsLastStepIsSteppedAgain() {
    final Task task = new Task("a", 0);
    task.duringStep =
        () -> {
          task.duringStep = () -> {};
          agent.request(task);
        };
    agent.request(task);

    workUntilIdle(0);

    assertThat(done).containsExactly("a done", "a done");
  }

  @Test
  void aForgottenTaskIsNotSteppedAgain() {
    final Task task = new Task("a", 5);
    final Task byItself = new Task("b", 5);
    byItself.duringStep = () -> agent.forget(byItself);
    agent.request(task);
    agent.request(byItself);
    agent.doWork(0);
    agent.forget(task);

    workUntilIdle(0);

    assertThat(done).containsExactly("a", "b");
    assertThat(agent.nextDueNs(0)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void theThreadSleepsUntilItIsAskedAndEndsWhenClosed() throws InterruptedException {
    final CountDownLatch first = new CountDownLatch(1);
    final CountDownLatch second = new CountDownLatch(1);
    agent.start();
    agent.request(new Counting(first));
    assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
    agent.request(new Counting(second));
    assertThat(second.await(10, TimeUnit.SECONDS)).isTrue();

    agent.close();

    assertThat(fatal).isEmpty();
  }

  @Test
  void refusalsAreLoggedAtABoundedRate() {
    final List<String> lines = new ArrayList<>();
    final HousekeepingFailures failures =
        new HousekeepingFailures((message, cause) -> lines.add(message));
    final UncheckedIOException refusal = new UncheckedIOException(new IOException("full"));
    for (long nowNs = 0; nowNs <= HousekeepingFailures.INTERVAL_NS; nowNs += SECOND_NS) {
      failures.log(refusal, nowNs);
    }

    assertThat(lines).hasSize(2);
    assertThat(lines.get(1)).contains("9 more");
  }

  private void workUntilIdle(long nowNs) {
    for (int i = 0; i < 100 && agent.doWork(nowNs) > 0; i++) {
      assertThat(i).isLessThan(99);
    }
  }

  private class Task implements HousekeepingTask {
    private final String name;
    private int steps;
    private long bytes = 1;
    private long nextStepNs;
    private boolean isUrgent;
    private RuntimeException failure;
    private RuntimeException damage;
    private Runnable duringStep = () -> {};

    Task(String name, int steps) {
      this.name = name;
      this.steps = steps;
    }

    @Override
    public long step(long nowNs) {
      if (failure != null) {
        done.add(name + " fails");
        throw failure;
      }
      duringStep.run();
      done.add(steps > 0 ? name : name + " done");
      return steps-- > 0 ? bytes : 0;
    }

    @Override
    public boolean isUrgent() {
      return isUrgent;
    }

    @Override
    public long nextStepNs(long nowNs) {
      return nextStepNs;
    }

    @Override
    public void damaged(RuntimeException cause) {
      damage = cause;
    }
  }

  private record Counting(CountDownLatch latch) implements HousekeepingTask {
    @Override
    public long step(long nowNs) {
      latch.countDown();
      return 0;
    }

    @Override
    public void damaged(RuntimeException cause) {
      throw cause;
    }
  }
}
