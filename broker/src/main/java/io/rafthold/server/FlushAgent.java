package io.rafthold.server;

import io.rafthold.partition.FlushScheduler;
import io.rafthold.partition.FlushTarget;
import io.rafthold.partition.VoteWrite;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that forces logs and votes to disk, for all replicas of a broker. Votes go first,
 * then logs that an acknowledgement waits for, in the order asked; the rest once the flush interval
 * is over, or later where there are many (see {@link FlushPace}). The order is looked at anew after
 * each flush, so a slow file delays the others by one flush of its own, not more.
 *
 * <p>A failed flush is never tried again: after it, the kernel may report success for bytes that it
 * has dropped. The agent stops and hands the error to the fatal handler, which ends the process.
 *
 * <p>What waits is bounded by the number of replicas, since each waits at most once. Targets are
 * told apart by identity: they must not override {@code equals}. Once one is known, asking
 * allocates nothing.
 */
public final class FlushAgent implements FlushScheduler, AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(FlushAgent.class);

  /** Longest sleep: a bound on what a lost wake-up could cost, not a polling interval. */
  private static final long MAX_PARK_NS = TimeUnit.SECONDS.toNanos(1);

  /** How long {@link #close} waits for the last flushes. */
  private static final long CLOSE_TIMEOUT_MS = TimeUnit.SECONDS.toMillis(30);

  private enum Wait {
    NONE,
    UNTIL_DUE,
    UNTIL_ASKED
  }

  private final FlushPace pace;
  private final Consumer<Throwable> fatalHandler;
  private final Runnable afterEach;
  private final ConcurrentHashMap<FlushTarget, FlushRequest> logs = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<VoteWrite, FlushRequest> voteFiles = new ConcurrentHashMap<>();
  private final AtomicReference<FlushRequest> inbox = new AtomicReference<>();
  private final FlushQueue votes = new FlushQueue();
  private final FlushQueue urgentLogs = new FlushQueue();
  private final FlushQueue lazyLogs = new FlushQueue();
  private final Thread thread;
  private volatile FlushRequest running;
  private volatile Wait wait = Wait.NONE;
  private volatile boolean urgencyRose;
  private volatile boolean closing;
  private volatile boolean failed;

  /** The flush thread's: what it did last was to force a log. */
  private boolean hasFlushedLog;

  /**
   * Creates the agent; {@link #start} starts its thread.
   *
   * @param flushIntervalNs how far behind a flush runs at least that is not urgent
   * @param fatalHandler told of a failed flush, on the flush thread; must end the process
   */
  public FlushAgent(long flushIntervalNs, Consumer<Throwable> fatalHandler) {
    this(flushIntervalNs, fatalHandler, () -> {});
  }

  /**
   * Creates the agent; {@link #start} starts its thread.
   *
   * @param flushIntervalNs how far behind a flush runs at least that is not urgent
   * @param fatalHandler told of a failed flush, on the flush thread; must end the process
   * @param afterEach run on the flush thread when a flush or a vote is done: somebody may be
   *     waiting for it
   */
  FlushAgent(long flushIntervalNs, Consumer<Throwable> fatalHandler, Runnable afterEach) {
    this.afterEach = afterEach;
    pace = new FlushPace(flushIntervalNs);
    this.fatalHandler = fatalHandler;
    thread = new Thread(this::run, "rafthold-flush");
    thread.setDaemon(true);
  }

  /** Starts the flush thread. */
  public void start() {
    thread.start();
  }

  @Override
  public void flushLog(FlushTarget target) {
    FlushRequest request = logs.get(target);
    if (request == null) {
      request = logs.computeIfAbsent(target, FlushRequest::new);
    }
    final boolean roseToUrgent = target.isUrgent() && request.makeUrgent();
    if (request.tryQueue()) {
      push(request);
    } else if (roseToUrgent) {
      urgencyRose = true;
      wake(true);
    }
  }

  @Override
  public void writeVote(VoteWrite write) {
    FlushRequest request = voteFiles.get(write);
    if (request == null) {
      request = voteFiles.computeIfAbsent(write, FlushRequest::new);
    }
    request.makeUrgent();
    if (request.tryQueue()) {
      push(request);
    }
  }

  @Override
  public <T extends FlushTarget & VoteWrite> void forget(T replica) {
    release((FlushTarget) replica);
    release((VoteWrite) replica);
  }

  /**
   * Takes back what was asked for the target and forgets it, so that its log can be closed.
   *
   * @param target whose owner asks for nothing more
   * @return false while a flush of it still runs: ask again later, and do not close it yet
   */
  public boolean release(FlushTarget target) {
    return released(logs.remove(target), target);
  }

  /**
   * Takes back what was asked for the vote and forgets it, so that its file can be closed.
   *
   * @param write whose owner asks for nothing more
   * @return false while it is still being written: ask again later, and do not close it yet
   */
  public boolean release(VoteWrite write) {
    return released(voteFiles.remove(write), write);
  }

  /** Flushes all that waits, whether due or not, and ends the thread. Ask for nothing after it. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    try {
      thread.join(CLOSE_TIMEOUT_MS);
    } catch (final InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOGGER.error("a flush still runs {} ms after the broker was told to stop", CLOSE_TIMEOUT_MS);
    }
  }

  /**
   * Begins no flush any more, as in a process that dies; {@link #close} waits for one under way.
   */
  void abandon() {
    failed = true;
    LockSupport.unpark(thread);
  }

  /** Tells whether the thread has ended, so that nothing is flushed any more. */
  boolean hasEnded() {
    return !thread.isAlive();
  }

  /**
   * Does what is most pressing, if anything is due. For the agent's own thread, or for whoever
   * drives it by hand and never starts it.
   *
   * @param nowNs monotonic time
   * @return flushes and writes done, 0 or 1
   */
  public int doWork(long nowNs) {
    takeInbox(nowNs);
    final FlushRequest request = nextDue(nowNs);
    if (request == null || failed) {
      return 0;
    }
    // Written before beginRun looks at the state, as release() writes the state before it reads
    // this: one of the two sees the other.
    running = request;
    try {
      if (request.beginRun()) {
        request.run();
        hasFlushedLog = !request.isVote();
        afterEach.run();
      }
    } catch (final Throwable failure) {
      fail(request, failure);
    } finally {
      running = null;
    }
    return 1;
  }

  /**
   * Tells whoever drives the agent by hand when a flush that is not urgent falls due.
   *
   * @return monotonic time, {@code Long.MAX_VALUE} where none waits
   */
  public long nextDueNs() {
    final FlushRequest lazy = lazyLogs.peek();
    return lazy == null ? Long.MAX_VALUE : lazy.dueNs;
  }

  private void run() {
    while (!failed) {
      final long nowNs = System.nanoTime();
      if (doWork(nowNs) > 0) {
        noteDuration(System.nanoTime() - nowNs);
      } else if (closing && inbox.get() == null) {
        return;
      } else {
        awaitWork(nowNs);
      }
    }
  }

  private void noteDuration(long durationNs) {
    if (hasFlushedLog) {
      hasFlushedLog = false;
      pace.took(durationNs);
    }
  }

  /** Returns what says how far behind flushes run. For the flush thread, and tests before it. */
  FlushPace pace() {
    return pace;
  }

  private void fail(FlushRequest request, Throwable failure) {
    failed = true;
    fatalHandler.accept(
        new IllegalStateException(
            (request.isVote() ? "a vote" : "a log")
                + " could not be forced to disk: its bytes may be lost, whatever a second try says;"
                + " check the disk and start the broker again",
            failure));
  }

  private boolean released(FlushRequest request, Object owner) {
    if (request != null) {
      request.release();
    }
    final FlushRequest now = running;
    return now == null || !now.isFor(owner);
  }

  private void push(FlushRequest request) {
    FlushRequest top;
    do {
      top = inbox.get();
      request.next = top;
    } while (!inbox.compareAndSet(top, request));
    wake(request.isUrgent());
  }

  private void wake(boolean urgent) {
    final Wait current = wait;
    if (current == Wait.UNTIL_ASKED || (urgent && current == Wait.UNTIL_DUE)) {
      LockSupport.unpark(thread);
    }
  }

  private void awaitWork(long nowNs) {
    final FlushRequest lazy = lazyLogs.peek();
    wait = lazy == null ? Wait.UNTIL_ASKED : Wait.UNTIL_DUE;
    if (inbox.get() == null && !urgencyRose && !closing) {
      final long parkNs = lazy == null ? MAX_PARK_NS : Math.min(MAX_PARK_NS, lazy.dueNs - nowNs);
      LockSupport.parkNanos(this, parkNs);
    }
    wait = Wait.NONE;
  }

  private void takeInbox(long nowNs) {
    FlushRequest request = reversed(inbox.getAndSet(null));
    while (request != null) {
      final FlushRequest next = request.next;
      if (request.isVote()) {
        votes.add(request);
      } else if (request.isUrgent()) {
        urgentLogs.add(request);
      } else {
        lazyLogs.add(request);
        request.dueNs = nowNs + pace.intervalNs(lazyLogs.size());
      }
      request = next;
    }
    if (urgencyRose) {
      urgencyRose = false;
      lazyLogs.moveUrgentTo(urgentLogs);
    }
  }

  private FlushRequest nextDue(long nowNs) {
    FlushRequest request = votes.poll();
    if (request == null) {
      request = urgentLogs.poll();
    }
    if (request == null && lazyLogs.peek() != null) {
      if (closing || lazyLogs.peek().dueNs - nowNs <= 0) {
        request = lazyLogs.poll();
      }
    }
    return request;
  }

  private static FlushRequest reversed(FlushRequest newestFirst) {
    FlushRequest oldestFirst = null;
    FlushRequest request = newestFirst;
    while (request != null) {
      final FlushRequest next = request.next;
      request.next = oldestFirst;
      oldestFirst = request;
      request = next;
    }
    return oldestFirst;
  }
}
