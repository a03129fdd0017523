package io.rafthold.bench.floor;

import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.logbuffer.FragmentHandler;
import io.rafthold.bench.rig.FloorResult;
import io.rafthold.bench.rig.Latencies;
import io.rafthold.client.transport.AeronDriver;
import io.rafthold.client.transport.Channels;
import io.rafthold.client.transport.DriverSettings;
import io.rafthold.client.transport.DriverThreads;
import io.rafthold.server.LoopbackPorts;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A round trip over Aeron's UDP on loopback: one thread sends, hears, answers and hears the answer,
 * over two streams. No process waits for another one's turn on a core.
 */
final class AeronFloor {
  private static final String HOST = "127.0.0.1";
  private static final int STREAM_ID = 7401;
  private static final int TERM_BYTES = Channels.DEFAULT_TERM_LENGTH_BYTES;
  private static final int STREAMS = 4;
  private static final int COUNTER_BYTES = 1024 * 1024;
  private static final int MAX_SESSIONS = 16;
  private static final long LINK_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(5);
  private static final long ANSWER_LIMIT_NS = TimeUnit.SECONDS.toNanos(10);
  private static final int WARM_UP_DIVISOR = 2;

  private final DriverThreads threads;
  private final int mtuBytes;
  private final int sizeBytes;
  private final int repetitions;
  private boolean isAnswered;

  AeronFloor(DriverThreads threads, int mtuBytes, int sizeBytes, int repetitions) {
    this.threads = threads;
    this.mtuBytes = mtuBytes;
    this.sizeBytes = sizeBytes;
    this.repetitions = repetitions;
  }

  FloorResult measure() {
    final int[] ports = LoopbackPorts.runs(2, 1);
    final AeronDriver driver = AeronDriver.launch(settings(), error -> {});
    try (Subscription pings =
            driver.aeron().addSubscription(Channels.listening(HOST, ports[0]), STREAM_ID);
        Subscription pongs =
            driver.aeron().addSubscription(Channels.listening(HOST, ports[1]), STREAM_ID);
        ExclusivePublication ping = publication(driver, ports[0]);
        ExclusivePublication pong = publication(driver, ports[1])) {
      final FragmentHandler answer =
          (buffer, offset, length, header) -> {
            while (pong.offer(buffer, offset, length) < 0) {
              driver.invoke();
            }
          };
      final FragmentHandler arrive = (buffer, offset, length, header) -> isAnswered = true;
      final Latencies latencies = new Latencies();
      final UnsafeBuffer message =
          new UnsafeBuffer(BufferUtil.allocateDirectAligned(sizeBytes, Long.BYTES));
      long startedNs = System.nanoTime();
      for (int i = -repetitions / WARM_UP_DIVISOR; i < repetitions; i++) {
        if (i == 0) {
          latencies.clear();
          startedNs = System.nanoTime();
        }
        final long startNs = System.nanoTime();
        isAnswered = false;
        boolean isSent = false;
        while (!isAnswered) {
          isSent = isSent || ping.offer(message, 0, sizeBytes) > 0;
          int work = driver.invoke();
          work += pings.poll(answer, 1);
          work += pongs.poll(arrive, 1);
          idle(work, startNs);
        }
        latencies.record(System.nanoTime() - startNs);
      }
      final double seconds = (System.nanoTime() - startedNs) / 1e9;
      return new FloorResult(
          threads == DriverThreads.INVOKED
              ? "Aeron round trip, driver invoked"
              : "Aeron round trip, driver beside",
          sizeBytes + " B, UDP on loopback, MTU " + mtuBytes + ", one process",
          latencies,
          repetitions / seconds);
    } finally {
      driver.close();
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // The driver's thread may need this core.
  private void idle(int work, long startNs) {
    if (work == 0 && threads != DriverThreads.INVOKED) {
      Thread.yield();
    }
    if (System.nanoTime() - startNs > ANSWER_LIMIT_NS) {
      throw new IllegalStateException("a round trip did not end within 10 s");
    }
  }

  private ExclusivePublication publication(AeronDriver driver, int port) {
    return driver
        .aeron()
        .addExclusivePublication(
            Channels.sending(HOST, port, TERM_BYTES, mtuBytes).build(), STREAM_ID);
  }

  private DriverSettings settings() {
    return new DriverSettings(
        "bench",
        null,
        true,
        threads,
        mtuBytes,
        LINK_TIMEOUT_NS,
        3L * STREAMS * TERM_BYTES,
        MAX_SESSIONS,
        COUNTER_BYTES,
        false,
        List.of());
  }
}
