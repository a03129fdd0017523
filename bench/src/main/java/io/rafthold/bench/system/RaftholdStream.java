package io.rafthold.bench.system;

import io.rafthold.bench.rig.Arrivals;
import io.rafthold.bench.rig.MessageStream;
import io.rafthold.client.AckHandler;
import io.rafthold.client.Appender;
import io.rafthold.client.Codec;
import io.rafthold.client.ProducerSettings;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.RaftholdException;
import io.rafthold.client.RecordHandler;
import io.rafthold.client.RecordView;
import io.rafthold.client.Start;
import io.rafthold.client.Tailer;
import io.rafthold.client.TailerSettings;
import io.rafthold.client.TopicPartition;
import io.rafthold.protocol.AckLevel;
import org.agrona.BufferUtil;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/** An appender on one partition and, where asked for, a tailer on it, both on one client. */
final class RaftholdStream implements MessageStream, AckHandler {
  private static final int LIMIT = 4096;

  private final RaftholdClient client;
  private final Appender appender;
  private final Tailer tailer;
  private final RecordHandler onRecord = this::onRecord;
  private final UnsafeBuffer value;
  private Arrivals arrivals;
  private long sent;
  private long acknowledged;
  private long delivered;

  /** Opens both; the client is this stream's to close. */
  RaftholdStream(
      RaftholdClient client,
      TopicPartition partition,
      AckLevel level,
      int sizeBytes,
      boolean isTailed) {
    this.client = client;
    value = new UnsafeBuffer(BufferUtil.allocateDirectAligned(sizeBytes, Long.BYTES));
    appender =
        client.newAppender(
            partition,
            ProducerSettings.builder(Codec.bytes(), Codec.bytes()).ackLevel(level).build());
    tailer = isTailed ? client.newTailer(partition, new TailerSettings(Start.earliest())) : null;
  }

  @Override
  public boolean offer() {
    value.putLong(0, sent);
    final long ticket = appender.offer(value, 0, value.capacity());
    if (ticket == Appender.CLOSED || ticket == Appender.RECORD_TOO_LARGE) {
      throw new IllegalStateException("the appender took no record: code " + ticket);
    }
    if (ticket < 0) {
      return false;
    }
    sent++;
    return true;
  }

  @Override
  public int poll(Arrivals listener) {
    arrivals = listener;
    int news = appender.pollAcks(this, LIMIT);
    if (tailer != null) {
      news += tailer.poll(onRecord, LIMIT);
    }
    return news;
  }

  @Override
  public void onAcknowledged(long firstTicket, int records, long baseOffset, long timestampNs) {
    if (firstTicket != acknowledged) {
      throw new IllegalStateException(
          "record " + firstTicket + " was acknowledged in the place of " + acknowledged);
    }
    acknowledged += records;
    arrivals.onAcknowledged(records);
  }

  @Override
  public void onFailed(long firstTicket, int records, RaftholdException failure) {
    throw failure;
  }

  private void onRecord(RecordView record) {
    final long number = record.buffer().getLong(record.valuePosition());
    if (number != delivered) {
      throw new IllegalStateException(
          "record " + number + " was delivered in the place of " + delivered);
    }
    delivered++;
    arrivals.onDelivered(1);
  }

  @Override
  public IdleStrategy idleStrategy() {
    return client.idleStrategy();
  }

  @Override
  public void close() {
    if (tailer != null) {
      tailer.close();
    }
    appender.close();
    client.close();
  }
}
