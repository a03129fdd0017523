package io.rafthold.client;

import io.rafthold.protocol.Batch;
import io.rafthold.protocol.codec.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A partition that is always committed, with the brokers' rules for producers: the last 64 batches
 * of each are remembered, the first one begins at sequence 0, a gap is refused, and so are other
 * bytes under a known sequence.
 */
final class ModelPartition {
  private static final int DEDUP_WINDOW = 64;

  final int groupId;
  final List<UnsafeBuffer> log = new ArrayList<>();
  final List<Integer> replicas;
  private final Map<Long, List<Known>> producers = new HashMap<>();
  int leader;
  long term = 1;
  long startOffset;
  long foundOffset;
  int duplicatesRefused;
  long nextTestProducer = 1_000_000;

  ModelPartition(int groupId, List<Integer> replicas) {
    this.groupId = groupId;
    this.replicas = replicas;
    this.leader = replicas.get(0);
  }

  long endOffset() {
    return log.isEmpty() ? startOffset : Batch.nextOffset(log.get(log.size() - 1), 0);
  }

  /** Appends a batch, or finds it; {@link #foundOffset} is where it is. */
  ErrorCode append(DirectBuffer source, int position, int length, long timestampNs) {
    return append(source, position, length, timestampNs, endOffset());
  }

  /** Appends a batch where it gets an offset, or finds it. */
  ErrorCode append(
      DirectBuffer source, int position, int length, long timestampNs, long expectedOffset) {
    if (Batch.frameError(source, position, length) != null) {
      return ErrorCode.INVALID_BATCH;
    }
    if (!Batch.isBodyIntact(source, position)) {
      return ErrorCode.CORRUPT_BATCH;
    }
    final long sequence = Batch.firstSequence(source, position);
    final List<Known> known =
        producers.computeIfAbsent(Batch.producerId(source, position), id -> new ArrayList<>());
    final long expected = known.isEmpty() ? 0 : known.get(known.size() - 1).nextSequence();
    if (sequence > expected) {
      return known.isEmpty() ? ErrorCode.UNKNOWN_PRODUCER : ErrorCode.OUT_OF_ORDER;
    }
    if (sequence < expected) {
      return findDuplicate(known, sequence, Batch.bodyCrc(source, position));
    }
    foundOffset = endOffset();
    if (expectedOffset != foundOffset) {
      return ErrorCode.OFFSET_CONFLICT;
    }
    known.add(
        new Known(
            sequence,
            Batch.recordCount(source, position),
            Batch.bodyCrc(source, position),
            foundOffset));
    write(source, position, length, foundOffset, timestampNs);
    return ErrorCode.OK;
  }

  private void write(DirectBuffer source, int position, int length, long offset, long timestampNs) {
    final UnsafeBuffer copy = new UnsafeBuffer(new byte[length]);
    copy.putBytes(0, source, position, length);
    Batch.stamp(copy, 0, log.size() + 1L, term, offset, timestampNs);
    log.add(copy);
  }

  private ErrorCode findDuplicate(List<Known> known, long sequence, int bodyCrc) {
    duplicatesRefused++;
    for (int i = Math.max(0, known.size() - DEDUP_WINDOW); i < known.size(); i++) {
      if (known.get(i).sequence == sequence) {
        foundOffset = known.get(i).offset;
        return known.get(i).bodyCrc == bodyCrc ? ErrorCode.OK : ErrorCode.SEQUENCE_CONFLICT;
      }
    }
    return ErrorCode.DUPLICATE_TOO_OLD;
  }

  void forgetProducers() {
    producers.clear();
  }

  private record Known(long sequence, int count, int bodyCrc, long offset) {
    long nextSequence() {
      return sequence + count;
    }
  }
}
