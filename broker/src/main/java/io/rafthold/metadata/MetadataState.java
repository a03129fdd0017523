package io.rafthold.metadata;

import io.rafthold.protocol.codec.BrokerLeavingDecoder;
import io.rafthold.protocol.codec.BrokerRegisteredDecoder;
import io.rafthold.protocol.codec.BrokerRemovedDecoder;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.PlacementChangedDecoder;
import io.rafthold.protocol.codec.PlacementReachedDecoder;
import io.rafthold.protocol.codec.ProducerIdAllocatedDecoder;
import io.rafthold.protocol.codec.TopicAlteredDecoder;
import io.rafthold.protocol.codec.TopicCreatedDecoder;
import io.rafthold.protocol.codec.TopicDeletedDecoder;
import io.rafthold.protocol.codec.TopicGrownDecoder;
import java.util.Collection;
import java.util.Collections;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * What the committed entries of group 0 add up to: the same on every broker that applied the same
 * entries.
 *
 * <p>Invariants: ids are given out in rising order and never twice; a name belongs to one topic; a
 * Raft group belongs to one partition; no placement names a broker that was removed.
 * Single-threaded. Memory is bounded by {@link MetadataLimits#MAX_PARTITIONS_IN_ALL}, which the
 * {@link MetadataController} keeps.
 */
public final class MetadataState {
  /** The Raft group that holds the metadata itself. */
  public static final int METADATA_GROUP_ID = 0;

  private final MetadataListener listener;
  private final MetadataDecoder decoder = new MetadataDecoder();
  private final ClusterEntryDecoder clusterDecoder = new ClusterEntryDecoder();
  private final BrokerRegistry registry = new BrokerRegistry();
  private final GroupState groups = new GroupState();
  private final TreeMap<String, Topic> topicsByName = new TreeMap<>();
  private final Int2ObjectHashMap<Topic> topicsById = new Int2ObjectHashMap<>();
  private final Int2ObjectHashMap<Topic> topicsByGroup = new Int2ObjectHashMap<>();
  private final Int2ObjectHashMap<PartitionPlacement> partitionsByGroup = new Int2ObjectHashMap<>();

  private int nextTopicId = 1;
  private int nextGroupId = METADATA_GROUP_ID + 1;
  private long nextProducerId = 1;
  private long topicsVersion;

  /**
   * Starts empty.
   *
   * @param listener hears each change
   */
  public MetadataState(MetadataListener listener) {
    this.listener = listener;
  }

  /**
   * Applies one committed entry. An entry that says what can no longer be done (two leaders may
   * each have proposed a topic of the same name) changes nothing, alike on every broker.
   *
   * @param body holds the entry's body, from its message header on; the caller's again on return
   * @param position of the first byte
   * @param length in bytes
   * @return {@code OK}, or why nothing was changed: {@code TOPIC_EXISTS}, {@code UNKNOWN_TOPIC},
   *     {@code UNKNOWN_GROUP}, {@code UNKNOWN_BROKER}, {@code INVALID_ARGUMENT} where a broker has
   *     another directory, {@code CHANGE_IN_PROGRESS} where a broker to remove is still needed or a
   *     topic has another number of partitions by now, or {@code INTERNAL} where an id was given
   *     out before; for consumer groups see {@link GroupState}
   * @throws MetadataException where the entry is malformed or of an unknown template, naming it;
   *     the state is as before
   */
  public ErrorCode apply(DirectBuffer body, int position, int length) {
    final int template = decoder.wrap(body, position, length);
    return switch (template) {
      case TopicCreatedDecoder.TEMPLATE_ID -> applyCreated(decoder.topicCreated());
      case TopicAlteredDecoder.TEMPLATE_ID -> applyAltered(decoder.topicAltered());
      case TopicGrownDecoder.TEMPLATE_ID -> applyGrown(decoder.topicGrown());
      case TopicDeletedDecoder.TEMPLATE_ID -> applyDeleted(decoder.topicDeleted());
      case ProducerIdAllocatedDecoder.TEMPLATE_ID -> applyProducerId(decoder.producerIdAllocated());
      default ->
          GroupEntryDecoder.blockLengthOf(template) < 0
              ? applyClusterEntry(template, decoder.body())
              : groups.apply(template, decoder.body());
    };
  }

  private ErrorCode applyClusterEntry(int template, DirectBuffer body) {
    return switch (template) {
      case BrokerRegisteredDecoder.TEMPLATE_ID -> {
        final ClusterMember member = clusterDecoder.brokerRegistered(body);
        yield brokersChanged(registry.register(member, clusterDecoder.directoryHash()));
      }
      case BrokerLeavingDecoder.TEMPLATE_ID ->
          brokersChanged(registry.leave(clusterDecoder.brokerLeaving(body)));
      case BrokerRemovedDecoder.TEMPLATE_ID -> applyRemoved(clusterDecoder.brokerRemoved(body));
      case PlacementChangedDecoder.TEMPLATE_ID -> {
        final int[] brokers = clusterDecoder.placementChanged(body);
        yield applyTarget(clusterDecoder.groupId(), brokers);
      }
      case PlacementReachedDecoder.TEMPLATE_ID -> {
        final int[] voters = clusterDecoder.placementReached(body);
        yield applyReached(clusterDecoder.groupId(), clusterDecoder.membershipIndex(), voters);
      }
      default -> throw new IllegalStateException("the decoder let an unknown template through");
    };
  }

  private ErrorCode brokersChanged(ErrorCode outcome) {
    if (outcome == ErrorCode.OK) {
      listener.onBrokersChanged();
    }
    return outcome;
  }

  private ErrorCode applyRemoved(int brokerId) {
    for (final PartitionPlacement placement : partitionsByGroup.values()) {
      if (placement.concerns(brokerId)) {
        return ErrorCode.CHANGE_IN_PROGRESS;
      }
    }
    return brokersChanged(registry.remove(brokerId));
  }

  private ErrorCode applyTarget(int groupId, int... brokers) {
    final PartitionPlacement before = partitionsByGroup.get(groupId);
    if (before == null) {
      return ErrorCode.UNKNOWN_GROUP;
    }
    final PartitionPlacement after = before.withTarget(brokers);
    if (isOnRemovedBroker(after)) {
      return ErrorCode.UNKNOWN_BROKER;
    }
    replace(before, after);
    return ErrorCode.OK;
  }

  private boolean isOnRemovedBroker(PartitionPlacement placement) {
    for (int i = 0; i < placement.replicaCount(); i++) {
      if (registry.isRemoved(placement.replicaBroker(i))) {
        return true;
      }
    }
    return false;
  }

  /** Reports may come twice and late: the one of the highest index counts. */
  private ErrorCode applyReached(int groupId, long membershipIndex, int... voters) {
    final PartitionPlacement before = partitionsByGroup.get(groupId);
    if (before == null) {
      return ErrorCode.UNKNOWN_GROUP;
    }
    if (membershipIndex > before.reachedIndex()) {
      replace(before, before.withReached(membershipIndex, voters));
    }
    return ErrorCode.OK;
  }

  private void replace(PartitionPlacement before, PartitionPlacement after) {
    final Topic topic = topicsByGroup.get(after.groupId()).with(after);
    replace(topic);
    partitionsByGroup.put(after.groupId(), after);
    listener.onPlacementChanged(topic, before, after);
  }

  private void replace(Topic topic) {
    topicsByName.put(topic.name(), topic);
    topicsById.put(topic.id(), topic);
    for (final PartitionPlacement placement : topic.partitions()) {
      topicsByGroup.put(placement.groupId(), topic);
    }
  }

  private ErrorCode applyAltered(TopicChange change) {
    final Topic before = topicsById.get(decoder.alteredTopic());
    if (before == null) {
      return ErrorCode.UNKNOWN_TOPIC;
    }
    final Topic after = change.of(before);
    replace(after);
    listener.onTopicAltered(after);
    return ErrorCode.OK;
  }

  private ErrorCode applyCreated(Topic topic) {
    final PartitionPlacement first = topic.partitions().get(0);
    final PartitionPlacement last = topic.partitions().get(topic.partitions().size() - 1);
    if (topic.id() < nextTopicId || first.groupId() < nextGroupId) {
      return topicsByName.containsKey(topic.name()) ? ErrorCode.TOPIC_EXISTS : ErrorCode.INTERNAL;
    }
    // The ids of the loser are spent as well: nobody has to reason about when they might come back.
    nextTopicId = topic.id() + 1;
    nextGroupId = last.groupId() + 1;
    if (topic.partitions().stream().anyMatch(this::isOnRemovedBroker)) {
      return ErrorCode.UNKNOWN_BROKER;
    }
    if (topicsByName.putIfAbsent(topic.name(), topic) != null) {
      return ErrorCode.TOPIC_EXISTS;
    }
    topicsById.put(topic.id(), topic);
    for (final PartitionPlacement placement : topic.partitions()) {
      topicsByGroup.put(placement.groupId(), topic);
      partitionsByGroup.put(placement.groupId(), placement);
    }
    topicsVersion++;
    listener.onTopicCreated(topic);
    return ErrorCode.OK;
  }

  private ErrorCode applyGrown(TopicGrowth growth) {
    final Topic before = topicsById.get(growth.topicId());
    if (growth.firstGroupId() < nextGroupId) {
      return before == null ? ErrorCode.UNKNOWN_TOPIC : ErrorCode.INTERNAL;
    }
    // Spent, whatever becomes of it: see applyCreated.
    nextGroupId = growth.lastGroupId() + 1;
    if (before == null) {
      return ErrorCode.UNKNOWN_TOPIC;
    }
    if (before.partitions().size() != growth.firstPartition()) {
      return ErrorCode.CHANGE_IN_PROGRESS;
    }
    if (growth.partitions().stream().anyMatch(this::isOnRemovedBroker)) {
      return ErrorCode.UNKNOWN_BROKER;
    }
    final Topic after = before.with(growth);
    replace(after);
    growth.partitions().forEach(added -> partitionsByGroup.put(added.groupId(), added));
    topicsVersion++;
    listener.onTopicGrown(after, growth.firstPartition());
    return ErrorCode.OK;
  }

  private ErrorCode applyDeleted(int topicId) {
    final Topic topic = topicsById.remove(topicId);
    if (topic == null) {
      return ErrorCode.UNKNOWN_TOPIC;
    }
    topicsByName.remove(topic.name());
    for (final PartitionPlacement placement : topic.partitions()) {
      topicsByGroup.remove(placement.groupId());
      partitionsByGroup.remove(placement.groupId());
    }
    topicsVersion++;
    listener.onTopicDeleted(topic);
    return ErrorCode.OK;
  }

  private ErrorCode applyProducerId(long producerId) {
    if (producerId < nextProducerId) {
      return ErrorCode.INTERNAL;
    }
    nextProducerId = producerId + 1;
    return ErrorCode.OK;
  }

  /** Returns the brokers that are known. */
  public BrokerRegistry registry() {
    return registry;
  }

  /** Returns the consumer groups. */
  public GroupState groups() {
    return groups;
  }

  /** Returns a number that is another one whenever there are other topics or partitions. */
  long topicsVersion() {
    return topicsVersion;
  }

  /** Returns the topic of a name, or null. */
  public Topic topic(String name) {
    return topicsByName.get(name);
  }

  /** Returns the topic of an id, or null. */
  public Topic topicById(int topicId) {
    return topicsById.get(topicId);
  }

  /** Returns the topic that a Raft group's partition belongs to, or null. */
  public Topic topicOfGroup(int groupId) {
    return topicsByGroup.get(groupId);
  }

  /** Returns the partition that a Raft group replicates, or null. */
  public PartitionPlacement partitionOfGroup(int groupId) {
    return partitionsByGroup.get(groupId);
  }

  /** Returns a live view of all topics, in the order of their names. */
  public Collection<Topic> topics() {
    return Collections.unmodifiableCollection(topicsByName.values());
  }

  /** Returns the number of partitions of all topics. */
  public int partitionCount() {
    return partitionsByGroup.size();
  }

  /** Returns the id that the next topic may get. */
  public int nextTopicId() {
    return nextTopicId;
  }

  /** Returns the id that the next partition's Raft group may get. */
  public int nextGroupId() {
    return nextGroupId;
  }

  /** Returns the id that the next producer may get. */
  public long nextProducerId() {
    return nextProducerId;
  }
}
