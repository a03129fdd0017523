package io.rafthold.client;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * What is known of topics and leaders. Knowledge ages: a leader is believed until it says otherwise
 * or a higher term is heard of. Topics may be read by any thread, the rest is the I/O thread's.
 */
final class ClusterView {
  static final int METADATA_GROUP = 0;

  private final Map<String, TopicInfo> topics = new ConcurrentHashMap<>();
  private final Int2ObjectHashMap<Leadership> leaderships = new Int2ObjectHashMap<>();

  /** Returns a topic, null where it is not known. Any thread. */
  TopicInfo topic(String name) {
    return topics.get(name);
  }

  void forgetTopic(String name) {
    topics.remove(name);
  }

  /** Returns the leader of a group, or {@link PartitionInfo#NO_LEADER}. */
  int leader(int groupId) {
    final Leadership leadership = leaderships.get(groupId);
    return leadership == null ? PartitionInfo.NO_LEADER : leadership.broker;
  }

  /** Returns the highest term heard of for a group. */
  long term(int groupId) {
    final Leadership leadership = leaderships.get(groupId);
    return leadership == null ? 0 : leadership.term;
  }

  void learn(Reply.Cluster reply) {
    learnLeader(METADATA_GROUP, reply.controller(), 0);
    for (final TopicInfo topic : reply.topics()) {
      topics.merge(topic.name(), topic, ClusterView::later);
      for (final PartitionInfo partition : topic.partitions()) {
        learnLeader(partition.groupId(), partition.leader(), partition.term());
      }
    }
  }

  /**
   * Ids rise: of two topics of a name the lower is gone. Partitions are added, never taken away.
   */
  private static TopicInfo later(TopicInfo known, TopicInfo told) {
    if (told.topicId() != known.topicId()) {
      return told.topicId() > known.topicId() ? told : known;
    }
    return told.partitions().size() >= known.partitions().size() ? told : known;
  }

  void learnLeader(int groupId, int broker, long term) {
    final Leadership known = leaderships.get(groupId);
    if (broker == PartitionInfo.NO_LEADER) {
      // A term without a leader may be one that its candidate forgets: it outranks nobody later.
      if (known != null && term > known.term) {
        known.broker = broker;
      }
    } else if (known == null) {
      leaderships.put(groupId, new Leadership(broker, term));
    } else if (term >= known.term) {
      known.broker = broker;
      known.term = term;
    }
  }

  /** Takes the word of a broker that does not lead, for who does. */
  void onNotLeader(int groupId, int saidBy, int hint) {
    final Leadership known = leaderships.computeIfAbsent(groupId, id -> new Leadership(-1, 0));
    if (hint >= 0 && hint != saidBy) {
      known.broker = hint;
    } else if (known.broker == saidBy) {
      known.broker = PartitionInfo.NO_LEADER;
    }
  }

  private static final class Leadership {
    private int broker;
    private long term;

    Leadership(int broker, long term) {
      this.broker = broker;
      this.term = term;
    }
  }
}
