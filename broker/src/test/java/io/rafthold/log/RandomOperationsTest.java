package io.rafthold.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any sequence of operations leaves the log the same as a list would be. */
class RandomOperationsTest {
  private static final int OPERATIONS = 120;

  private record Entry(long term, int records, int bodyBytes, long timestampNs, long baseOffset) {
    long nextOffset() {
      return baseOffset + records;
    }
  }

  @TempDir Path directory;

  private final Batches batches = new Batches();
  private final List<Entry> model = new ArrayList<>();
  private final ArrayList<SegmentedLog> abandoned = new ArrayList<>();
  private final UnsafeBuffer stored = new UnsafeBuffer(0, 0);
  private final UnsafeBuffer expected = new UnsafeBuffer(0, 0);
  private SegmentedLog log;
  private Random random;
  private long term;

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3})
  void agreesWithAList(long number) {
    final long seed = number == 0 ? System.nanoTime() : number;
    random = new Random(seed);
    log = LogDirectory.open(directory);
    try {
      for (int i = 0; i < OPERATIONS; i++) {
        step();
        assertThat(log.lastIndex()).as("seed %d, operation %d", seed, i).isEqualTo(model.size());
      }
      checkAll();
    } catch (Throwable e) {
      throw new AssertionError("replay with seed " + seed, e);
    } finally {
      log.close();
      abandoned.forEach(SegmentedLog::close);
    }
  }

  private void step() {
    final int choice = random.nextInt(100);
    if (choice < 50) {
      appendSome();
    } else if (choice < 60) {
      term++;
    } else if (choice < 70) {
      truncate();
    } else if (choice < 80) {
      log.flush();
      assertThat(log.flushedIndex()).isEqualTo(model.size());
    } else if (choice < 85) {
      reopen();
    } else if (choice < 97) {
      checkSome();
    } else {
      checkAll();
    }
  }

  private void appendSome() {
    for (int i = random.nextInt(60); i > 0; i--) {
      final int records = random.nextInt(4);
      final int bodyBytes = random.nextInt(20) == 0 ? random.nextInt(20_000) : random.nextInt(300);
      final long timestampNs = log.lastTimestampNs() + random.nextInt(3);
      model.add(new Entry(term, records, bodyBytes, timestampNs, log.endOffset()));
      final int length = batches.build(log, term, records, bodyBytes, timestampNs);
      log.append(batches.buffer(), 0, batches.buffer(), 0, length);
    }
  }

  private void truncate() {
    if (!model.isEmpty()) {
      final int kept = Math.max(0, model.size() - random.nextInt(random.nextInt(400) + 1));
      model.subList(kept, model.size()).clear();
      log.truncateFrom(kept + 1);
    }
  }

  private void reopen() {
    if (random.nextBoolean()) {
      log.close();
    } else {
      abandoned.add(log); // as after a crash: nothing was flushed or closed
    }
    log = LogDirectory.open(directory);
  }

  private void checkSome() {
    final int size = model.size();
    assertThat(log.endOffset()).isEqualTo(size == 0 ? 0 : model.get(size - 1).nextOffset());
    assertThat(log.lastTimestampNs()).isEqualTo(size == 0 ? 0 : model.get(size - 1).timestampNs());
    try (LogCursor cursor = log.newCursor()) {
      for (int i = 0; i < 20 && size > 0; i++) {
        final int place = random.nextInt(size);
        assertThat(cursor.seek(place + 1)).isTrue();
        checkEntry(cursor, place);
        checkSearch(place);
      }
      assertThat(cursor.seek(size + 1)).isFalse();
    }
  }

  private void checkSearch(int place) {
    final Entry entry = model.get(place);
    assertThat(log.termAt(place + 1)).isEqualTo(entry.term());
    assertThat(log.nextOffsetAt(place + 1)).isEqualTo(entry.nextOffset());
    if (entry.records() > 0) {
      final long offset = entry.baseOffset() + random.nextInt(entry.records());
      assertThat(log.indexOfOffset(offset)).isEqualTo(place + 1);
    }
    final int end = place + random.nextInt(model.size() - place);
    final long timestampNs = entry.timestampNs() + random.nextInt(3) - 1;
    long expected = model.get(end).nextOffset();
    for (int i = end; i >= 0 && model.get(i).timestampNs() >= timestampNs; i--) {
      expected = model.get(i).baseOffset();
    }
    assertThat(log.offsetAtTimestamp(timestampNs, end + 1)).isEqualTo(expected);
  }

  private void checkAll() {
    try (LogCursor cursor = log.newCursor()) {
      boolean isThere = cursor.seek(1);
      for (int place = 0; place < model.size(); place++) {
        assertThat(isThere).isTrue();
        checkEntry(cursor, place);
        isThere = cursor.next();
      }
      assertThat(isThere).isFalse();
    }
  }

  private void checkEntry(LogCursor cursor, int place) {
    final Entry entry = model.get(place);
    final int length =
        batches.build(
            place + 1,
            entry.term(),
            entry.baseOffset(),
            entry.records(),
            entry.bodyBytes(),
            entry.timestampNs());
    stored.wrap(cursor.buffer(), cursor.position(), cursor.length());
    expected.wrap(batches.buffer(), 0, length);
    if (cursor.index() != place + 1 || !stored.equals(expected)) {
      throw new AssertionError("entry " + cursor.index() + " is not the one of place " + place);
    }
  }
}
