package io.rafthold.server;

import io.rafthold.fuzz.FuzzTarget;
import io.rafthold.fuzz.Parts;
import io.rafthold.metadata.MetadataLimits;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.BatchBuilder;
import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.RecordFormat;
import io.rafthold.protocol.RecordWriter;
import io.rafthold.protocol.codec.AckLevelCode;
import io.rafthold.protocol.codec.AddBrokerRequestEncoder;
import io.rafthold.protocol.codec.BooleanType;
import io.rafthold.protocol.codec.ClusterRequestEncoder;
import io.rafthold.protocol.codec.ConnectRequestEncoder;
import io.rafthold.protocol.codec.CreateTopicRequestDecoder;
import io.rafthold.protocol.codec.CreateTopicRequestEncoder;
import io.rafthold.protocol.codec.CreditRequestEncoder;
import io.rafthold.protocol.codec.DeleteTopicRequestEncoder;
import io.rafthold.protocol.codec.InitProducerRequestEncoder;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import io.rafthold.protocol.codec.OffsetSpec;
import io.rafthold.protocol.codec.OffsetsRequestEncoder;
import io.rafthold.protocol.codec.ProduceRequestDecoder;
import io.rafthold.protocol.codec.ProduceRequestEncoder;
import io.rafthold.protocol.codec.StatusRequestEncoder;
import io.rafthold.protocol.codec.SubscribeRequestEncoder;
import io.rafthold.protocol.codec.TransferRequestEncoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.sbe.MessageEncoderFlyweight;

/** Requests of clients to a whole broker, which leads everything alone. */
public final class RequestsTarget implements FuzzTarget {
  private static final long SESSION = 1;
  private static final int INPUTS_A_BROKER = 500;
  private static final int MENDS_HEADER = 1;
  private static final int MENDS_BATCH = 2;
  private static final int CYCLES_BEHIND = 3;
  private static final int START_CYCLES = 400;
  private static final int MAX_PARTITIONS = 8;

  private final ExpandableArrayBuffer out = new ExpandableArrayBuffer();
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private FuzzedBroker broker;
  private int fed;

  @Override
  public void feed(byte[] input) throws Exception {
    if (broker == null || fed++ % INPUTS_A_BROKER == 0) {
      renew();
    }
    broker.core().clients().onSessionOpened(SESSION);
    for (final Parts part : Parts.of(input)) {
      broker.begin();
      final UnsafeBuffer message = new UnsafeBuffer(part.bytes());
      mend(part, message);
      broker.core().clients().onClientMessage(SESSION, message, 0, message.capacity());
      broker.finish();
    }
    for (int i = 0; i < CYCLES_BEHIND; i++) {
      broker.begin();
      broker.finish();
    }
    broker.core().clients().onSessionClosed(SESSION);
    if (broker.hasEndedReplica()) {
      throw new IllegalStateException("a client ended a replica: " + broker.core().failures());
    }
  }

  private void renew() throws Exception {
    close();
    broker = new FuzzedBroker(1);
    for (int i = 0; i < START_CYCLES; i++) {
      broker.begin();
      broker.finish();
    }
  }

  private static void mend(Parts part, UnsafeBuffer message) {
    if (part.has(MENDS_HEADER) && message.capacity() >= MessageFrame.HEADER_LENGTH) {
      final MessageHeaderEncoder header = new MessageHeaderEncoder().wrap(message, 0);
      header.schemaId(MessageHeaderEncoder.SCHEMA_ID);
      header.version(MessageHeaderEncoder.SCHEMA_VERSION);
    }
    final int templateId = MessageFrame.templateId(message, 0, message.capacity());
    if (templateId == CreateTopicRequestDecoder.TEMPLATE_ID) {
      limitFiles(message);
    }
    if (part.has(MENDS_BATCH) && templateId == ProduceRequestDecoder.TEMPLATE_ID) {
      final int length = MessageFrame.dataLength(message, 0, message.capacity());
      final int position = MessageFrame.dataPosition(message, 0);
      if (length >= Batch.HEADER_LENGTH) {
        Batch.sealBody(message, position, length, Batch.recordCount(message, position));
      }
    }
  }

  /** A lawful topic of thousands of partitions is thousands of files, and minutes of one input. */
  private static void limitFiles(UnsafeBuffer message) {
    final int body = MessageFrame.HEADER_LENGTH;
    if (message.capacity() < body + CreateTopicRequestEncoder.BLOCK_LENGTH) {
      return;
    }
    final CreateTopicRequestDecoder request =
        new CreateTopicRequestDecoder()
            .wrap(
                message,
                body,
                CreateTopicRequestDecoder.BLOCK_LENGTH,
                CreateTopicRequestDecoder.SCHEMA_VERSION);
    final int partitions = request.partitions();
    if (partitions > MAX_PARTITIONS && partitions <= MetadataLimits.MAX_PARTITIONS) {
      new CreateTopicRequestEncoder()
          .wrap(message, body)
          .partitions(1 + partitions % MAX_PARTITIONS);
    }
  }

  @Override
  public List<byte[]> seeds() {
    final List<byte[]> seeds = new ArrayList<>();
    final Parts create =
        part(
            new CreateTopicRequestEncoder()
                .wrapAndApplyHeader(out, 0, header)
                .correlationId(1)
                .partitions(1)
                .replicas(1)
                .segmentBytes(0)
                .ackLevel(AckLevelCode.TOPIC_DEFAULT)
                .name("trades"));
    final Parts producer =
        part(new InitProducerRequestEncoder().wrapAndApplyHeader(out, 0, header).correlationId(2));
    seeds.add(Parts.join(connect(), create, producer, produce(), subscribe(), credit(), produce()));
    seeds.add(Parts.join(cluster("trades"), cluster("nowhere"), cluster(""), status(), offsets()));
    seeds.add(Parts.join(create, offsets(), transfer(), addBroker(), delete()));
    return seeds;
  }

  private Parts connect() {
    return part(
        new ConnectRequestEncoder()
            .wrapAndApplyHeader(out, 0, header)
            .correlationId(1)
            .clientName("fuzz"));
  }

  private Parts cluster(String topic) {
    return part(
        new ClusterRequestEncoder()
            .wrapAndApplyHeader(out, 0, header)
            .correlationId(3)
            .topic(topic));
  }

  private Parts status() {
    return part(
        new StatusRequestEncoder().wrapAndApplyHeader(out, 0, header).correlationId(4).groupId(-1));
  }

  private Parts offsets() {
    return part(
        new OffsetsRequestEncoder()
            .wrapAndApplyHeader(out, 0, header)
            .correlationId(5)
            .groupId(1)
            .timestampNs(100)
            .spec(OffsetSpec.TIMESTAMP)
            .anyReplica(BooleanType.YES));
  }

  private Parts subscribe() {
    return part(
        new SubscribeRequestEncoder()
            .wrapAndApplyHeader(out, 0, header)
            .correlationId(6)
            .subscriptionId(9)
            .groupId(1)
            .fromOffset(0)
            .creditBytes(1_000)
            .anyReplica(BooleanType.NO));
  }

  private Parts credit() {
    return part(
        new CreditRequestEncoder()
            .wrapAndApplyHeader(out, 0, header)
            .subscriptionId(9)
            .creditBytes(100_000));
  }

  private Parts transfer() {
    return part(
        new TransferRequestEncoder()
            .wrapAndApplyHeader(out, 0, header)
            .correlationId(7)
            .groupId(1)
            .toBroker(1));
  }

  private Parts addBroker() {
    return part(
        new AddBrokerRequestEncoder()
            .wrapAndApplyHeader(out, 0, header)
            .correlationId(8)
            .brokerId(3)
            .peerPort(1)
            .clientPort(2)
            .responsePort(3)
            .host("host"));
  }

  private Parts delete() {
    return part(
        new DeleteTopicRequestEncoder()
            .wrapAndApplyHeader(out, 0, header)
            .correlationId(9)
            .name("trades"));
  }

  private Parts produce() {
    final ExpandableArrayBuffer record = new ExpandableArrayBuffer();
    final RecordWriter writer = new RecordWriter().wrap(record, 0);
    writer.endKey(RecordFormat.NULL_LENGTH);
    record.putByte(writer.contentPosition(), (byte) 7);
    writer.endValue(1);
    final BatchBuilder builder = new BatchBuilder(0, 256);
    builder.append(record, 0, writer.end());
    builder.seal(1, (short) 0, 0);
    return part(
        new ProduceRequestEncoder()
            .wrapAndApplyHeader(out, 0, header)
            .correlationId(10)
            .groupId(1)
            .ackLevel(AckLevelCode.QUORUM)
            .expectedOffset(ProduceRequestEncoder.expectedOffsetNullValue())
            .putBatch(builder.buffer(), builder.batchPosition(), builder.length()));
  }

  private Parts part(MessageEncoderFlyweight message) {
    final byte[] bytes = new byte[MessageFrame.HEADER_LENGTH + message.encodedLength()];
    out.getBytes(0, bytes);
    return new Parts(MENDS_HEADER | MENDS_BATCH, bytes);
  }

  @Override
  public void close() throws IOException {
    if (broker != null) {
      broker.close();
      broker = null;
    }
  }
}
