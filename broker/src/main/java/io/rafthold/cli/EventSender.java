package io.rafthold.cli;

import io.rafthold.cli.EventFile.Event;
import io.rafthold.client.Codec;
import io.rafthold.client.Producer;
import io.rafthold.client.ProducerSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.RecordMetadata;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.ConcurrentHistogram;

/** Sends the events a few at a time, and measures what a producer feels. */
final class EventSender implements AutoCloseable {
  /** Events under way at a time: few, so that latency is the cluster's and not a queue's. */
  private static final int WINDOW = 8;

  /** The partition whose leader is killed. */
  private static final int WATCHED_PARTITION = 0;

  private static final long NOT_YET = Long.MIN_VALUE;
  private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(30);
  private static final long LONGEST_NS = TimeUnit.MINUTES.toNanos(1);
  private static final int SIGNIFICANT_DIGITS = 3;

  private final String topic;
  private final Producer<String, String> producer;
  private final Semaphore window = new Semaphore(WINDOW);
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final ConcurrentHistogram latenciesNs =
      new ConcurrentHistogram(LONGEST_NS, SIGNIFICANT_DIGITS);
  private final AtomicLong firstAckAfterKillNs = new AtomicLong(NOT_YET);
  private volatile long killedAtNs = NOT_YET;

  EventSender(RaftholdClient client, String topic) {
    this.topic = topic;
    this.producer =
        client.newProducer(
            ProducerSettings.builder(Codec.string(), Codec.string())
                .deliveryTimeout(DELIVERY_TIMEOUT)
                .build());
  }

  /** Sends events and returns when all of them are acknowledged. */
  void send(List<Event> events) {
    for (final Event event : events) {
      acquire(1);
      final long sentAtNs = System.nanoTime();
      final CompletableFuture<?> unused =
          producer
              .send(topic, event.key(), event.line())
              .whenComplete((metadata, cause) -> onCompletion(metadata, cause, sentAtNs));
    }
    acquire(WINDOW);
    window.release(WINDOW);
    final Throwable cause = failure.get();
    if (cause != null) {
      throw new CommandException(
          ExitCodes.of(cause), "an event was not acknowledged: " + cause.getMessage());
    }
  }

  /** Notes that the leader of the watched partition has just been killed. */
  void leaderKilled() {
    killedAtNs = System.nanoTime();
  }

  int acknowledged() {
    return acknowledged.get();
  }

  /** Time from the kill to the watched partition's next acknowledgement; -1 where none came. */
  long gapNs() {
    final long firstNs = firstAckAfterKillNs.get();
    return firstNs == NOT_YET ? -1 : firstNs - killedAtNs;
  }

  /** Latency of a commit while no leader was missing. */
  long latencyNs(double percentile) {
    return latenciesNs.getValueAtPercentile(percentile);
  }

  @Override
  public void close() {
    producer.close();
  }

  private void onCompletion(RecordMetadata metadata, Throwable cause, long sentAtNs) {
    final long nowNs = System.nanoTime();
    if (cause != null) {
      failure.compareAndSet(null, cause);
    } else {
      acknowledged.incrementAndGet();
      if (killedAtNs == NOT_YET) {
        latenciesNs.recordValue(Math.min(nowNs - sentAtNs, LONGEST_NS));
      } else if (metadata.partition() == WATCHED_PARTITION) {
        firstAckAfterKillNs.compareAndSet(NOT_YET, nowNs);
      }
    }
    window.release();
  }

  private void acquire(int permits) {
    try {
      if (!window.tryAcquire(permits, 2 * DELIVERY_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        throw new CommandException(ExitCodes.TIMEOUT, "an event was neither taken nor refused");
      }
    } catch (final InterruptedException interrupted) {
      throw new CommandException(ExitCodes.FAILURE, "interrupted while events were under way");
    }
  }
}
