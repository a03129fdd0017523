package io.rafthold.server;

import io.rafthold.log.FlushFailedException;
import io.rafthold.partition.Housekeeper;
import io.rafthold.partition.HousekeepingTask;
import io.rafthold.partition.RateLimit;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that works on replicas' files while nobody waits: urgent tasks first, then the others in
 * turn, a step each, at no more than a given rate of bytes. A broker has one for its housekeeping,
 * and another one that reads for clients that are far behind. What waits is bounded by the number
 * of tasks, since each waits at most once.
 *
 * <p>A step that the disk refuses is tried again after a second, but for a flush: a failed one is
 * fatal for the broker, as is anything worse. Damage, or a broken rule, is the task's to report.
 */
public final class HousekeepingAgent implements Housekeeper, AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(HousekeepingAgent.class);

  /** How long a step that failed is left alone. */
  static final long RETRY_NS = TimeUnit.SECONDS.toNanos(1);

  private static final long NEVER = Long.MAX_VALUE;

  /** How long {@link #close} waits for the step that is under way. */
  private static final long CLOSE_TIMEOUT_MS = TimeUnit.SECONDS.toMillis(30);

  private final RateLimit rate;
  private final Consumer<Throwable> fatalHandler;
  private final Runnable afterEach;
  private final HousekeepingFailures failures = new HousekeepingFailures(LOGGER::warn);
  private final ConcurrentHashMap<HousekeepingTask, HousekeepingRequest> known =
      new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<HousekeepingRequest> inbox = new ConcurrentLinkedQueue<>();

  /** What waits, in turn; the housekeeping thread's own, as all that follows. */
  private final ArrayDeque<HousekeepingRequest> waiting = new ArrayDeque<>();

  private final Thread thread;
  private volatile boolean isParked;
  private volatile boolean closing;
  private volatile boolean failed;

  /**
   * Creates the agent; {@link #start} starts its thread.
   *
   * @param bytesPerSecond what tasks that are not urgent may read and write; 0: no limit
   * @param fatalHandler told of what the broker must not outlive, on the housekeeping thread
   */
  public HousekeepingAgent(long bytesPerSecond, Consumer<Throwable> fatalHandler) {
    this("rafthold-housekeeping", bytesPerSecond, fatalHandler, () -> {});
  }

  /**
   * Creates an agent of that kind for other tasks.
   *
   * @param name of its thread
   * @param bytesPerSecond what tasks that are not urgent may read and write; 0: no limit
   * @param fatalHandler told of what the broker must not outlive, on the agent's thread
   * @param afterEach run on the agent's thread behind each step: somebody may be waiting for it
   */
  HousekeepingAgent(
      String name, long bytesPerSecond, Consumer<Throwable> fatalHandler, Runnable afterEach) {
    this.afterEach = afterEach;
    rate = new RateLimit(bytesPerSecond);
    this.fatalHandler = fatalHandler;
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  /** Starts the thread. */
  public void start() {
    thread.start();
  }

  @Override
  public void request(HousekeepingTask task) {
    HousekeepingRequest request = known.get(task);
    if (request == null) {
      request = known.computeIfAbsent(task, HousekeepingRequest::new);
    }
    if (request.tryQueue()) {
      inbox.add(request);
      wake();
    } else if (isParked && task.isUrgent() && request.tellUrgency()) {
      wake();
    }
  }

  @Override
  public void forget(HousekeepingTask task) {
    final HousekeepingRequest request = known.remove(task);
    if (request != null) {
      request.release();
    }
  }

  private void wake() {
    if (isParked) {
      LockSupport.unpark(thread);
    }
  }

  /** Ends the thread after the step that is under way; what waits is left undone. */
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
      LOGGER.error(
          "housekeeping still runs {} ms after the broker was told to stop", CLOSE_TIMEOUT_MS);
    }
  }

  /**
   * Does one step, if one is due. For the agent's own thread, or for whoever drives it by hand and
   * never starts it.
   *
   * @param nowNs monotonic time
   * @return steps done, 0 or 1
   */
  public int doWork(long nowNs) {
    takeInbox();
    final HousekeepingRequest request = failed ? null : takeNext(nowNs);
    if (request == null || !request.beginStep()) {
      return request == null ? 0 : 1;
    }
    try {
      final long bytes = request.task.step(nowNs);
      afterEach.run();
      rate.take(bytes, nowNs);
      if (bytes > 0) {
        again(request, request.task.nextStepNs(nowNs));
      }
    } catch (final FlushFailedException failure) {
      fail(failure);
    } catch (final UncheckedIOException refusal) {
      failures.log(refusal, nowNs);
      again(request, nowNs + RETRY_NS);
    } catch (final RuntimeException damage) {
      request.task.damaged(damage);
    } catch (final Throwable failure) {
      fail(failure);
    }
    return 1;
  }

  private void fail(Throwable failure) {
    failed = true;
    fatalHandler.accept(new IllegalStateException("housekeeping failed", failure));
  }

  private void again(HousekeepingRequest request, long dueNs) {
    request.dueNs = dueNs;
    if (request.tryQueue()) {
      waiting.add(request);
    }
  }

  private void takeInbox() {
    for (HousekeepingRequest each = inbox.poll(); each != null; each = inbox.poll()) {
      waiting.add(each);
    }
  }

  /** Takes the first urgent one out, else the first that is due, where the rate lets it pass. */
  private HousekeepingRequest takeNext(long nowNs) {
    HousekeepingRequest next = null;
    for (final Iterator<HousekeepingRequest> each = waiting.iterator(); each.hasNext(); ) {
      final HousekeepingRequest request = each.next();
      if (request.isReleased()) {
        each.remove();
      } else if (request.dueNs <= nowNs) {
        if (request.task.isUrgent()) {
          each.remove();
          return request;
        }
        next = next == null ? request : next;
      }
    }
    if (next == null || rate.openNs(nowNs) > nowNs) {
      return null;
    }
    waiting.remove(next);
    return next;
  }

  /**
   * Tells whoever drives the agent by hand when a step falls due.
   *
   * @param nowNs monotonic time
   * @return monotonic time, {@code Long.MAX_VALUE} where nothing waits
   */
  public long nextDueNs(long nowNs) {
    long dueNs = inbox.isEmpty() ? NEVER : nowNs;
    for (final HousekeepingRequest request : waiting) {
      if (!request.isReleased()) {
        final long openNs = request.task.isUrgent() ? nowNs : rate.openNs(nowNs);
        dueNs = Math.min(dueNs, Math.max(openNs, request.dueNs));
      }
    }
    return dueNs;
  }

  private void run() {
    while (!failed && !closing) {
      final long nowNs = System.nanoTime();
      if (doWork(nowNs) == 0) {
        awaitWork(nowNs);
      }
    }
  }

  private void awaitWork(long nowNs) {
    final long dueNs = nextDueNs(nowNs);
    isParked = true;
    // Looked at again behind the announcement: whoever asks meanwhile sees the one or is seen.
    if (inbox.isEmpty() && !closing) {
      if (dueNs == NEVER) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, dueNs - nowNs);
      }
    }
    isParked = false;
  }
}
