package io.rafthold.client;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.rafthold.fuzz.FuzzTarget;
import io.rafthold.fuzz.Parts;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.BatchBuilder;
import io.rafthold.protocol.BatchReader;
import io.rafthold.protocol.MalformedException;
import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.RecordFormat;
import io.rafthold.protocol.RecordWriter;
import io.rafthold.protocol.codec.AssignmentStrategy;
import io.rafthold.protocol.codec.BooleanType;
import io.rafthold.protocol.codec.ClusterReplyEncoder;
import io.rafthold.protocol.codec.CursorReplyEncoder;
import io.rafthold.protocol.codec.CursorsReplyEncoder;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.GroupHeartbeatReplyEncoder;
import io.rafthold.protocol.codec.GroupsReplyEncoder;
import io.rafthold.protocol.codec.InitProducerReplyEncoder;
import io.rafthold.protocol.codec.JoinGroupReplyEncoder;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import io.rafthold.protocol.codec.OffsetsReplyEncoder;
import io.rafthold.protocol.codec.ProduceReplyEncoder;
import io.rafthold.protocol.codec.RecordsPushDecoder;
import io.rafthold.protocol.codec.RecordsPushEncoder;
import io.rafthold.protocol.codec.RequestRefusedEncoder;
import io.rafthold.protocol.codec.StatusReplyEncoder;
import io.rafthold.protocol.codec.SubscribeReplyEncoder;
import io.rafthold.protocol.codec.SubscriptionEndedEncoder;
import io.rafthold.protocol.codec.TopicReplyEncoder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.sbe.MessageEncoderFlyweight;

/**
 * What brokers send, to a client that has asked for everything. A part that is mended answers the
 * request that came last.
 */
public final class RepliesTarget implements FuzzTarget {
  private static final int MENDS_HEADER = 1;
  private static final int MENDS_CORRELATION = 2;
  private static final int MENDS_BATCHES = 4;
  private static final int CYCLES = 4;
  private static final long REQUEST_TIMEOUT_NS = 1_000_000_000L;

  private final ExpandableArrayBuffer out = new ExpandableArrayBuffer();
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();

  @Override
  public void feed(byte[] input) {
    final FuzzedLink link = new FuzzedLink();
    final ClientCore core =
        new ClientCore("fuzz", List.of(new Endpoint("localhost", 1, 2)), link, link::nowNs, 1);
    final ClientRuntime client =
        new ClientRuntime(
            core, REQUEST_TIMEOUT_NS, new InvokerDriver(core, NoOpIdleStrategy.INSTANCE));
    ask(core, client);
    for (final Parts part : Parts.of(input)) {
      final UnsafeBuffer message = new UnsafeBuffer(part.bytes());
      mend(part, message, link.lastCorrelationId());
      link.deliver(message);
      for (int i = 0; i < CYCLES; i++) {
        client.invoke();
      }
    }
    client.close();
  }

  /** Has all kinds of requests under way. */
  private static void ask(ClientCore core, ClientRuntime client) {
    core.refresher().request("t");
    for (int i = 0; i < CYCLES * CYCLES; i++) {
      client.invoke();
    }
    final ProducerSettings<String, String> settings =
        ProducerSettings.builder(Codec.string(), Codec.string()).build();
    if (core.view().topic("t") != null) {
      final CompletableFuture<RecordMetadata> unused =
          client.newProducer(settings).send("t", "k", "v");
      final Consumer<String, String> consumer =
          client.newConsumer(new ConsumerSettings<>(Codec.string(), Codec.string()));
      consumer.assign(List.of(new TopicPartition("t", 0)), Start.earliest());
      consumer.poll(Duration.ofNanos(1));
      final Consumer<String, String> member =
          client.newConsumer(
              new ConsumerSettings<>(Codec.string(), Codec.string())
                  .withGroup(GroupSettings.of("g")));
      member.subscribe(List.of("t"));
      member.poll(Duration.ofNanos(1));
    }
    core.calls()
        .start(
            new Call(
                core,
                "asking",
                0,
                Call.any(),
                (requests, id) -> requests.status(id, -1),
                REQUEST_TIMEOUT_NS));
    for (int i = 0; i < CYCLES; i++) {
      client.invoke();
    }
  }

  private static void mend(Parts part, UnsafeBuffer message, long correlationId) {
    final int length = message.capacity();
    if (part.has(MENDS_HEADER) && length >= MessageFrame.HEADER_LENGTH) {
      final MessageHeaderEncoder header = new MessageHeaderEncoder().wrap(message, 0);
      header.schemaId(MessageHeaderEncoder.SCHEMA_ID);
      header.version(MessageHeaderEncoder.SCHEMA_VERSION);
    }
    final int template = MessageFrame.templateId(message, 0, length);
    if (part.has(MENDS_CORRELATION) && length >= MessageFrame.HEADER_LENGTH + Long.BYTES) {
      message.putLong(MessageFrame.HEADER_LENGTH, correlationId, LITTLE_ENDIAN);
    }
    if (part.has(MENDS_BATCHES) && template == RecordsPushDecoder.TEMPLATE_ID) {
      final int dataLength = MessageFrame.dataLength(message, 0, length);
      if (dataLength > 0) {
        mendBatches(message, MessageFrame.dataPosition(message, 0), dataLength);
      }
    }
  }

  private static void mendBatches(UnsafeBuffer message, int position, int length) {
    try {
      final BatchReader reader = new BatchReader().wrap(message, position, length);
      while (reader.next()) {
        final int at = reader.position();
        Batch.sealBody(message, at, reader.length(), Batch.recordCount(message, at));
        Batch.stamp(
            message,
            at,
            Batch.index(message, at),
            Batch.term(message, at),
            Batch.baseOffset(message, at),
            Batch.timestampNs(message, at));
      }
    } catch (MalformedException malformed) {
      // Left as it is.
    }
  }

  @Override
  public List<byte[]> seeds() {
    return List.of(
        Parts.join(status(), topic(), refused(), cluster()),
        Parts.join(producerId(), produced(ErrorCode.OK), produced(ErrorCode.NOT_LEADER)),
        Parts.join(offsets(), subscribed(), push(1), push(2), ended()),
        Parts.join(subscribed(), push(1), produced(ErrorCode.FENCED), refused()),
        Parts.join(joined(), beat(1), moved(), told(), groups(), beat(2)),
        Parts.join(joined(), beat(1), refused(), beat(0), joined()));
  }

  private Parts status() {
    final StatusReplyEncoder reply = new StatusReplyEncoder().wrapAndApplyHeader(out, 0, header);
    reply.correlationId(0).brokerId(0).code(ErrorCode.OK);
    final StatusReplyEncoder.GroupsEncoder group = reply.groupsCount(1).next().groupId(1).leader(0);
    group.votersCount(1).next().brokerId(0);
    group.learnersCount(0);
    return part(reply);
  }

  private Parts topic() {
    return part(
        new TopicReplyEncoder()
            .wrapAndApplyHeader(out, 0, header)
            .correlationId(0)
            .leader(0)
            .topicId(1)
            .code(ErrorCode.TOPIC_EXISTS)
            .message("there is one"));
  }

  private Parts refused() {
    return part(
        new RequestRefusedEncoder()
            .wrapAndApplyHeader(out, 0, header)
            .correlationId(0)
            .code(ErrorCode.MALFORMED)
            .message("no"));
  }

  private Parts cluster() {
    final ClusterReplyEncoder reply = new ClusterReplyEncoder();
    FuzzedLink.cluster(reply.wrapAndApplyHeader(out, 0, header).correlationId(0));
    return part(reply);
  }

  private Parts producerId() {
    return part(
        new InitProducerReplyEncoder()
            .wrapAndApplyHeader(out, 0, header)
            .correlationId(0)
            .producerId(4)
            .leader(0)
            .producerEpoch((short) 0)
            .code(ErrorCode.OK));
  }

  private Parts produced(ErrorCode code) {
    return part(
        new ProduceReplyEncoder()
            .wrapAndApplyHeader(out, 0, header)
            .correlationId(0)
            .baseOffset(5)
            .timestampNs(6)
            .term(1)
            .groupId(1)
            .leader(0)
            .code(code));
  }

  private Parts offsets() {
    return part(
        new OffsetsReplyEncoder()
            .wrapAndApplyHeader(out, 0, header)
            .correlationId(0)
            .foundOffset(0)
            .startOffset(0)
            .endOffset(9)
            .term(1)
            .leader(0)
            .code(ErrorCode.OK));
  }

  private Parts subscribed() {
    return part(
        new SubscribeReplyEncoder()
            .wrapAndApplyHeader(out, 0, header)
            .correlationId(0)
            .subscriptionId(1)
            .startOffset(0)
            .endOffset(9)
            .leader(0)
            .code(ErrorCode.OK));
  }

  private Parts joined() {
    return part(
        new JoinGroupReplyEncoder()
            .wrapAndApplyHeader(out, 0, header)
            .correlationId(0)
            .memberId(7)
            .generation(1)
            .sessionTimeoutMs(10_000)
            .heartbeatMs(0)
            .leader(0)
            .code(ErrorCode.OK)
            .message(""));
  }

  private Parts beat(int partitions) {
    final GroupHeartbeatReplyEncoder reply =
        new GroupHeartbeatReplyEncoder()
            .wrapAndApplyHeader(out, 0, header)
            .correlationId(0)
            .generation(partitions)
            .heartbeatMs(1)
            .leader(0)
            .code(ErrorCode.OK);
    final GroupHeartbeatReplyEncoder.OwnedEncoder owned = reply.ownedCount(partitions);
    for (int i = 0; i < partitions; i++) {
      owned.next().groupId(1 + i).epoch(1);
    }
    return part(reply);
  }

  private Parts moved() {
    return part(
        new CursorReplyEncoder()
            .wrapAndApplyHeader(out, 0, header)
            .correlationId(0)
            .groupId(1)
            .cursorOffset(3)
            .epoch(1)
            .memberId(7)
            .timestampNs(5)
            .leader(0)
            .code(ErrorCode.OK));
  }

  private Parts told() {
    return part(
        new CursorsReplyEncoder()
            .wrapAndApplyHeader(out, 0, header)
            .correlationId(0)
            .groupId(1)
            .cursorOffset(3)
            .epoch(1)
            .memberId(7)
            .timestampNs(5)
            .startOffset(0)
            .endOffset(9)
            .leader(0)
            .code(ErrorCode.OK));
  }

  private Parts groups() {
    final GroupsReplyEncoder reply =
        new GroupsReplyEncoder()
            .wrapAndApplyHeader(out, 0, header)
            .correlationId(0)
            .leader(0)
            .code(ErrorCode.OK)
            .hasMore(BooleanType.NO);
    final GroupsReplyEncoder.GroupsEncoder group =
        reply
            .groupsCount(1)
            .next()
            .generation(1)
            .memberCount(1)
            .partitionCount(1)
            .strategy(AssignmentStrategy.RANGE);
    group.topicsCount(1).next().topic("t");
    group.membersCount(1).next().memberId(7).sessionTimeoutMs(10_000).clientName("c");
    group.partitionsCount(1).next().groupId(1).owner(7).epoch(1).target(7);
    group.consumerGroup("g");
    return part(reply);
  }

  private Parts push(long subscriptionId) {
    final ExpandableArrayBuffer record = new ExpandableArrayBuffer();
    final RecordWriter writer = new RecordWriter().wrap(record, 0);
    writer.endKey(RecordFormat.NULL_LENGTH);
    writer.endValue(RecordFormat.NULL_LENGTH);
    final BatchBuilder builder = new BatchBuilder(0, 256);
    builder.append(record, 0, writer.end());
    builder.seal(1, (short) 0, 0);
    final int position = builder.batchPosition();
    Batch.stamp(builder.buffer(), position, 1, 1, 0, 5);
    final byte[] bytes =
        part(new RecordsPushEncoder()
                .wrapAndApplyHeader(out, 0, header)
                .subscriptionId(subscriptionId)
                .endOffset(1)
                .durableOffset(1)
                .putBatches(builder.buffer(), position, builder.length()))
            .bytes();
    return new Parts(MENDS_HEADER | MENDS_BATCHES, bytes);
  }

  private Parts ended() {
    final byte[] bytes =
        part(new SubscriptionEndedEncoder()
                .wrapAndApplyHeader(out, 0, header)
                .subscriptionId(1)
                .startOffset(0)
                .endOffset(9)
                .leader(0)
                .code(ErrorCode.NOT_LEADER))
            .bytes();
    return new Parts(MENDS_HEADER, bytes);
  }

  private Parts part(MessageEncoderFlyweight message) {
    final byte[] bytes = new byte[MessageFrame.HEADER_LENGTH + message.encodedLength()];
    out.getBytes(0, bytes);
    return new Parts(MENDS_HEADER | MENDS_CORRELATION, bytes);
  }
}
