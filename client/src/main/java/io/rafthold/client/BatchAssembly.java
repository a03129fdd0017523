package io.rafthold.client;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * Records that are to be written as one batch or not at all: checks them, encodes them, and puts
 * their answers together. For one user thread.
 */
final class BatchAssembly<K, V> {
  private final List<CompletableFuture<RecordMetadata>> each = new ArrayList<>();
  private final PendingBatch batch;

  private BatchAssembly(PendingBatch batch) {
    this.batch = batch;
  }

  /**
   * Checks what the caller can get right beforehand.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  static void check(
      String topic,
      int partition,
      List<? extends ProducerRecord<?, ?>> records,
      OptionalLong expectedOffset) {
    if (records.isEmpty()) {
      throw new IllegalArgumentException("a batch without records: give it one");
    }
    if (partition < 0) {
      throw new IllegalArgumentException(
          "partition " + partition + " is negative: a batch goes to one that is named");
    }
    for (final ProducerRecord<?, ?> record : records) {
      final boolean isElsewhere =
          record.partition() != ProducerRecord.ANY_PARTITION && record.partition() != partition;
      if (!record.topic().equals(topic) || isElsewhere) {
        throw new IllegalArgumentException(
            "a record for topic '"
                + record.topic()
                + "', partition "
                + record.partition()
                + " in a batch for "
                + new TopicPartition(topic, partition));
      }
    }
    if (expectedOffset.isPresent() && expectedOffset.getAsLong() < 0) {
      throw new IllegalArgumentException(
          "expected offset " + expectedOffset.getAsLong() + " is negative: offsets are from 0");
    }
  }

  /**
   * Encodes the records into a batch of the pool, which is the caller's then.
   *
   * @param maxRecordBytes of one record
   * @param maxBatchBytes of all together, with the batch's header
   * @throws RecordTooLargeException where either is exceeded; the pool has its batch back
   */
  static <K, V> BatchAssembly<K, V> encode(
      ProducerSettings<K, V> settings,
      List<ProducerRecord<K, V>> records,
      BatchPool pool,
      int maxRecordBytes,
      int maxBatchBytes) {
    final BatchAssembly<K, V> assembly = new BatchAssembly<>(pool.take(0, 0));
    boolean done = false;
    try {
      for (final ProducerRecord<K, V> record : records) {
        assembly.add(settings, record, maxRecordBytes);
      }
      if (assembly.batch.length() > maxBatchBytes) {
        throw assembly.batch.tooLarge(maxBatchBytes);
      }
      done = true;
      return assembly;
    } finally {
      if (!done) {
        pool.give(assembly.batch);
      }
    }
  }

  private void add(ProducerSettings<K, V> settings, ProducerRecord<K, V> record, int limit) {
    final RecordScratch scratch = RecordScratch.ofThread();
    final int length = scratch.encode(record, settings.keyCodec(), settings.valueCodec());
    if (length > limit) {
      throw new RecordTooLargeException(length, limit);
    }
    final CompletableFuture<RecordMetadata> future = new CompletableFuture<>();
    batch.append(scratch.buffer(), length, future);
    each.add(future);
  }

  PendingBatch batch() {
    return batch;
  }

  /** Returns what completes with the places of all records, or fails as the batch does. */
  CompletableFuture<List<RecordMetadata>> result() {
    final CompletableFuture<List<RecordMetadata>> result = new CompletableFuture<>();
    final CompletableFuture<RecordMetadata> last = each.get(each.size() - 1);
    final CompletableFuture<?> unused =
        last.whenComplete(
            (metadata, failure) -> {
              if (failure == null) {
                result.complete(each.stream().map(CompletableFuture::join).toList());
              } else {
                result.completeExceptionally(failure);
              }
            });
    return result;
  }
}
