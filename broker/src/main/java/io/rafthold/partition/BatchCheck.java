package io.rafthold.partition;

import io.rafthold.protocol.Batch;
import io.rafthold.protocol.BatchInflater;
import io.rafthold.protocol.EntryType;
import io.rafthold.protocol.MalformedException;
import io.rafthold.protocol.MissingLibraryException;
import io.rafthold.protocol.codec.ErrorCode;
import org.agrona.DirectBuffer;

/** Checks a producer's batch before it is replicated: what is in the log must be readable. */
final class BatchCheck {
  /** Replicas are many, and few of them have compressed batches: those of a thread share one. */
  private static final ThreadLocal<BatchInflater> INFLATER =
      ThreadLocal.withInitial(BatchInflater::new);

  private BatchCheck() {}

  /**
   * Tells what is wrong with a batch.
   *
   * @param length bytes that the request holds for it
   * @return OK or the error to answer
   */
  static ErrorCode check(DirectBuffer buffer, int position, int length, int maxBatchBytes) {
    if (length > maxBatchBytes) {
      return ErrorCode.RECORD_TOO_LARGE;
    }
    if (length >= Batch.HEADER_LENGTH && Batch.compression(buffer, position) == null) {
      return ErrorCode.UNKNOWN_COMPRESSION;
    }
    if (Batch.frameError(buffer, position, length) != null
        || Batch.length(buffer, position) != length
        || Batch.entryType(buffer, position) != EntryType.DATA
        || !hasConsistentProducer(buffer, position)) {
      return ErrorCode.INVALID_BATCH;
    }
    if (!Batch.isBodyIntact(buffer, position)) {
      return ErrorCode.CORRUPT_BATCH;
    }
    // Before anything is made of it: a small batch may claim to be a large one.
    if (Batch.plainLength(buffer, position) > maxBatchBytes) {
      return ErrorCode.RECORD_TOO_LARGE;
    }
    return Batch.isCompressed(buffer, position)
        ? checkCompressed(buffer, position)
        : checkRecords(buffer, position, length);
  }

  private static ErrorCode checkRecords(DirectBuffer buffer, int position, int length) {
    return RecordCheck.isWellFormed(
            buffer,
            position + Batch.HEADER_LENGTH,
            position + length,
            Batch.recordCount(buffer, position))
        ? ErrorCode.OK
        : ErrorCode.INVALID_BATCH;
  }

  /** What cannot be decompressed here cannot be judged: it does not get in. */
  private static ErrorCode checkCompressed(DirectBuffer buffer, int position) {
    try {
      final DirectBuffer plain = INFLATER.get().inflate(buffer, position);
      return checkRecords(plain, 0, Batch.length(plain, 0));
    } catch (MissingLibraryException e) {
      return ErrorCode.UNKNOWN_COMPRESSION;
    } catch (MalformedException e) {
      return ErrorCode.INVALID_BATCH;
    }
  }

  private static boolean hasConsistentProducer(DirectBuffer buffer, int position) {
    final boolean isAnonymous = Batch.producerId(buffer, position) == Batch.NO_PRODUCER;
    final long firstSequence = Batch.firstSequence(buffer, position);
    final short epoch = Batch.producerEpoch(buffer, position);
    return isAnonymous
        ? firstSequence == Batch.NO_PRODUCER && epoch == Batch.NO_PRODUCER
        : Batch.producerId(buffer, position) > 0 && firstSequence >= 0 && epoch >= 0;
  }
}
