package io.rafthold.metadata;

import static io.rafthold.metadata.EntryCheck.refused;
import static io.rafthold.metadata.EntryCheck.require;

import io.rafthold.partition.RetentionPolicy;
import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.codec.AckLevelCode;
import io.rafthold.protocol.codec.MessageHeaderDecoder;
import io.rafthold.protocol.codec.ProducerIdAllocatedDecoder;
import io.rafthold.protocol.codec.TopicAlteredDecoder;
import io.rafthold.protocol.codec.TopicCreatedDecoder;
import io.rafthold.protocol.codec.TopicDeletedDecoder;
import io.rafthold.protocol.codec.TopicGrownDecoder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads the bodies of metadata entries. Each length is checked against the body's before it is
 * followed and each value against its range before it is believed: no bounds check of the buffer is
 * leaned on, since those can be switched off.
 */
final class MetadataDecoder {
  /** The version whose creations of topics say how long records are kept. */
  private static final int RETENTION_VERSION = TopicCreatedDecoder.retentionMsSinceVersion();

  private final UnsafeBuffer body = new UnsafeBuffer();
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final TopicCreatedDecoder topicCreated = new TopicCreatedDecoder();
  private final TopicAlteredDecoder topicAltered = new TopicAlteredDecoder();
  private final TopicGrownDecoder topicGrown = new TopicGrownDecoder();
  private final TopicDeletedDecoder topicDeleted = new TopicDeletedDecoder();
  private final ProducerIdAllocatedDecoder producerIdAllocated = new ProducerIdAllocatedDecoder();

  /** Takes the body to read and returns its template id, which this version knows. */
  int wrap(DirectBuffer buffer, int position, int length) {
    require(length >= MessageHeaderDecoder.ENCODED_LENGTH, "has only", length, "bytes");
    body.wrap(buffer, position, length);
    header.wrap(body, 0);
    require(
        header.schemaId() == MessageHeaderDecoder.SCHEMA_ID,
        "is of schema",
        header.schemaId(),
        "instead of " + MessageHeaderDecoder.SCHEMA_ID);
    require(
        header.version() <= MessageHeaderDecoder.SCHEMA_VERSION,
        "is of schema version",
        header.version(),
        "and this broker knows up to "
            + MessageHeaderDecoder.SCHEMA_VERSION
            + ": start a newer release of the broker");
    final int known = blockLengthOf(header.templateId(), header.version());
    require(
        known >= 0,
        "is of template",
        header.templateId(),
        "which this broker does not know: start a newer release of the broker");
    require(
        header.blockLength() >= known
            && MessageHeaderDecoder.ENCODED_LENGTH + header.blockLength() <= length,
        "has a block length of",
        header.blockLength(),
        "which is not within " + known + " and its " + length + " bytes");
    return header.templateId();
  }

  /** Returns the body taken last, for readers of other entries. */
  DirectBuffer body() {
    return body;
  }

  Topic topicCreated() {
    final TopicCreatedDecoder decoder = topicCreated.wrapAndApplyHeader(body, 0, header);
    final int topicId = decoder.topicId();
    final int replicas = decoder.replicas();
    final long segmentBytes = decoder.segmentBytes();
    final AckLevel ackLevel = levelOf(decoder.ackLevel());
    require(topicId > 0 && topicId < Integer.MAX_VALUE, "has topic id", topicId, "");
    require(replicas >= 1 && replicas <= MetadataLimits.MAX_REPLICAS, "has replicas", replicas, "");
    requireSegmentBytes(segmentBytes);
    final RetentionPolicy retention = retention(decoder);
    final List<PartitionPlacement> partitions = partitions(decoder, replicas);
    final String name = name(decoder);
    return new Topic(topicId, name, ackLevel, segmentBytes, replicas, retention, partitions);
  }

  /** Topics of older releases keep their records for ever. */
  private RetentionPolicy retention(TopicCreatedDecoder decoder) {
    if (header.version() < RETENTION_VERSION) {
      return RetentionPolicy.FOR_EVER;
    }
    return new RetentionPolicy(
        checkedTimeMs(decoder.retentionMs()), checkedBytes(decoder.retentionBytes()));
  }

  /** Reads a change; the topic's id comes with {@link #alteredTopic}. */
  TopicChange topicAltered() {
    final TopicAlteredDecoder decoder = topicAltered.wrapAndApplyHeader(body, 0, header);
    final long timeMs = decoder.retentionMs();
    final long bytes = decoder.retentionBytes();
    final long segmentBytes = decoder.segmentBytes();
    if (segmentBytes != TopicChange.AS_IT_IS) {
      requireSegmentBytes(segmentBytes);
    }
    return new TopicChange(
        timeMs == TopicChange.AS_IT_IS ? timeMs : checkedTimeMs(timeMs),
        bytes == TopicChange.AS_IT_IS ? bytes : checkedBytes(bytes),
        segmentBytes);
  }

  /** Returns the id of the topic whose change was read last. */
  int alteredTopic() {
    return topicAltered.topicId();
  }

  TopicGrowth topicGrown() {
    final TopicGrownDecoder decoder = topicGrown.wrapAndApplyHeader(body, 0, header);
    final int topicId = decoder.topicId();
    final int first = decoder.firstPartition();
    final int replicas = decoder.replicas();
    require(topicId > 0 && topicId < Integer.MAX_VALUE, "has topic id", topicId, "");
    require(replicas >= 1 && replicas <= MetadataLimits.MAX_REPLICAS, "has replicas", replicas, "");
    requireBytes(decoder.limit(), TopicGrownDecoder.PlacesDecoder.HEADER_SIZE);
    final TopicGrownDecoder.PlacesDecoder places = decoder.places();
    final int count = places.count() / replicas;
    require(
        count >= 1 && count * replicas == places.count(),
        "has places",
        places.count(),
        "of " + replicas + " for each partition");
    require(
        first >= 1 && first <= MetadataLimits.MAX_PARTITIONS - count,
        "has a first partition",
        first,
        "with " + count + " from there on");
    requireBlock(places.actingBlockLength(), TopicGrownDecoder.PlacesDecoder.sbeBlockLength());
    requireBytes(decoder.limit(), (long) places.count() * places.actingBlockLength());
    final List<PartitionPlacement> placements = new ArrayList<>(count);
    int lastGroupId = 0;
    for (int partition = first; partition < first + count; partition++) {
      placements.add(place(places, partition, replicas, lastGroupId));
      lastGroupId = placements.get(placements.size() - 1).groupId();
    }
    return new TopicGrowth(topicId, placements);
  }

  private static PartitionPlacement place(
      TopicGrownDecoder.PlacesDecoder places, int partition, int replicas, int lastGroupId) {
    final int[] brokers = new int[replicas];
    int groupId = 0;
    for (int i = 0; i < replicas; i++) {
      brokers[i] = places.next().brokerId();
      require(
          i == 0 || places.groupId() == groupId, "places partition", partition, "in two groups");
      groupId = places.groupId();
      requireAnother(brokers, i);
    }
    requireGroup(groupId, lastGroupId);
    return new PartitionPlacement(partition, groupId, brokers);
  }

  private static void requireGroup(int groupId, int lastGroupId) {
    require(
        groupId > lastGroupId && groupId < Integer.MAX_VALUE,
        "has group id",
        groupId,
        "after " + lastGroupId);
  }

  /** The broker at a place is one, and none of those before it. */
  private static void requireAnother(int[] brokers, int place) {
    require(brokers[place] >= 0, "places a replica on broker", brokers[place], "");
    for (int j = 0; j < place; j++) {
      require(brokers[place] != brokers[j], "places two replicas on broker", brokers[place], "");
    }
  }

  private static void requireSegmentBytes(long segmentBytes) {
    require(
        segmentBytes >= MetadataLimits.MIN_SEGMENT_BYTES
            && segmentBytes <= MetadataLimits.MAX_SEGMENT_BYTES,
        "has segment bytes",
        segmentBytes,
        "");
  }

  private static long checkedTimeMs(long timeMs) {
    require(
        timeMs >= 0 && timeMs <= MetadataLimits.MAX_RETENTION_MS, "has retention ms", timeMs, "");
    return timeMs;
  }

  private static long checkedBytes(long bytes) {
    require(bytes >= 0, "has retention bytes", bytes, "");
    return bytes;
  }

  int topicDeleted() {
    return topicDeleted.wrapAndApplyHeader(body, 0, header).topicId();
  }

  long producerIdAllocated() {
    final long id = producerIdAllocated.wrapAndApplyHeader(body, 0, header).producerId();
    require(id > 0 && id < Long.MAX_VALUE, "has producer id", id, "");
    return id;
  }

  private List<PartitionPlacement> partitions(TopicCreatedDecoder decoder, int replicas) {
    requireBytes(decoder, TopicCreatedDecoder.PartitionsDecoder.HEADER_SIZE);
    final TopicCreatedDecoder.PartitionsDecoder group = decoder.partitions();
    final int count = group.count();
    require(count >= 1 && count <= MetadataLimits.MAX_PARTITIONS, "has partitions", count, "");
    requireBlock(group.actingBlockLength(), TopicCreatedDecoder.PartitionsDecoder.sbeBlockLength());
    final List<PartitionPlacement> placements = new ArrayList<>(count);
    int lastGroupId = 0;
    for (int partition = 0; partition < count; partition++) {
      requireBytes(
          decoder,
          group.actingBlockLength()
              + TopicCreatedDecoder.PartitionsDecoder.ReplicaBrokersDecoder.HEADER_SIZE);
      final int groupId = group.next().groupId();
      requireGroup(groupId, lastGroupId);
      lastGroupId = groupId;
      placements.add(
          new PartitionPlacement(partition, groupId, replicaBrokers(decoder, group, replicas)));
    }
    return placements;
  }

  private int[] replicaBrokers(
      TopicCreatedDecoder decoder, TopicCreatedDecoder.PartitionsDecoder partition, int replicas) {
    final TopicCreatedDecoder.PartitionsDecoder.ReplicaBrokersDecoder group =
        partition.replicaBrokers();
    require(group.count() == replicas, "places", group.count(), "replicas instead of " + replicas);
    requireBlock(
        group.actingBlockLength(),
        TopicCreatedDecoder.PartitionsDecoder.ReplicaBrokersDecoder.sbeBlockLength());
    requireBytes(decoder, (long) replicas * group.actingBlockLength());
    final int[] brokers = new int[replicas];
    for (int i = 0; i < replicas; i++) {
      brokers[i] = group.next().brokerId();
      requireAnother(brokers, i);
    }
    return brokers;
  }

  private String name(TopicCreatedDecoder decoder) {
    requireBytes(decoder, TopicCreatedDecoder.nameHeaderLength());
    final int length = decoder.nameLength();
    require(length >= 1 && length <= TopicName.MAX_LENGTH, "has a name of", length, "bytes");
    requireBytes(decoder, (long) TopicCreatedDecoder.nameHeaderLength() + length);
    final String name = decoder.name();
    final String error = TopicName.error(name);
    if (error != null) {
      throw refused(error);
    }
    return name;
  }

  /** Returns how long a block of a schema version is at least, -1 where it has no such template. */
  private static int blockLengthOf(int templateId, int version) {
    return switch (templateId) {
      case TopicCreatedDecoder.TEMPLATE_ID ->
          version < RETENTION_VERSION
              ? TopicCreatedDecoder.retentionMsEncodingOffset()
              : TopicCreatedDecoder.BLOCK_LENGTH;
      case TopicAlteredDecoder.TEMPLATE_ID -> TopicAlteredDecoder.BLOCK_LENGTH;
      case TopicGrownDecoder.TEMPLATE_ID -> TopicGrownDecoder.BLOCK_LENGTH;
      case TopicDeletedDecoder.TEMPLATE_ID -> TopicDeletedDecoder.BLOCK_LENGTH;
      case ProducerIdAllocatedDecoder.TEMPLATE_ID -> ProducerIdAllocatedDecoder.BLOCK_LENGTH;
      default ->
          Math.max(
              ClusterEntryDecoder.blockLengthOf(templateId),
              GroupEntryDecoder.blockLengthOf(templateId));
    };
  }

  private static AckLevel levelOf(AckLevelCode code) {
    return switch (code) {
      case QUORUM -> AckLevel.QUORUM;
      case QUORUM_SYNC -> AckLevel.QUORUM_SYNC;
      default -> throw refused("has ack level code " + code.value());
    };
  }

  private void requireBytes(TopicCreatedDecoder decoder, long bytes) {
    requireBytes(decoder.limit(), bytes);
  }

  private void requireBytes(int limit, long bytes) {
    require(
        limit + bytes <= body.capacity(),
        "ends at byte",
        body.capacity(),
        "in the middle of a field that ends at " + (limit + bytes));
  }

  private static void requireBlock(int acting, int known) {
    require(acting >= known, "has a group block of", acting, "bytes instead of " + known);
  }
}
