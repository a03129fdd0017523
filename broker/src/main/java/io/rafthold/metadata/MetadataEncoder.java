package io.rafthold.metadata;

import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.codec.AckLevelCode;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import io.rafthold.protocol.codec.ProducerIdAllocatedEncoder;
import io.rafthold.protocol.codec.TopicAlteredEncoder;
import io.rafthold.protocol.codec.TopicCreatedEncoder;
import io.rafthold.protocol.codec.TopicDeletedEncoder;
import io.rafthold.protocol.codec.TopicGrownEncoder;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes the bodies of metadata entries, each into a buffer of its own that fits exactly. */
final class MetadataEncoder {
  private static final int GROUP_HEADER_LENGTH = TopicCreatedEncoder.PartitionsEncoder.HEADER_SIZE;
  private static final int PARTITION_LENGTH =
      TopicCreatedEncoder.PartitionsEncoder.sbeBlockLength();
  private static final int REPLICA_LENGTH =
      TopicCreatedEncoder.PartitionsEncoder.ReplicaBrokersEncoder.sbeBlockLength();

  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final TopicCreatedEncoder topicCreated = new TopicCreatedEncoder();
  private final TopicAlteredEncoder topicAltered = new TopicAlteredEncoder();
  private final TopicGrownEncoder topicGrown = new TopicGrownEncoder();
  private final TopicDeletedEncoder topicDeleted = new TopicDeletedEncoder();
  private final ProducerIdAllocatedEncoder producerIdAllocated = new ProducerIdAllocatedEncoder();

  MutableDirectBuffer topicCreated(Topic topic) {
    final MutableDirectBuffer body = allocate(topicCreatedLength(topic));
    topicCreated
        .wrapAndApplyHeader(body, 0, header)
        .topicId(topic.id())
        .replicas(topic.replicas())
        .segmentBytes(topic.segmentBytes())
        .ackLevel(codeOf(topic.ackLevel()))
        .retentionMs(topic.retention().timeMs())
        .retentionBytes(topic.retention().bytes());
    final TopicCreatedEncoder.PartitionsEncoder partitions =
        topicCreated.partitionsCount(topic.partitions().size());
    for (final PartitionPlacement placement : topic.partitions()) {
      final TopicCreatedEncoder.PartitionsEncoder.ReplicaBrokersEncoder replicas =
          partitions
              .next()
              .groupId(placement.groupId())
              .replicaBrokersCount(placement.replicaCount());
      for (int i = 0; i < placement.replicaCount(); i++) {
        replicas.next().brokerId(placement.replicaBroker(i));
      }
    }
    topicCreated.name(topic.name());
    return body;
  }

  MutableDirectBuffer topicAltered(int topicId, TopicChange change) {
    final MutableDirectBuffer body =
        allocate(MessageHeaderEncoder.ENCODED_LENGTH + TopicAlteredEncoder.BLOCK_LENGTH);
    topicAltered
        .wrapAndApplyHeader(body, 0, header)
        .topicId(topicId)
        .retentionMs(change.retentionMs())
        .retentionBytes(change.retentionBytes())
        .segmentBytes(change.segmentBytes());
    return body;
  }

  MutableDirectBuffer topicGrown(TopicGrowth growth) {
    final int replicas = growth.partitions().get(0).replicaCount();
    final int count = growth.partitions().size() * replicas;
    final MutableDirectBuffer body =
        allocate(
            MessageHeaderEncoder.ENCODED_LENGTH
                + TopicGrownEncoder.BLOCK_LENGTH
                + TopicGrownEncoder.PlacesEncoder.HEADER_SIZE
                + count * TopicGrownEncoder.PlacesEncoder.sbeBlockLength());
    final TopicGrownEncoder.PlacesEncoder places =
        topicGrown
            .wrapAndApplyHeader(body, 0, header)
            .topicId(growth.topicId())
            .firstPartition(growth.firstPartition())
            .replicas(replicas)
            .placesCount(count);
    for (final PartitionPlacement placement : growth.partitions()) {
      for (int i = 0; i < replicas; i++) {
        places.next().groupId(placement.groupId()).brokerId(placement.replicaBroker(i));
      }
    }
    return body;
  }

  MutableDirectBuffer topicDeleted(int topicId) {
    final MutableDirectBuffer body =
        allocate(MessageHeaderEncoder.ENCODED_LENGTH + TopicDeletedEncoder.BLOCK_LENGTH);
    topicDeleted.wrapAndApplyHeader(body, 0, header).topicId(topicId);
    return body;
  }

  MutableDirectBuffer producerIdAllocated(long producerId) {
    final MutableDirectBuffer body =
        allocate(MessageHeaderEncoder.ENCODED_LENGTH + ProducerIdAllocatedEncoder.BLOCK_LENGTH);
    producerIdAllocated.wrapAndApplyHeader(body, 0, header).producerId(producerId);
    return body;
  }

  private static int topicCreatedLength(Topic topic) {
    int length =
        MessageHeaderEncoder.ENCODED_LENGTH
            + TopicCreatedEncoder.BLOCK_LENGTH
            + GROUP_HEADER_LENGTH
            + TopicCreatedEncoder.nameHeaderLength()
            + topic.name().length();
    for (final PartitionPlacement placement : topic.partitions()) {
      length += PARTITION_LENGTH + GROUP_HEADER_LENGTH + placement.replicaCount() * REPLICA_LENGTH;
    }
    return length;
  }

  private static AckLevelCode codeOf(AckLevel level) {
    return level == AckLevel.QUORUM ? AckLevelCode.QUORUM : AckLevelCode.QUORUM_SYNC;
  }

  private static MutableDirectBuffer allocate(int length) {
    return new UnsafeBuffer(new byte[length]);
  }
}
