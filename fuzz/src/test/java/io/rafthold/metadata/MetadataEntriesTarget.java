package io.rafthold.metadata;

import io.rafthold.fuzz.FuzzTarget;
import io.rafthold.fuzz.Parts;
import io.rafthold.protocol.codec.AckLevelCode;
import io.rafthold.protocol.codec.AssignmentStrategy;
import io.rafthold.protocol.codec.MessageHeaderDecoder;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import io.rafthold.protocol.codec.TopicCreatedEncoder;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Entries of group 0's log, applied one after the other. */
public final class MetadataEntriesTarget implements FuzzTarget {
  private static final int MENDS_HEADER = 1;

  @Override
  public void feed(byte[] input) {
    final MetadataState state = new MetadataState(new Silent());
    for (final Parts part : Parts.of(input)) {
      final UnsafeBuffer body = new UnsafeBuffer(part.bytes());
      if (part.has(MENDS_HEADER) && body.capacity() >= MessageHeaderDecoder.ENCODED_LENGTH) {
        final MessageHeaderEncoder header = new MessageHeaderEncoder().wrap(body, 0);
        header.schemaId(MessageHeaderDecoder.SCHEMA_ID);
        header.version(MessageHeaderDecoder.SCHEMA_VERSION);
      }
      try {
        state.apply(body, 0, body.capacity());
      } catch (MetadataException malformed) {
        // As it should be.
      }
    }
  }

  @Override
  public List<byte[]> seeds() {
    final MetadataEncoder encoder = new MetadataEncoder();
    final ClusterEntryEncoder cluster = new ClusterEntryEncoder();
    final GroupEntryEncoder groups = new GroupEntryEncoder();
    final ClusterMember member = new ClusterMember(4, "host", 9100, 9101, 9102);
    return List.of(
        Parts.join(
            part(topicCreated()),
            part(encoder.topicGrown(growth())),
            part(encoder.producerIdAllocated(1)),
            part(encoder.topicDeleted(1))),
        Parts.join(
            part(cluster.brokerRegistered(member, 77)),
            part(topicCreated()),
            part(cluster.placementChanged(1, 0, 1, 4)),
            part(cluster.placementReached(1, 9, 0, 1, 4)),
            part(cluster.brokerLeaving(4)),
            part(cluster.brokerRemoved(4))),
        Parts.join(
            part(groups.joined(join(11))),
            part(groups.joined(join(22))),
            part(groups.targetChanged("billing", 1, Map.of(1, 11L, 2, 11L))),
            part(groups.targetChanged("billing", 2, Map.of(2, 22L))),
            part(groups.released("billing", 11, 2, List.of(2))),
            part(groups.removed("billing", 11)),
            part(groups.removed("billing", 22)),
            part(groups.deleted("billing"))));
  }

  private static GroupJoin join(long memberId) {
    return new GroupJoin(
        "billing",
        memberId,
        memberId,
        10_000,
        AssignmentStrategy.COOPERATIVE_STICKY,
        List.of("trades"),
        "fuzz");
  }

  private static DirectBuffer topicCreated() {
    final UnsafeBuffer body = new UnsafeBuffer(new byte[128]);
    final TopicCreatedEncoder created =
        new TopicCreatedEncoder().wrapAndApplyHeader(body, 0, new MessageHeaderEncoder());
    created.topicId(1).replicas(3).segmentBytes(1 << 20).ackLevel(AckLevelCode.QUORUM);
    final TopicCreatedEncoder.PartitionsEncoder.ReplicaBrokersEncoder brokers =
        created.partitionsCount(1).next().groupId(1).replicaBrokersCount(3);
    for (int broker = 0; broker < 3; broker++) {
      brokers.next().brokerId(broker);
    }
    created.name("trades");
    return new UnsafeBuffer(body, 0, MessageHeaderEncoder.ENCODED_LENGTH + created.encodedLength());
  }

  private static TopicGrowth growth() {
    return new TopicGrowth(1, List.of(new PartitionPlacement(1, 2, new int[] {0, 1, 2})));
  }

  private static Parts part(DirectBuffer body) {
    final byte[] bytes = new byte[body.capacity()];
    body.getBytes(0, bytes);
    return new Parts(MENDS_HEADER, bytes);
  }

  private static final class Silent implements MetadataListener {
    @Override
    public void onTopicCreated(Topic topic) {}

    @Override
    public void onTopicAltered(Topic topic) {}

    @Override
    public void onTopicGrown(Topic topic, int firstPartition) {}

    @Override
    public void onTopicDeleted(Topic topic) {}

    @Override
    public void onPlacementChanged(
        Topic topic, PartitionPlacement before, PartitionPlacement after) {}

    @Override
    public void onBrokersChanged() {}
  }
}
