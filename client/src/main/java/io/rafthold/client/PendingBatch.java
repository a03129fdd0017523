package io.rafthold.client;

import io.rafthold.protocol.Batch;
import io.rafthold.protocol.BatchBuilder;
import io.rafthold.protocol.BatchDeflater;
import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.AckLevelCode;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import io.rafthold.protocol.codec.ProduceRequestEncoder;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One batch on its way: the bytes, the futures of its records, and how far it has come. Filled
 * under its queue's lock, from then on the I/O thread's alone.
 */
final class PendingBatch {
  /** What a message adds in front of a batch. */
  static final int MESSAGE_OVERHEAD =
      MessageFrame.HEADER_LENGTH
          + ProduceRequestEncoder.BLOCK_LENGTH
          + ProduceRequestEncoder.batchHeaderLength();

  /** Stands for a batch that may go wherever the log ends. */
  private static final long ANY_OFFSET = ProduceRequestEncoder.expectedOffsetNullValue();

  /** The overhead, rounded up so that the batch itself is aligned. */
  private static final int HEADROOM = (MESSAGE_OVERHEAD + 7) & ~7;

  private static final int MESSAGE_POSITION = HEADROOM - MESSAGE_OVERHEAD;

  private final BatchBuilder builder;
  private final List<CompletableFuture<RecordMetadata>> futures = new ArrayList<>();
  private final List<Runnable> listeners = new ArrayList<>(1);
  private long expectedOffset;
  private long firstSequence;
  private final BatchOutcome outcome;
  private long firstTicket;
  private long createdNs;
  private long sentNs;
  private boolean wasSent;
  private long deadlineNs;
  private long serial;
  private int attempts;
  private boolean isInFlight;

  /**
   * @param outcome hears what becomes of the batch; null where its records have futures
   */
  PendingBatch(int targetBytes, BatchOutcome outcome) {
    this.outcome = outcome;
    builder = new BatchBuilder(HEADROOM, targetBytes);
  }

  /** Makes a recycled batch new. */
  void start(long nowNs, long timeoutNs) {
    begin(nowNs, timeoutNs);
    expectedOffset = ANY_OFFSET;
    serial = 0;
    wasSent = false;
    attempts = 0;
    isInFlight = false;
    futures.clear();
    listeners.clear();
    builder.reset();
  }

  /** Sets the time that counts as that of its creation. */
  void begin(long nowNs, long timeoutNs) {
    createdNs = nowNs;
    deadlineNs = nowNs + timeoutNs;
  }

  /** Has it appended only where its first record gets an offset. */
  void expect(long offset) {
    expectedOffset = offset;
  }

  boolean hasRoom(int recordBytes) {
    return builder.hasRoom(recordBytes);
  }

  void append(DirectBuffer record, int recordBytes, CompletableFuture<RecordMetadata> future) {
    builder.append(record, 0, recordBytes);
    if (outcome == null) {
      futures.add(future);
      return;
    }
    final long ticket = outcome.onAppended();
    if (builder.recordCount() == 1) {
      firstTicket = ticket;
    }
  }

  /** Makes it smaller on the wire and in the log; once, before it is sealed. */
  void compress(BatchDeflater deflater) {
    builder.compress(deflater);
  }

  /** Fixes the bytes. Sealed again, under another identity, it is another batch for the brokers. */
  void seal(ProducerIdentity identity, long sequence, long batchSerial) {
    builder.seal(identity.producerId(), identity.producerEpoch(), sequence);
    firstSequence = sequence;
    serial = batchSerial;
    attempts = 0;
    isInFlight = false;
  }

  /** Offers the batch, with its message written in front of it. */
  boolean offerTo(
      BrokerConnection connection,
      ProduceRequestEncoder encoder,
      MessageHeaderEncoder header,
      int groupId,
      AckLevelCode ackLevel) {
    final UnsafeBuffer buffer = builder.buffer();
    encoder
        .wrapAndApplyHeader(buffer, MESSAGE_POSITION, header)
        .correlationId(CorrelationIds.of(serial, attempts + 1))
        .groupId(groupId)
        .ackLevel(ackLevel)
        .expectedOffset(expectedOffset);
    buffer.putInt(HEADROOM - Integer.BYTES, builder.storedLength(), ByteOrder.LITTLE_ENDIAN);
    if (!connection.offer(buffer, MESSAGE_POSITION, MESSAGE_OVERHEAD + builder.storedLength())) {
      return false;
    }
    attempts++;
    isInFlight = true;
    return true;
  }

  /** Tells whether an answer is to the attempt that counts now. */
  boolean isCurrent(long correlationId) {
    return isInFlight && CorrelationIds.isAttempt(correlationId, attempts);
  }

  /** Turns the attempt in flight into an earlier one: its refusal no longer counts. */
  void rewind() {
    isInFlight = false;
  }

  /** Completes all futures; what users hang on them runs now. */
  void succeed(String topic, int partition, long baseOffset, long timestampNs) {
    if (outcome != null) {
      final long offset = baseOffset < 0 ? RecordMetadata.UNKNOWN_OFFSET : baseOffset;
      outcome.onAcknowledged(firstTicket, recordCount(), offset, timestampNs);
    }
    for (int i = 0; i < futures.size(); i++) {
      final long offset = baseOffset < 0 ? RecordMetadata.UNKNOWN_OFFSET : baseOffset + i;
      futures.get(i).complete(new RecordMetadata(topic, partition, offset, timestampNs));
    }
    finish();
  }

  void fail(RaftholdException failure) {
    if (outcome != null) {
      outcome.onFailed(firstTicket, recordCount(), failure);
    }
    for (int i = 0; i < futures.size(); i++) {
      futures.get(i).completeExceptionally(failure);
    }
    finish();
  }

  private void finish() {
    for (int i = 0; i < listeners.size(); i++) {
      listeners.get(i).run();
    }
    futures.clear();
    listeners.clear();
  }

  /** Runs when the last future is complete. I/O thread. */
  void onFinish(Runnable listener) {
    listeners.add(listener);
  }

  boolean isExpecting() {
    return expectedOffset != ANY_OFFSET;
  }

  long expectedOffset() {
    return expectedOffset;
  }

  long firstSequence() {
    return firstSequence;
  }

  long createdNs() {
    return createdNs;
  }

  /** When it was sent first, whatever became of that. */
  long sentNs() {
    return sentNs;
  }

  void sentNs(long timeNs) {
    sentNs = timeNs;
    wasSent = true;
  }

  /** Tells whether nobody has noted yet when it was sent. */
  boolean isFirstSent() {
    return !wasSent;
  }

  long deadlineNs() {
    return deadlineNs;
  }

  long serial() {
    return serial;
  }

  int attempts() {
    return attempts;
  }

  int recordCount() {
    return builder.recordCount();
  }

  /** Its length without compression, which the brokers' limit is for. */
  int length() {
    return builder.length();
  }

  /** Bytes of its records, as the budget counts them. */
  int recordBytes() {
    return builder.length() - Batch.HEADER_LENGTH;
  }

  /** Says that no broker with a limit takes it. */
  RecordTooLargeException tooLarge(int limitBytes) {
    return recordCount() == 1
        ? new RecordTooLargeException(recordBytes(), limitBytes - Batch.HEADER_LENGTH)
        : RecordTooLargeException.ofBatch(recordCount(), length(), limitBytes);
  }

  int capacity() {
    return builder.buffer().capacity();
  }
}
