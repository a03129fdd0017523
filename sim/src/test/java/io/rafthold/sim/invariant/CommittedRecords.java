package io.rafthold.sim.invariant;

import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import org.agrona.concurrent.UnsafeBuffer;

/** Commits records of given values in a group, as a replica would. */
public final class CommittedRecords {
  private static final long PRODUCER = 7;
  private static final long TERM = 1;

  private final GroupView group;
  private long sequence;

  public CommittedRecords(GroupView group) {
    this.group = group;
  }

  public void add(long... values) {
    for (final long value : values) {
      final UnsafeBuffer batch = batch(PRODUCER, sequence++, value);
      Batch.stamp(batch, 0, group.lastIndex() + 1, TERM, group.endOffset(), 1);
      group.commit(sequence, TERM, TERM, batch, 0);
    }
  }

  /** Makes a batch of one record that the leader has not stamped yet. */
  public static UnsafeBuffer batch(long producerId, long firstSequence, long value) {
    final int recordAt = Batch.HEADER_LENGTH;
    final int recordLength = 4 * Integer.BYTES + Long.BYTES;
    final UnsafeBuffer batch = new UnsafeBuffer(new byte[recordAt + recordLength]);
    Batch.initialise(batch, 0, EntryType.DATA, producerId, (short) 0, firstSequence);
    batch.putInt(recordAt, recordLength);
    batch.putInt(recordAt + 4, 0);
    batch.putInt(recordAt + 8, -1);
    batch.putInt(recordAt + 12, Long.BYTES);
    batch.putLong(recordAt + 16, value);
    Batch.sealBody(batch, 0, recordAt + recordLength, 1);
    return batch;
  }
}
