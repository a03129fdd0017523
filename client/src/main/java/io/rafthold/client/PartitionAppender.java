package io.rafthold.client;

import io.rafthold.protocol.RecordFormat;
import io.rafthold.protocol.RecordWriter;
import java.util.Objects;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** An appender over the same way out as a producer's: only the answers take another one. */
final class PartitionAppender implements Appender, BatchOutcome {
  private static final int INITIAL_BYTES = 4096;

  private final ClientRuntime runtime;
  private final ClientCore core;
  private final TopicPartition id;
  private final int groupId;
  private final ProducerShared shared;
  private final ProducerPartition partition;
  private final RecordWriter writer = new RecordWriter();
  private final UnsafeBuffer scratch =
      new UnsafeBuffer(BufferUtil.allocateDirectAligned(INITIAL_BYTES, Long.BYTES));
  private final AckRing acks = new AckRing();
  private long nextTicket;
  private long outstanding;
  private int claimedBytes;
  private boolean isClosed;

  PartitionAppender(
      ClientRuntime runtime, TopicPartition id, int groupId, ProducerSettings<?, ?> settings) {
    this.runtime = runtime;
    this.core = runtime.core();
    this.id = id;
    this.groupId = groupId;
    this.shared = new ProducerShared(core, settings, this);
    this.partition = new ProducerPartition(core, id, groupId, shared);
    core.add(partition);
  }

  @Override
  public long offer(DirectBuffer value, int position, int length) {
    return offer(value, position, RecordFormat.NULL_LENGTH, value, position, length);
  }

  @Override
  public long offer(
      DirectBuffer key,
      int keyPosition,
      int keyLength,
      DirectBuffer value,
      int valuePosition,
      int valueLength) {
    final long refusal = reserve(keyLength, valueLength);
    if (refusal < 0) {
      return refusal;
    }
    boolean isCopied = false;
    try {
      writer.wrap(scratch, 0);
      if (keyLength > 0) {
        scratch.putBytes(writer.contentPosition(), key, keyPosition, keyLength);
      }
      writer.endKey(keyLength);
      if (valueLength > 0) {
        scratch.putBytes(writer.contentPosition(), value, valuePosition, valueLength);
      }
      writer.endValue(valueLength);
      isCopied = true;
    } finally {
      if (!isCopied) {
        // A range that is not in its buffer must not leave a claim behind that nobody can end.
        abort();
      }
    }
    return commit();
  }

  @Override
  public long tryClaim(int keyLength, int valueLength, AppendClaim claim) {
    Objects.requireNonNull(claim, "claim");
    final long refusal = reserve(keyLength, valueLength);
    if (refusal < 0) {
      return refusal;
    }
    writer.wrap(scratch, 0);
    final int keyAt = writer.contentPosition();
    writer.endKey(keyLength);
    final int valueAt = writer.contentPosition();
    writer.endValue(valueLength);
    claim.wrap(this, scratch, keyAt, keyLength, valueAt, valueLength);
    return 0;
  }

  /** Takes room for a record, and makes the scratch buffer large enough; 0, or a code. */
  private long reserve(int keyLength, int valueLength) {
    if (claimedBytes > 0) {
      throw new IllegalStateException("a claim is open: commit or abort it first");
    }
    if (isClosed || !runtime.isOpen()) {
      return CLOSED;
    }
    final long bytes = (long) RecordFormat.OVERHEAD + length(keyLength) + length(valueLength);
    if (bytes > maxRecordBytes()) {
      return RECORD_TOO_LARGE;
    }
    final long readiness = readiness();
    if (readiness < 0) {
      return readiness;
    }
    if (outstanding >= shared.settings().bufferRecords()
        || !shared.budget().tryReserve((int) bytes, 1)) {
      return BACK_PRESSURED;
    }
    claimedBytes = (int) bytes;
    if (bytes > scratch.capacity()) {
      scratch.wrap(BufferUtil.allocateDirectAligned(2 * (int) bytes, Long.BYTES));
    }
    return 0;
  }

  private static int length(int bytes) {
    if (bytes < RecordFormat.NULL_LENGTH) {
      throw new IllegalArgumentException("a length of " + bytes + " bytes: -1 stands for null");
    }
    return Math.max(0, bytes);
  }

  private long readiness() {
    final int leader = core.view().leader(groupId);
    final BrokerConnection connection = leader < 0 ? null : core.connections().broker(leader);
    if (connection == null || !connection.isReady()) {
      core.refresher().request(id.topic());
      return NOT_CONNECTED;
    }
    return shared.firstIdentity().poll() == null ? ADMIN_ACTION : 0;
  }

  private int maxRecordBytes() {
    final int ofBrokers = core.maxRecordBytes();
    final int ofSettings = shared.settings().maxRecordBytes();
    return ofBrokers == 0 ? ofSettings : Math.min(ofBrokers, ofSettings);
  }

  /** Appends what is in the scratch buffer, for which there is room. */
  long commit() {
    final int bytes = claimedBytes;
    claimedBytes = 0;
    final int ofBrokers = core.maxBatchBytes();
    final SendQueue.Appended appended =
        partition
            .queue()
            .append(
                scratch,
                writer.end(),
                ofBrokers == 0 ? Integer.MAX_VALUE : ofBrokers,
                null,
                core.clock().nanoTime());
    if (appended == SendQueue.Appended.REFUSED) {
      shared.budget().release(bytes, 1);
      return CLOSED;
    }
    return nextTicket - 1;
  }

  /** Gives the room back that was claimed. */
  void abort() {
    shared.budget().release(claimedBytes, 1);
    claimedBytes = 0;
  }

  @Override
  public int pollAcks(AckHandler handler, int limit) {
    runtime.driver().invoke();
    int count = 0;
    while (count < limit && !acks.isEmpty()) {
      count++;
      outstanding -= acks.records();
      acks.tell(handler);
    }
    return count;
  }

  @Override
  public long outstanding() {
    return outstanding;
  }

  @Override
  public long onAppended() {
    outstanding++;
    return nextTicket++;
  }

  @Override
  public void onAcknowledged(long firstTicket, int records, long baseOffset, long timestampNs) {
    acks.add(firstTicket, records, baseOffset, timestampNs, null);
  }

  @Override
  public void onFailed(long firstTicket, int records, RaftholdException failure) {
    acks.add(firstTicket, records, RecordMetadata.UNKNOWN_OFFSET, 0, failure);
  }

  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      shared.budget().close();
      partition.failAll(new ClientClosedException("the appender is closed: open another one"));
      core.remove(partition);
    }
  }
}
