package io.rafthold.client;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * Sends records. Idempotent: whatever is retried inside, a record is in its partition at most once,
 * and records of one partition keep the order of their sends.
 *
 * <p><b>When a record fails.</b> A future fails when the delivery timeout has passed, or at once
 * when repeating cannot help. {@link RaftholdException#isOutcomeUnknown} tells whether the record
 * may be in the partition. Once a record that may have been sent fails, the ones that wait behind
 * it in the same partition fail too ({@link AbortedException} where they were not sent), and later
 * ones go out under a new producer id. The reason: the failed record's sequence numbers are lost
 * with it, the broker accepts no gap, and sending the followers anyway would silently leave it out
 * or change the order.
 *
 * <p>Thread-safe. Futures are completed on the client's own thread: continuations should be short,
 * must not block, and cannot hurt it by throwing.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
public interface Producer<K, V> extends AutoCloseable {
  /**
   * Sends a record. Returns as soon as it is buffered; waits while the buffer is full, and for the
   * topic's first record, or that of a partition that is not known, until the cluster has told of
   * it: each up to the delivery timeout. (With {@link BufferFullPolicy#FAIL}, and with {@link
   * ClientThreading#INVOKER}, a full buffer fails at once; then wait for acknowledgements, or run
   * {@link RaftholdClient#invoke}.)
   *
   * @param record what to send; encoded before the call returns
   * @return completes when the record is acknowledged, or fails with a {@link RaftholdException}
   * @throws ClientClosedException after close
   */
  CompletableFuture<RecordMetadata> send(ProducerRecord<K, V> record);

  /**
   * Sends a record without headers to the partition of its key.
   *
   * @param topic its name
   * @param key or null
   * @param value or null
   * @return as {@link #send(ProducerRecord)}
   */
  default CompletableFuture<RecordMetadata> send(String topic, K key, V value) {
    return send(new ProducerRecord<>(topic, key, value));
  }

  /**
   * Sends records as one batch: all of them get neighbouring offsets of one partition, or none is
   * written. Behind all that was sent to that partition before.
   *
   * <p>With an expected offset the batch is written only where its first record gets that offset:
   * nobody has written to the partition since. Else it fails alone with {@link
   * OffsetConflictException}, and nothing of it was written; where an earlier attempt went
   * unanswered, with {@link OutcomeUnknownException}. While it is under way, what is sent to the
   * partition later waits.
   *
   * @param topic its name, which the records repeat
   * @param partition its number; the records name it or none
   * @param records one or more; encoded before the call returns
   * @param expectedOffset that the first record must get: {@link RecordMetadata#offset} of the last
   *     one before, plus one; empty for any
   * @return completes with the places of all records, in order, or fails as one; as {@link
   *     #send(ProducerRecord)} else, and with {@link RecordTooLargeException} where the records are
   *     more than the brokers take at once
   * @throws IllegalArgumentException where there is no record, or one is for another partition
   * @throws ClientClosedException after close
   */
  CompletableFuture<List<RecordMetadata>> sendBatch(
      String topic, int partition, List<ProducerRecord<K, V>> records, OptionalLong expectedOffset);

  /**
   * Sends records as one batch, wherever the partition ends.
   *
   * @param topic its name, which the records repeat
   * @param partition its number; the records name it or none
   * @param records one or more; encoded before the call returns
   * @return as {@link #sendBatch(String, int, List, OptionalLong)}
   */
  default CompletableFuture<List<RecordMetadata>> sendBatch(
      String topic, int partition, List<ProducerRecord<K, V>> records) {
    return sendBatch(topic, partition, records, OptionalLong.empty());
  }

  /**
   * Waits until everything sent before has been acknowledged or has failed.
   *
   * @param timeout how long at most
   * @throws RequestTimeoutException where something is still outstanding
   */
  void flush(Duration timeout);

  /** Waits for what is outstanding, up to the delivery timeout, and closes. Idempotent. */
  @Override
  void close();
}
