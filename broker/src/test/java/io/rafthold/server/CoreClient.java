package io.rafthold.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.protocol.Batch;
import io.rafthold.protocol.BatchBuilder;
import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.RecordFormat;
import io.rafthold.protocol.RecordWriter;
import io.rafthold.protocol.codec.AckLevelCode;
import io.rafthold.protocol.codec.BooleanType;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.MessageHeaderDecoder;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import io.rafthold.protocol.codec.ProduceReplyDecoder;
import io.rafthold.protocol.codec.ProduceRequestEncoder;
import io.rafthold.protocol.codec.RecordsPushDecoder;
import io.rafthold.protocol.codec.SubscribeReplyDecoder;
import io.rafthold.protocol.codec.SubscribeRequestEncoder;
import io.rafthold.protocol.codec.SubscriptionEndedDecoder;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.sbe.MessageEncoderFlyweight;

/** Produces to the one partition of a cluster, and reads it from any broker, record by record. */
final class CoreClient {
  static final int GROUP_ID = 1;
  private static final long SESSION = 5;
  private static final long PATIENCE_NS = 60_000_000_000L;
  private static final int LONGEST_VALUE = 12_000;

  private final CoreCluster cluster;
  private final SplittableRandom random;
  private final ExpandableArrayBuffer out = new ExpandableArrayBuffer();
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final MessageHeaderDecoder decodedHeader = new MessageHeaderDecoder();

  /** Bodies of the batches that were acknowledged, by offset; each has one record. */
  private final TreeMap<Long, byte[]> acknowledged = new TreeMap<>();

  private long correlationId;

  CoreClient(CoreCluster cluster, SplittableRandom random) {
    this.cluster = cluster;
    this.random = random;
  }

  /** Appends so many records, each until it is acknowledged. */
  void produce(int count) {
    for (int i = 0; i < count; i++) {
      final BatchBuilder batch = batch();
      until("an acknowledgement", () -> isAcknowledged(batch));
    }
  }

  private BatchBuilder batch() {
    final byte[] value = new byte[random.nextInt(LONGEST_VALUE)];
    random.nextBytes(value);
    final ExpandableArrayBuffer record = new ExpandableArrayBuffer();
    final RecordWriter writer = new RecordWriter().wrap(record, 0);
    writer.endKey(RecordFormat.NULL_LENGTH);
    record.putBytes(writer.contentPosition(), value);
    writer.endValue(value.length);
    final BatchBuilder builder = new BatchBuilder(0, 2 * LONGEST_VALUE);
    builder.append(record, 0, writer.end());
    builder.seal(Batch.NO_PRODUCER, (short) -1, Batch.NO_PRODUCER);
    return builder;
  }

  private boolean isAcknowledged(BatchBuilder batch) {
    final CoreCluster.Node leader = cluster.awaitLeader(GROUP_ID);
    send(
        leader,
        new ProduceRequestEncoder()
            .wrapAndApplyHeader(out, 0, header)
            .correlationId(++correlationId)
            .groupId(GROUP_ID)
            .ackLevel(AckLevelCode.TOPIC_DEFAULT)
            .expectedOffset(ProduceRequestEncoder.expectedOffsetNullValue())
            .putBatch(batch.buffer(), batch.batchPosition(), batch.length()));
    until(
        "an answer",
        () -> {
          leader.replies.removeIf(this::isPush);
          return !leader.replies.isEmpty();
        });
    final ProduceReplyDecoder reply =
        new ProduceReplyDecoder().wrapAndApplyHeader(leader.replies.get(0), 0, decodedHeader);
    if (reply.code() != ErrorCode.OK) {
      return false;
    }
    final byte[] body = new byte[batch.length() - Batch.HEADER_LENGTH];
    batch.buffer().getBytes(batch.batchPosition() + Batch.HEADER_LENGTH, body);
    assertThat(acknowledged.put(reply.baseOffset(), body)).isNull();
    return true;
  }

  private boolean isPush(UnsafeBuffer message) {
    decodedHeader.wrap(message, 0);
    return decodedHeader.templateId() == RecordsPushDecoder.TEMPLATE_ID;
  }

  /** Has one broker push what is appended from now on, to nobody who looks at it. */
  void subscribeAtTheEnd(int brokerId) {
    final CoreCluster.Node node = cluster.at(brokerId);
    subscribe(node, acknowledged.lastKey() + 1);
    until("an answer", () -> !node.replies.isEmpty());
    node.replies.clear();
  }

  private void subscribe(CoreCluster.Node node, long fromOffset) {
    send(
        node,
        new SubscribeRequestEncoder()
            .wrapAndApplyHeader(out, 0, header)
            .correlationId(++correlationId)
            .subscriptionId(correlationId)
            .groupId(GROUP_ID)
            .fromOffset(fromOffset)
            .creditBytes(1L << 40)
            .anyReplica(BooleanType.YES));
  }

  /** Reads all from one broker; each acknowledged record must be there, byte for byte. */
  void readAllFrom(int brokerId) {
    final long[] offset = {0};
    until("all records from broker " + brokerId, () -> readOn(brokerId, offset));
  }

  /** Reads as far as one subscription leads; true behind the last acknowledged record. */
  private boolean readOn(int brokerId, long[] offset) {
    final CoreCluster.Node node = cluster.at(brokerId);
    subscribe(node, offset[0]);
    final boolean[] isEnded = {false};
    until(
        "records behind " + offset[0],
        () -> {
          node.replies.forEach(message -> isEnded[0] |= take(message, offset));
          node.replies.clear();
          return isEnded[0] || isRead(offset[0]);
        });
    node.core().clients().onSessionClosed(SESSION);
    return isRead(offset[0]);
  }

  private boolean isRead(long offset) {
    return offset > acknowledged.lastKey();
  }

  /** Takes a message in; true where it ends the subscription. */
  private boolean take(UnsafeBuffer message, long[] offset) {
    decodedHeader.wrap(message, 0);
    return switch (decodedHeader.templateId()) {
      case SubscribeReplyDecoder.TEMPLATE_ID ->
          new SubscribeReplyDecoder().wrapAndApplyHeader(message, 0, decodedHeader).code()
              != ErrorCode.OK;
      case SubscriptionEndedDecoder.TEMPLATE_ID -> true;
      case RecordsPushDecoder.TEMPLATE_ID -> {
        takeRecords(message, offset);
        yield false;
      }
      default -> throw new AssertionError("unexpected message " + decodedHeader.templateId());
    };
  }

  private void takeRecords(UnsafeBuffer message, long[] offset) {
    final UnsafeBuffer batches = new UnsafeBuffer(0, 0);
    new RecordsPushDecoder().wrapAndApplyHeader(message, 0, decodedHeader).wrapBatches(batches);
    for (int at = 0; at < batches.capacity(); at += Batch.length(batches, at)) {
      check(batches, at, offset[0]);
      offset[0] = Batch.nextOffset(batches, at);
    }
  }

  private void check(UnsafeBuffer batches, int at, long offset) {
    assertThat(Batch.baseOffset(batches, at)).isEqualTo(offset);
    assertThat(Batch.isHeaderIntact(batches, at)).isTrue();
    final byte[] body = new byte[Batch.length(batches, at) - Batch.HEADER_LENGTH];
    batches.getBytes(at + Batch.HEADER_LENGTH, body);
    final byte[] expected = acknowledged.get(offset);
    if (expected != null) {
      assertThat(body).as("record at offset %d", offset).isEqualTo(expected);
    }
  }

  private void send(CoreCluster.Node node, MessageEncoderFlyweight request) {
    node.core().clients().onSessionOpened(SESSION);
    node.replies.clear();
    cluster.request(node, SESSION, out, MessageFrame.HEADER_LENGTH + request.encodedLength());
  }

  /** Steps until a condition holds: what waits for files waits in real time. */
  void until(String what, BooleanSupplier condition) {
    final long deadlineNs = System.nanoTime() + PATIENCE_NS;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadlineNs);
      cluster.step();
    }
  }
}
