package io.rafthold.bench;

import io.rafthold.bench.rig.Latencies;
import io.rafthold.client.AckHandler;
import io.rafthold.client.Appender;
import io.rafthold.client.ProducerSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.RaftholdException;
import io.rafthold.client.RecordView;
import io.rafthold.client.Start;
import io.rafthold.client.Tailer;
import io.rafthold.client.TailerSettings;
import io.rafthold.client.TopicPartition;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/** Records that one thread appends at a rate, and sees again at the tail. */
final class TailLoad implements AckHandler, AutoCloseable {
  static final int RECORD_BYTES = 256;
  private static final int LIMIT = 256;
  private static final long STALL_LIMIT_NS = TimeUnit.SECONDS.toNanos(30);

  private final UnsafeBuffer value = new UnsafeBuffer(ByteBuffer.allocateDirect(RECORD_BYTES));
  private final IdleStrategy idle;
  private final Appender appender;
  private final Tailer tailer;
  private Latencies latencies;
  private long seen;

  TailLoad(RaftholdClient client, TopicPartition partition, ProducerSettings<?, ?> settings) {
    idle = client.idleStrategy();
    appender = client.newAppender(partition, settings);
    tailer = client.newTailer(partition, new TailerSettings(Start.latest()));
  }

  /** Appends so many bytes as fast as it goes, and passes over them. */
  void fill(long bytes) {
    latencies = new Latencies();
    seen = 0;
    final long count = bytes / RECORD_BYTES;
    long sent = 0;
    final Progress progress = new Progress();
    while (seen < count) {
      while (sent < count && offer(System.nanoTime())) {
        sent++;
      }
      progress.check(poll());
    }
  }

  /**
   * Appends at a rate, whatever comes back. A record counts from when it was due until the tailer
   * gives it.
   */
  void run(int records, int recordsPerSecond, Latencies target) {
    latencies = target;
    seen = 0;
    final double intervalNs = (double) TimeUnit.SECONDS.toNanos(1) / recordsPerSecond;
    final long startNs = System.nanoTime();
    final Progress progress = new Progress();
    long sent = 0;
    while (seen < records) {
      long dueNs = startNs + (long) (sent * intervalNs);
      while (sent < records && dueNs - System.nanoTime() <= 0 && offer(dueNs)) {
        sent++;
        dueNs = startNs + (long) (sent * intervalNs);
      }
      progress.check(poll());
    }
  }

  private boolean offer(long countedFromNs) {
    value.putLong(0, countedFromNs);
    return appender.offer(value, 0, RECORD_BYTES) >= 0;
  }

  private int poll() {
    final int work = appender.pollAcks(this, LIMIT) + tailer.poll(this::take, LIMIT);
    idle.idle(work);
    return work;
  }

  private void take(RecordView record) {
    latencies.record(System.nanoTime() - record.buffer().getLong(record.valuePosition()));
    seen++;
  }

  @Override
  public void onAcknowledged(long firstTicket, int records, long baseOffset, long timestampNs) {
    // It counts when it is seen.
  }

  @Override
  public void onFailed(long firstTicket, int records, RaftholdException failure) {
    throw failure;
  }

  @Override
  public void close() {
    tailer.close();
    appender.close();
  }

  /** Ends a run that stands still. */
  private static final class Progress {
    private long lastNs = System.nanoTime();

    void check(int work) {
      final long nowNs = System.nanoTime();
      if (work > 0) {
        lastNs = nowNs;
      } else if (nowNs - lastNs > STALL_LIMIT_NS) {
        throw new IllegalStateException("nothing came for 30 s");
      }
    }
  }
}
