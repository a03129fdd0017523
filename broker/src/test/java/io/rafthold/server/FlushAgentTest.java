package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.partition.FlushTarget;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FlushAgentTest {
  private static final long INTERVAL_NS = 1_000;

  private final List<String> done = new ArrayList<>();
  private final List<Throwable> fatal = new ArrayList<>();
  private final FlushAgent agent = new FlushAgent(INTERVAL_NS, fatal::add);

  @Test
  void aTargetAskedForOftenIsFlushedOnce() {
    final Log log = new Log("a", true);
    for (int i = 0; i < 10; i++) {
      agent.flushLog(log);
    }

    workUntilIdle(0);

    assertThat(done).containsExactly("a");
  }

  @Test
  void whatIsAskedForDuringItsOwnFlushIsFlushedAgain() {
    final Log log = new Log("a", true);
    log.duringFlush =
        () -> {
          log.duringFlush = () -> {};
          agent.flushLog(log);
        };
    agent.flushLog(log);

    workUntilIdle(0);

    assertThat(done).containsExactly("a", "a");
  }

  @Test
  void votesGoFirstAndUrgentLogsInTheOrderAsked() {
    agent.flushLog(new Log("lazy", false));
    agent.flushLog(new Log("a", true));
    agent.flushLog(new Log("b", true));
    agent.writeVote(() -> done.add("vote"));

    workUntilIdle(INTERVAL_NS);

    assertThat(done).containsExactly("vote", "a", "b");
  }

  @Test
  void aVoteOvertakesLogsThatWaitAlready() {
    final Log first = new Log("a", true);
    first.duringFlush = () -> agent.writeVote(() -> done.add("vote"));
    agent.flushLog(first);
    agent.flushLog(new Log("b", true));

    workUntilIdle(0);

    assertThat(done).containsExactly("a", "vote", "b");
  }

  @Test
  void aLogThatNobodyWaitsForIsFlushedWhenTheIntervalIsOver() {
    agent.flushLog(new Log("a", false));

    workUntilIdle(0);
    workUntilIdle(INTERVAL_NS - 1);
    assertThat(done).isEmpty();

    workUntilIdle(INTERVAL_NS);
    assertThat(done).containsExactly("a");
  }

  @Test
  void whereManyLogsWaitTheyAreFlushedLaterAndAnUrgentOneAtOnce() {
    for (int i = 0; i < 1_000; i++) {
      agent.pace().took(INTERVAL_NS);
    }
    for (int i = 0; i < 50; i++) {
      agent.flushLog(new Log("lazy", false));
    }
    workUntilIdle(0);
    workUntilIdle(INTERVAL_NS);
    final int flushedSoon = done.size();
    agent.flushLog(new Log("urgent", true));
    workUntilIdle(INTERVAL_NS);

    assertThat(flushedSoon).isLessThan(3);
    assertThat(done).hasSize(flushedSoon + 1).endsWith("urgent");
    workUntilIdle(FlushPace.MAX_STRETCH_NS);
    assertThat(done).hasSize(51);
  }

  @Test
  void aWaitingLogThatBecomesUrgentIsFlushedAtOnce() {
    final Log log = new Log("a", false);
    agent.flushLog(new Log("other", false));
    agent.flushLog(log);
    workUntilIdle(0);

    log.urgent = true;
    agent.flushLog(log);
    workUntilIdle(1);

    assertThat(done).containsExactly("a");
    workUntilIdle(INTERVAL_NS);
    assertThat(done).containsExactly("a", "other");
  }

  @Test
  void aReleasedTargetIsNotFlushedAnyMore() {
    final Log log = new Log("a", true);
    agent.flushLog(log);

    assertThat(agent.release(log)).isTrue();
    workUntilIdle(0);

    assertThat(done).isEmpty();
  }

  @Test
  void aTargetIsNotReleasedWhileItsFlushRuns() {
    final Log log = new Log("a", true);
    final List<Boolean> released = new ArrayList<>();
    log.duringFlush =
        () -> {
          released.add(agent.release(log));
          released.add(agent.release(log));
        };
    agent.flushLog(log);

    workUntilIdle(0);

    assertThat(released).containsExactly(false, false);
    assertThat(agent.release(log)).isTrue();
  }

  @Test
  void aFailedFlushIsFatalAndTheLast() {
    final Log broken = new Log("a", true);
    broken.duringFlush =
        () -> {
          throw new UncheckedIOException(new java.io.IOException("Input/output error"));
        };
    agent.flushLog(broken);
    agent.flushLog(new Log("b", true));

    workUntilIdle(0);

    assertThat(done).isEmpty();
    assertThat(fatal).hasSize(1);
    assertThat(fatal.get(0))
        .hasMessageContaining("a log could not be forced to disk")
        .hasRootCauseMessage("Input/output error");
  }

  @Test
  void theThreadWakesForAnUrgentFlushAndFlushesTheRestWhenClosed() throws InterruptedException {
    final CountDownLatch flushed = new CountDownLatch(1);
    final CountDownLatch lazyFlushed = new CountDownLatch(1);
    final Log urgent = new Log("a", true);
    urgent.duringFlush = flushed::countDown;
    final Log lazy = new Log("b", false);
    lazy.duringFlush = lazyFlushed::countDown;

    final FlushAgent running = new FlushAgent(TimeUnit.HOURS.toNanos(1), fatal::add);
    running.start();
    running.flushLog(lazy);
    running.flushLog(urgent);
    assertThat(flushed.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(lazyFlushed.getCount()).isEqualTo(1);
    running.close();

    assertThat(lazyFlushed.getCount()).isZero();
    assertThat(fatal).isEmpty();
  }

  @Test
  void nothingAskedByManyThreadsIsForgotten() throws InterruptedException {
    final int rounds = 2_000;
    final FlushAgent running = new FlushAgent(INTERVAL_NS, fatal::add);
    running.start();
    final List<Counter> counters =
        List.of(new Counter(true), new Counter(false), new Counter(true));
    final List<Thread> threads = new ArrayList<>();
    for (final Counter counter : counters) {
      final Thread thread =
          new Thread(
              () -> {
                for (int i = 1; i <= rounds; i++) {
                  counter.appended = i;
                  running.flushLog(counter);
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (final Thread thread : threads) {
      thread.join();
    }
    running.close();

    assertThat(counters).allMatch(counter -> counter.flushed == rounds);
  }

  private void workUntilIdle(long nowNs) {
    while (agent.doWork(nowNs) > 0) {
      assertThat(done.size()).as("flushes").isLessThan(100);
    }
  }

  /** A log that says in {@link #done} when it was flushed. */
  private final class Log implements FlushTarget {
    private final String name;
    private boolean urgent;
    private Runnable duringFlush = () -> {};

    private Log(String name, boolean urgent) {
      this.name = name;
      this.urgent = urgent;
    }

    @Override
    public void flush() {
      duringFlush.run();
      done.add(name);
    }

    @Override
    public boolean isUrgent() {
      return urgent;
    }
  }

  /** A log that only counts what it was given and what of it is flushed. */
  private static final class Counter implements FlushTarget {
    private final boolean urgent;
    private volatile int appended;
    private volatile int flushed;

    private Counter(boolean urgent) {
      this.urgent = urgent;
    }

    @Override
    public void flush() {
      flushed = appended;
    }

    @Override
    public boolean isUrgent() {
      return urgent;
    }
  }
}
