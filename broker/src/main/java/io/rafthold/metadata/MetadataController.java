package io.rafthold.metadata;

import io.rafthold.partition.RetentionPolicy;
import io.rafthold.protocol.codec.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.collections.IntHashSet;

/**
 * The leader's side of group 0: turns requests into entries to propose.
 *
 * <p>It remembers what is proposed and not yet applied, so that two requests in flight at once
 * never get the same name or id. Ask it only while this broker leads group 0 and has applied an
 * entry of its own term: then the state shows all that earlier leaders gave out. A proposal that
 * was accepted ends in exactly one of {@link #onApplied}, {@link #abandon} and {@link #onStepDown}.
 *
 * <p>Single-threaded: the thread that applies to the state.
 */
public final class MetadataController {
  /** Most creations, growths and deletions that may be in flight at once. */
  public static final int MAX_IN_FLIGHT = 1024;

  private final MetadataState state;
  private final TopicRequest rules;
  private final List<ClusterMember> configured;
  private final BrokerChanges brokers;
  private final PlacementChanges placements;
  private final MetadataEncoder encoder = new MetadataEncoder();
  private final Map<String, Topic> creating = new HashMap<>();
  private final Map<Integer, TopicGrowth> growing = new HashMap<>();
  private final IntHashSet deleting = new IntHashSet();

  // What was given out, applied or not. Never lowered, so that an id that a lost proposal carried
  // is not given to another one by this broker.
  private int nextTopicId = 1;
  private int nextGroupId = MetadataState.METADATA_GROUP_ID + 1;
  private long nextProducerId = 1;
  private int partitionsCreating;

  /**
   * Starts with nothing in flight.
   *
   * @param state of group 0 on this broker
   * @param members that the configuration names, at least one
   * @param defaults for what requests leave open
   */
  public MetadataController(
      MetadataState state, List<ClusterMember> members, MetadataDefaults defaults) {
    if (members.isEmpty()) {
      throw new IllegalArgumentException("a cluster has at least one member, and none is given");
    }
    this.state = state;
    configured = List.copyOf(members);
    rules = new TopicRequest(defaults);
    brokers = new BrokerChanges(state, configured);
    placements = new PlacementChanges(state, configured);
  }

  /** Prepares what concerns the brokers of the cluster. */
  public BrokerChanges brokers() {
    return brokers;
  }

  /** Prepares what concerns the replicas of partitions. */
  public PlacementChanges placements() {
    return placements;
  }

  /**
   * Prepares the creation of a topic.
   *
   * @param spec as the client asked
   * @return the entry to propose, or a refusal; never null
   */
  public Proposal prepareCreate(TopicSpec spec) {
    final String name = spec.name();
    final int partitions = spec.partitions();
    final int[] brokerIds = state.registry().placeable(configured);
    rules.brokers(brokerIds.length);
    final Proposal refusal = rules.refusal(spec);
    if (refusal != null) {
      return refusal;
    }
    if (state.topic(name) != null) {
      return Proposal.refused(ErrorCode.TOPIC_EXISTS, existsMessage(name));
    }
    if (creating.containsKey(name)) {
      // Whether it comes to be is not certain yet: who asks again is told for sure.
      return Proposal.refused(ErrorCode.CHANGE_IN_PROGRESS, existsMessage(name));
    }
    final Proposal noRoom = roomRefusal(partitions);
    if (noRoom != null) {
      return noRoom;
    }
    final int replicaCount = rules.replicas(spec.replicas());
    final Topic topic =
        new Topic(
            takeTopicId(),
            name,
            rules.ackLevel(spec.ackLevel()),
            rules.segmentBytes(spec.segmentBytes()),
            replicaCount,
            new RetentionPolicy(spec.retentionMs(), spec.retentionBytes()),
            place(brokerIds, 0, partitions, replicaCount));
    creating.put(name, topic);
    partitionsCreating += partitions;
    return Proposal.aboutTopic(
        encoder.topicCreated(topic), topic.id(), name, TopicRequest.warning(replicaCount));
  }

  /**
   * Prepares a change of a topic's settings. Nothing is remembered of it: of two in flight, the one
   * that is applied later counts.
   *
   * @param name of the topic
   * @param change what shall be otherwise; segment bytes 0: the default
   * @return the entry to propose, or a refusal; never null
   */
  public Proposal prepareAlter(String name, TopicChange change) {
    final Proposal missing = existenceRefusal(name);
    if (missing != null) {
      return missing;
    }
    final Proposal refusal = rules.refusal(change);
    if (refusal != null) {
      return refusal;
    }
    final TopicChange complete =
        new TopicChange(
            change.retentionMs(),
            change.retentionBytes(),
            rules.segmentBytes(change.segmentBytes()));
    return Proposal.aboutSettings(encoder.topicAltered(state.topic(name).id(), complete), name);
  }

  /**
   * Prepares more partitions for a topic, placed as those of a new topic are, with as many replicas
   * as it was created with.
   *
   * @param name of the topic
   * @param partitions how many there shall be then
   * @return the entry to propose, or a refusal; never null
   */
  public Proposal prepareGrow(String name, int partitions) {
    final Proposal missing = existenceRefusal(name);
    if (missing != null) {
      return missing;
    }
    final Topic topic = state.topic(name);
    if (growing.containsKey(topic.id())) {
      return Proposal.refused(ErrorCode.CHANGE_IN_PROGRESS, growingMessage(name));
    }
    final int[] brokerIds = state.registry().placeable(configured);
    rules.brokers(brokerIds.length);
    final int before = topic.partitions().size();
    final Proposal refusal = rules.growthRefusal(topic, partitions);
    if (refusal != null) {
      return refusal;
    }
    final Proposal noRoom = roomRefusal(partitions - before);
    if (noRoom != null) {
      return noRoom;
    }
    final TopicGrowth growth =
        new TopicGrowth(
            topic.id(), place(brokerIds, before, partitions - before, topic.replicas()));
    growing.put(topic.id(), growth);
    partitionsCreating += growth.partitions().size();
    return Proposal.aboutTopic(encoder.topicGrown(growth), topic.id(), name, "");
  }

  /**
   * Prepares the deletion of a topic.
   *
   * @param name of the topic
   * @return the entry to propose, or a refusal; never null
   */
  public Proposal prepareDelete(String name) {
    final Proposal missing = existenceRefusal(name);
    if (missing != null) {
      return missing;
    }
    final Topic topic = state.topic(name);
    if (growing.containsKey(topic.id())) {
      return Proposal.refused(ErrorCode.CHANGE_IN_PROGRESS, growingMessage(name));
    }
    if (isFull()) {
      return overloaded();
    }
    deleting.add(topic.id());
    return Proposal.aboutTopic(encoder.topicDeleted(topic.id()), topic.id(), name, "");
  }

  /**
   * Prepares a new producer id.
   *
   * @return the entry to propose; never a refusal
   */
  public Proposal prepareProducerId() {
    nextProducerId = Math.max(nextProducerId, state.nextProducerId());
    final long producerId = nextProducerId++;
    return Proposal.aboutProducer(encoder.producerIdAllocated(producerId), producerId);
  }

  /**
   * Ends a proposal whose entry was applied.
   *
   * @param proposal an accepted one
   * @param applied what {@link MetadataState#apply} returned for its entry
   * @return the message for the requester beside {@code applied}: for {@code OK} the proposal's
   *     warning or empty
   */
  public String onApplied(Proposal proposal, ErrorCode applied) {
    abandon(proposal);
    return switch (applied) {
      case OK -> proposal.message();
      case TOPIC_EXISTS -> existsMessage(proposal.topicName());
      case UNKNOWN_TOPIC -> unknownMessage(proposal.topicName());
      case UNKNOWN_GROUP -> "the partition's topic was deleted meanwhile";
      case UNKNOWN_BROKER -> "a broker that it concerns was removed meanwhile";
      case INVALID_ARGUMENT ->
          "broker " + proposal.brokerId() + " is registered with another data directory";
      case CHANGE_IN_PROGRESS ->
          proposal.topicId() > 0
              ? "partitions were added to it meanwhile: look how many it has, and try again"
              : "broker " + proposal.brokerId() + " still has replicas";
      default -> "an id that was given out before was proposed again: try again";
    };
  }

  /**
   * Ends a proposal that was not appended, or whose entry another leader's has replaced.
   *
   * @param proposal an accepted one
   */
  public void abandon(Proposal proposal) {
    brokers.end(proposal.brokerId());
    placements.end(proposal.groupId());
    final Topic topic = creating.get(proposal.topicName());
    if (topic != null && topic.id() == proposal.topicId()) {
      creating.remove(topic.name());
      partitionsCreating -= topic.partitions().size();
      return;
    }
    // No topic is both: either is refused while the other is on its way.
    final TopicGrowth growth = growing.remove(proposal.topicId());
    if (growth != null) {
      partitionsCreating -= growth.partitions().size();
    }
    deleting.remove(proposal.topicId());
  }

  /** Ends all proposals: what becomes of their entries is the next leader's to decide. */
  public void onStepDown() {
    creating.clear();
    growing.clear();
    deleting.clear();
    partitionsCreating = 0;
    brokers.onStepDown();
    placements.onStepDown();
  }

  /** Refuses what is about a topic that is not there, or not for long; else null. */
  private Proposal existenceRefusal(String name) {
    final String nameError = TopicName.error(name);
    if (nameError != null) {
      return Proposal.refused(ErrorCode.INVALID_TOPIC, nameError);
    }
    final Topic topic = state.topic(name);
    if (topic == null) {
      return Proposal.refused(ErrorCode.UNKNOWN_TOPIC, unknownMessage(name));
    }
    return deleting.contains(topic.id())
        ? Proposal.refused(ErrorCode.CHANGE_IN_PROGRESS, deletingMessage(name))
        : null;
  }

  private Proposal roomRefusal(int partitions) {
    final int partitionsInAll = state.partitionCount() + partitionsCreating;
    if (partitions > MetadataLimits.MAX_PARTITIONS_IN_ALL - partitionsInAll) {
      return Proposal.refused(
          ErrorCode.INVALID_ARGUMENT,
          "partitions "
              + partitions
              + " on top of the cluster's "
              + partitionsInAll
              + " is more than "
              + MetadataLimits.MAX_PARTITIONS_IN_ALL
              + ": use fewer, or delete topics");
    }
    return isFull() ? overloaded() : null;
  }

  private List<PartitionPlacement> place(
      int[] brokerIds, int firstPartition, int partitions, int replicas) {
    nextGroupId = Math.max(nextGroupId, state.nextGroupId());
    final Placement placement =
        new Placement(brokerIds)
            .counting(state.topics())
            .counting(creating.values())
            .countingGrowths(growing.values());
    final List<PartitionPlacement> placements = new ArrayList<>(partitions);
    for (int partition = firstPartition; partition < firstPartition + partitions; partition++) {
      placements.add(new PartitionPlacement(partition, nextGroupId++, placement.next(replicas)));
    }
    return placements;
  }

  private int takeTopicId() {
    nextTopicId = Math.max(nextTopicId, state.nextTopicId());
    return nextTopicId++;
  }

  private boolean isFull() {
    return creating.size() + growing.size() + deleting.size() >= MAX_IN_FLIGHT;
  }

  private static Proposal overloaded() {
    return Proposal.refused(
        ErrorCode.OVERLOADED,
        MAX_IN_FLIGHT + " topics are being created, grown or deleted: try again in a moment");
  }

  private String existsMessage(String name) {
    final Topic topic = state.topic(name);
    if (topic != null && deleting.contains(topic.id())) {
      return deletingMessage(name);
    }
    return "the topic "
        + TopicName.quoted(name)
        + (topic == null
            ? " is being created: try again in a moment"
            : " exists: use another name, or delete it first");
  }

  private static String deletingMessage(String name) {
    return "the topic " + TopicName.quoted(name) + " is being deleted: try again in a moment";
  }

  private static String growingMessage(String name) {
    return "partitions are being added to the topic "
        + TopicName.quoted(name)
        + ": try again in a moment";
  }

  private static String unknownMessage(String name) {
    return "there is no topic "
        + TopicName.quoted(name)
        + ": see the list of topics for those there are";
  }
}
