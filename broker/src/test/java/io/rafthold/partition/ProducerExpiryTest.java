package io.rafthold.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.protocol.Batch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What a partition forgets of its producers, and what it says to those that it has forgotten. */
class ProducerExpiryTest {
  private static final int OPERATIONS = 3_000;

  private final List<UnsafeBuffer> log = new ArrayList<>();
  private long nextOffset;

  @Test
  void whoWasNotUsedForTooLongIsUnknownEvenAtItsFirstSequence() {
    final ProducerTable table = new ProducerTable(new ProducerLimits(100, 10, 1_000));
    append(table, 1, 0, 1_000);
    append(table, 2, 0, 1_100);
    assertThat(check(table, 1, 1)).isEqualTo(ProducerVerdict.APPEND);
    append(table, 2, 1, 1_101);
    assertThat(check(table, 1, 1)).isEqualTo(ProducerVerdict.UNKNOWN_PRODUCER);
    assertThat(check(table, 1, 0)).as("its first batch again").isEqualTo(UNKNOWN);
    assertThat(check(table, 3, 0)).as("an id of later").isEqualTo(ProducerVerdict.APPEND);
    assertThat(check(table, 2, 2)).isEqualTo(ProducerVerdict.APPEND);
  }

  private static final ProducerVerdict UNKNOWN = ProducerVerdict.UNKNOWN_PRODUCER;

  @Test
  void theOneThatABatchOfItsOwnBringsBackInTimeIsKept() {
    final ProducerTable table = new ProducerTable(new ProducerLimits(100, 10, 1_000));
    append(table, 1, 0, 1_000);
    append(table, 1, 1, 5_000);
    assertThat(check(table, 1, 2)).isEqualTo(ProducerVerdict.APPEND);
    assertThat(check(table, 1, 0)).isEqualTo(ProducerVerdict.DUPLICATE);
  }

  @Test
  void controlEntriesLetTimeGoOnToo() {
    final ProducerTable table = new ProducerTable(new ProducerLimits(100, 10, 1_000));
    append(table, 1, 0, 1_000);
    append(table, Batch.NO_PRODUCER, Batch.NO_PRODUCER, 1_101);
    assertThat(check(table, 1, 1)).isEqualTo(UNKNOWN);
  }

  @Test
  void ofTooManyTheLeastRecentlyUsedGoes() {
    final ProducerTable table = new ProducerTable(new ProducerLimits(1_000_000, 3, 1_000));
    append(table, 1, 0, 1);
    append(table, 2, 0, 2);
    append(table, 3, 0, 3);
    append(table, 1, 1, 4);
    append(table, 4, 0, 5);
    assertThat(check(table, 2, 1)).isEqualTo(UNKNOWN);
    assertThat(check(table, 2, 0)).isEqualTo(UNKNOWN);
    assertThat(check(table, 1, 2)).isEqualTo(ProducerVerdict.APPEND);
    assertThat(check(table, 3, 1)).isEqualTo(ProducerVerdict.APPEND);
  }

  @Test
  void ofTooManyBatchesThoseOfTheLeastRecentlyUsedGo() {
    final ProducerTable table = new ProducerTable(new ProducerLimits(1_000_000, 10, 64));
    for (int i = 0; i < 40; i++) {
      append(table, 1, i, i);
    }
    for (int i = 0; i < 25; i++) {
      append(table, 2, i, 100 + i);
    }
    assertThat(check(table, 1, 40)).isEqualTo(UNKNOWN);
    assertThat(check(table, 2, 0)).isEqualTo(ProducerVerdict.DUPLICATE);
  }

  /** The largest state that the limits allow is one that can be kept. */
  @Test
  void theLimitsFitIntoAState() {
    final ProducerLimits limits = ProducerLimits.STANDARD;
    final long producers = (long) limits.maxProducers() * (Long.BYTES + 2 + Long.BYTES + 4);
    final long batches = (long) limits.maxBatches() * (4 * Long.BYTES + 4);
    assertThat(producers + batches).isLessThan(StartState.MAX_LENGTH - 64 * 1024);
  }

  /** The rules, said in another way: over the whole log, without any state. */
  @Test
  void theTableSaysWhatTheWholeLogSays() {
    for (long seed = 1; seed <= 30; seed++) {
      log.clear();
      nextOffset = 0;
      run(seed);
    }
  }

  private void run(long seed) {
    final SplittableRandom random = new SplittableRandom(seed);
    final ProducerLimits limits =
        new ProducerLimits(
            50 + random.nextInt(400), 2 + random.nextInt(8), 64 + random.nextInt(80));
    ProducerTable table = new ProducerTable(limits);
    final ModelOfProducers model = new ModelOfProducers(limits);
    long timeNs = 1;
    for (int i = 0; i < OPERATIONS; i++) {
      timeNs += random.nextInt(20) == 0 ? random.nextInt(300) : random.nextInt(4);
      final long id = 1L + random.nextInt(12) + i / 400;
      final long sequence = model.someSequence(id, random);
      final ProducerVerdict verdict = check(table, id, sequence);
      assertThat(verdict).as("step %d of seed %d", i, seed).isEqualTo(model.verdict(id, sequence));
      if (verdict == ProducerVerdict.APPEND) {
        append(table, id, sequence, timeNs);
        model.append(id, sequence, timeNs);
      }
      if (random.nextInt(200) == 0) {
        table = throughBytes(table, limits);
      }
    }
    assertThat(model.hasForgotten()).as("seed %d forgets somebody", seed).isTrue();
  }

  private static ProducerTable throughBytes(ProducerTable table, ProducerLimits limits) {
    final ByteBuffer bytes =
        ByteBuffer.allocate((int) table.encodedLength()).order(ByteOrder.LITTLE_ENDIAN);
    table.encode(bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    final ProducerTable copy = new ProducerTable(limits);
    copy.beginCopy(ProducerTable.decode(bytes.flip(), limits));
    assertThat(copy.copyMore()).isTrue();
    return copy;
  }

  private static ProducerVerdict check(ProducerTable table, long id, long sequence) {
    return table.check(Batches.of(id, 0, sequence, 1, 7), 0);
  }

  private void append(ProducerTable table, long id, long sequence, long timeNs) {
    final UnsafeBuffer batch =
        Batches.of(id, id == Batch.NO_PRODUCER ? Batch.NO_PRODUCER : 0, sequence, 1, 7);
    Batch.stamp(batch, 0, log.size() + 1L, 1, nextOffset++, timeNs);
    log.add(batch);
    table.apply(batch, 0);
  }
}
