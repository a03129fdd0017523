package io.rafthold.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * A reader that gives each record out when its pace says so. Partitions are merged by timestamp: of
 * those that have an end, the next record is known only when each of them has said what its next
 * one is; of those that go on for ever, whatever is there counts.
 *
 * <p>Each partition has a reader of its own, which fetches ahead as far as its buffer allows.
 */
final class PacedReader<K, V> implements Reader<K, V> {
  /** How long one partition is waited for before the others are looked at. */
  private static final long SLICE_NS = TimeUnit.MILLISECONDS.toNanos(2);

  /** Parked threads wake up that late; the rest of a wait is spun away. */
  private static final long SPIN_NS = TimeUnit.MICROSECONDS.toNanos(80);

  private final List<Source<K, V>> sources = new ArrayList<>();
  private final ClientRuntime runtime;
  private final Pace pace;
  private final int maxPollRecords;
  private final boolean hasEnd;
  private Pacer pacer;
  private ConsumerRecord<K, V> next;
  private long dueNs;

  /** What went wrong behind records that were due, to be thrown when these are given out. */
  private RuntimeException postponed;

  PacedReader(ClientRuntime runtime, ReaderSettings<K, V> settings) {
    this.runtime = runtime;
    pace = settings.pace();
    maxPollRecords = settings.consumer().maxPollRecords();
    hasEnd = !(settings.stop() instanceof Stop.Never);
    try {
      for (final int partition : partitions(settings)) {
        sources.add(new Source<>(new TopicReader<>(runtime, settings.withPartition(partition))));
      }
    } catch (final RuntimeException e) {
      close();
      throw e;
    }
  }

  private int[] partitions(ReaderSettings<K, V> settings) {
    if (settings.partition() != ReaderSettings.ALL_PARTITIONS) {
      return new int[] {settings.partition()};
    }
    final TopicInfo info = runtime.lookup().fresh(settings.topic(), runtime.requestTimeoutNs());
    return IntStream.range(0, info.partitions().size()).toArray();
  }

  @Override
  public ConsumerRecords<K, V> poll(Duration timeout) {
    final Deadline deadline = new Deadline(runtime.core().clock(), timeout.toNanos());
    throwPostponed();
    final List<ConsumerRecord<K, V>> due = new ArrayList<>();
    try {
      collect(due, deadline);
    } catch (final RuntimeException e) {
      if (due.isEmpty()) {
        throw e;
      }
      // What is due already is not there a second time: it goes first.
      postponed = e;
    }
    return new ConsumerRecords<>(due);
  }

  private void throwPostponed() {
    final RuntimeException failure = postponed;
    postponed = null;
    if (failure != null) {
      throw failure;
    }
  }

  private void collect(List<ConsumerRecord<K, V>> due, Deadline deadline) {
    while (due.size() < maxPollRecords && findNext(deadline, due.isEmpty())) {
      final long waitNs = dueNs - nowNs();
      if (waitNs <= 0) {
        due.add(next);
        next = null;
      } else if (due.isEmpty() && deadline.leftNs() > 0) {
        pause(Math.min(waitNs, deadline.leftNs()));
      } else {
        break;
      }
    }
  }

  /** Tells whether the next record is known; waits for it, where there is nothing else to give. */
  private boolean findNext(Deadline deadline, boolean mayWait) {
    while (next == null && !isAtEnd()) {
      Source<K, V> earliest = null;
      Source<K, V> missing = null;
      for (final Source<K, V> source : sources) {
        if (source.isFilled(0)) {
          earliest = source.isBefore(earliest) ? source : earliest;
        } else if (!source.reader.isAtEnd()) {
          missing = source;
        }
      }
      if (earliest != null && (missing == null || !hasEnd)) {
        take(earliest);
      } else if (!mayWait || deadline.leftNs() <= 0) {
        return false;
      } else if (missing != null) {
        missing.isFilled(Math.min(SLICE_NS, Math.max(1, deadline.leftNs())));
      }
    }
    return next != null;
  }

  private void take(Source<K, V> source) {
    next = source.fetched.poll();
    if (pacer == null) {
      pacer = new Pacer(pace, nowNs());
    }
    dueNs = pacer.nextDueNs(next.timestampNs());
  }

  private void pause(long waitNs) {
    final CompletableFuture<Void> never = new CompletableFuture<>();
    if (!runtime.driver().isBackground()) {
      // The waiting thread runs the client meanwhile, and does not park.
      runtime.waitFor(never, waitNs);
      return;
    }
    final long endNs = nowNs() + waitNs;
    if (waitNs > SPIN_NS) {
      runtime.waitFor(never, waitNs - SPIN_NS);
    }
    while (endNs - nowNs() > 0) {
      Thread.onSpinWait();
    }
  }

  private long nowNs() {
    return runtime.core().clock().nanoTime();
  }

  @Override
  public boolean isAtEnd() {
    return next == null
        && sources.stream().allMatch(source -> source.fetched.isEmpty() && source.reader.isAtEnd());
  }

  @Override
  public Iterator<ConsumerRecord<K, V>> iterator() {
    return new ReaderIterator<>(this);
  }

  @Override
  public void close() {
    sources.forEach(source -> source.reader.close());
  }

  /** One partition: what was fetched of it and not given out yet. */
  private static final class Source<K, V> {
    private final ArrayDeque<ConsumerRecord<K, V>> fetched = new ArrayDeque<>();
    private final TopicReader<K, V> reader;

    Source(TopicReader<K, V> reader) {
      this.reader = reader;
    }

    /** Tells whether there is a record; fetches where there is none. */
    boolean isFilled(long timeoutNs) {
      if (fetched.isEmpty() && !reader.isAtEnd()) {
        fetched.addAll(reader.poll(Duration.ofNanos(timeoutNs)).records());
      }
      return !fetched.isEmpty();
    }

    boolean isBefore(Source<K, V> other) {
      return other == null || fetched.peek().timestampNs() < other.fetched.peek().timestampNs();
    }
  }
}
