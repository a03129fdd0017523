package io.rafthold.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.client.OffsetOutOfRangeException;
import io.rafthold.client.RecordView;
import io.rafthold.client.Start;
import io.rafthold.client.local.LocalTailer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Any sequence of appends, rolls, truncations, drops, installs, recycling and restarts gives a
 * tailer what is committed, in order, and nothing else: step by step, and while it all goes on.
 */
class LocalTailerRandomTest {
  private static final int OPERATIONS = 250;
  private static final int JOIN_BOUND_MS = 60_000;

  @TempDir Path directory;

  /** The value of each record that was ever committed, before anybody was told. */
  private final Map<Long, String> committed = new ConcurrentHashMap<>();

  private Random random;
  private PublishedLog broker;
  private long term = 1;
  private long nextOffset;
  private long givenCount;
  private long droppedCount;

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 92506930294363L, 10114574309774L})
  void stepByStep(long number, TestReporter reporter) throws IOException {
    final long seed = number == 0 ? System.nanoTime() : number;
    random = new Random(seed);
    broker = new PublishedLog(directory);
    try (LocalTailer tailer = open()) {
      for (int i = 0; i < OPERATIONS; i++) {
        operate();
        if (random.nextInt(3) == 0) {
          read(tailer, random.nextInt(40) + 1);
        }
        if (random.nextInt(40) == 0) {
          seek(tailer);
        }
      }
      commit(broker.lastIndex());
      while (read(tailer, 1000) > 0) {
        assertThat(nextOffset).isLessThanOrEqualTo(broker.commitOffset());
      }
      assertThat(nextOffset).isEqualTo(broker.commitOffset());
    } catch (Throwable e) {
      throw new AssertionError("replay with seed " + seed, e);
    } finally {
      broker.close();
    }
    reporter.publishEntry(
        "seed " + seed, givenCount + " records given, " + droppedCount + " times overtaken");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1})
  void whileItGoesOn(long number, TestReporter reporter) throws Exception {
    final long seed = number == 0 ? System.nanoTime() : number;
    random = new Random(seed);
    broker = new PublishedLog(directory);
    final AtomicReference<Throwable> failure = new AtomicReference<>();
    final AtomicReference<Long> end = new AtomicReference<>();
    final Thread reading = new Thread(() -> follow(end, failure), "tailer");
    try {
      reading.start();
      for (int i = 0; i < 3 * OPERATIONS && failure.get() == null; i++) {
        operate();
      }
      commit(broker.lastIndex());
      end.set(broker.commitOffset());
      reading.join(JOIN_BOUND_MS);
      assertThat(reading.isAlive()).as("seed %d: read up to %d", seed, nextOffset).isFalse();
      assertThat(failure.get()).as("seed %d", seed).isNull();
    } finally {
      end.set(-1L);
      reading.join(JOIN_BOUND_MS);
      broker.close();
    }
    reporter.publishEntry(
        "seed " + seed, givenCount + " records given, " + droppedCount + " times overtaken");
  }

  private void follow(AtomicReference<Long> end, AtomicReference<Throwable> failure) {
    try (LocalTailer tailer = open()) {
      while (end.get() == null || nextOffset < end.get()) {
        read(tailer, 50);
      }
    } catch (Throwable e) {
      failure.set(e);
    }
  }

  private LocalTailer open() {
    return LocalTailer.open(directory, PublishedLog.TOPIC, PublishedLog.PARTITION, true);
  }

  private int read(LocalTailer tailer, int limit) {
    try {
      return tailer.poll(this::take, limit);
    } catch (OffsetOutOfRangeException overtaken) {
      assertThat(overtaken.startOffset()).isGreaterThan(nextOffset);
      droppedCount++;
      nextOffset = -1;
      tailer.seek(Start.earliest());
      return 1;
    }
  }

  private void take(RecordView record) {
    if (nextOffset >= 0) {
      assertThat(record.offset()).isEqualTo(nextOffset);
    }
    final byte[] bytes = new byte[record.valueLength()];
    record.buffer().getBytes(record.valuePosition(), bytes);
    final String expected = committed.get(record.offset());
    assertThat(new String(bytes, UTF_8)).as("offset %d", record.offset()).isEqualTo(expected);
    nextOffset = record.offset() + 1;
    givenCount++;
  }

  private void seek(LocalTailer tailer) {
    if (tailer.commitOffset() < broker.startOffset()) {
      return;
    }
    if (random.nextBoolean()) {
      final long span = tailer.commitOffset() - broker.startOffset();
      nextOffset = broker.startOffset() + (long) (random.nextDouble() * (span + 1));
      tailer.seek(Start.offset(nextOffset));
    } else {
      final long timestampNs = (long) (random.nextDouble() * (broker.lastTimestampNs() + 2));
      nextOffset = broker.offsetAtTimestamp(timestampNs);
      tailer.seek(Start.timestampNs(timestampNs));
      read(tailer, 1);
    }
  }

  private void operate() {
    final int choice = random.nextInt(100);
    if (choice < 45) {
      appendSome();
    } else if (choice < 70) {
      final long behind = broker.lastIndex() - broker.commitIndex();
      commit(broker.commitIndex() + (long) (random.nextDouble() * (behind + 1)));
    } else if (choice < 78) {
      truncate();
    } else if (choice < 88) {
      broker.keepHouse(random.nextInt(8));
    } else if (choice < 92) {
      broker.flush();
    } else if (choice < 96) {
      drop();
    } else if (choice < 98) {
      broker.restart();
      commit(broker.commitIndex());
    } else if (choice < 99) {
      broker.crash();
      commit(broker.commitIndex());
    } else if (random.nextInt(3) == 0) {
      install();
    }
  }

  private void appendSome() {
    for (int i = random.nextInt(20); i > 0; i--) {
      final int padding = random.nextInt(8) == 0 ? random.nextInt(6000) : random.nextInt(200);
      final long timestampNs = broker.lastTimestampNs() + random.nextInt(3);
      broker.append(term, random.nextInt(5), padding, timestampNs);
    }
  }

  private void commit(long index) {
    for (long offset = broker.commitOffset(); offset < broker.endOffsetOf(index); offset++) {
      final PublishedLog.Entry entry = broker.holding(offset);
      committed.put(offset, entry.value((int) (offset - entry.baseOffset())));
    }
    broker.commit(index);
  }

  private void truncate() {
    final long behind = broker.lastIndex() - broker.commitIndex();
    if (behind > 0) {
      term++;
      broker.truncateFrom(broker.commitIndex() + 1 + (long) (random.nextDouble() * behind));
    }
  }

  private void drop() {
    broker.flush();
    final long kept = random.nextInt(400);
    broker.dropBefore(Math.max(1, broker.commitIndex() - kept));
  }

  private void install() {
    term++;
    final long index = broker.lastIndex() + 1 + random.nextInt(50);
    broker.installBehind(
        index, term, broker.endOffset() + random.nextInt(50), broker.lastTimestampNs() + 1);
  }
}
