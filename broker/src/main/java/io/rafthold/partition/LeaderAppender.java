package io.rafthold.partition;

import io.rafthold.log.ReplicaLog;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Stamps batches with what the leader decides (index, term, base offset, timestamp) and appends
 * them. The producer's bytes are copied once, into the mapped segment.
 */
final class LeaderAppender {
  private final ReplicaLog log;
  private final UnsafeBuffer stamped =
      new UnsafeBuffer(ByteBuffer.allocateDirect(Batch.HEADER_LENGTH));
  private UnsafeBuffer control = new UnsafeBuffer(ByteBuffer.allocateDirect(Batch.HEADER_LENGTH));

  LeaderAppender(ReplicaLog log) {
    this.log = log;
  }

  /**
   * Appends a producer's batch.
   *
   * @return the header as stamped, valid until the next call
   */
  DirectBuffer append(DirectBuffer batch, int position, int length, long term, long epochNs) {
    stamped.putBytes(0, batch, position, Batch.HEADER_LENGTH);
    // Wall clocks step back; the log's time does not.
    final long timestampNs = Math.max(epochNs, log.lastTimestampNs());
    Batch.stamp(stamped, 0, log.lastIndex() + 1, term, log.endOffset(), timestampNs);
    log.append(stamped, 0, batch, position, length);
    return stamped;
  }

  /** Appends a control entry with the given body. */
  DirectBuffer appendControl(
      EntryType type, DirectBuffer body, int position, int length, long term, long epochNs) {
    final int total = Batch.HEADER_LENGTH + length;
    if (control.capacity() < total) {
      control = new UnsafeBuffer(ByteBuffer.allocateDirect(total));
    }
    Batch.initialise(
        control, 0, type, Batch.NO_PRODUCER, (short) Batch.NO_PRODUCER, Batch.NO_PRODUCER);
    if (length > 0) {
      control.putBytes(Batch.HEADER_LENGTH, body, position, length);
    }
    Batch.sealBody(control, 0, total, 0);
    return append(control, 0, total, term, epochNs);
  }
}
