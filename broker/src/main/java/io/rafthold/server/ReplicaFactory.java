package io.rafthold.server;

import io.rafthold.metadata.MetadataGroup;
import io.rafthold.metadata.MetadataState;
import io.rafthold.metadata.PartitionPlacement;
import io.rafthold.metadata.Topic;
import io.rafthold.partition.CommittedEntryHandler;
import io.rafthold.partition.Replica;
import io.rafthold.partition.ReplicaContext;
import io.rafthold.partition.ReplicaFiles;
import io.rafthold.partition.ReplicaSettings;
import io.rafthold.protocol.AckLevel;
import io.rafthold.raft.CommitLevel;
import io.rafthold.raft.Membership;
import io.rafthold.raft.RaftSettings;
import io.rafthold.raft.RandomSource;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Builds replicas out of their files, as the configuration and the metadata say. */
final class ReplicaFactory {
  /** Room for the lives of one replica, which an unclean stop of its machine begins each. */
  private static final int LIVES_BITS = 20;

  private final BrokerConfig config;
  private final BrokerIdentity identity;
  private final ReplicaContext context;
  private final RandomSource random;
  private MetadataGroup metadata;

  ReplicaFactory(
      BrokerConfig config,
      BrokerIdentity identity,
      ReplicaContext context,
      SplittableRandom random) {
    this.config = config;
    this.identity = identity;
    this.context = context;
    this.random = random::nextLong;
  }

  /** Names the group whose entries make replicas; before the first one is applied. */
  void attach(MetadataGroup group) {
    metadata = group;
  }

  /**
   * Builds this broker's replica of a topic's partition.
   *
   * @param isFounder whether it may belong to its group from the start; else it is a member of
   *     nothing until its log says so
   */
  Replica create(
      Topic topic,
      PartitionPlacement placement,
      boolean isFounder,
      ReplicaFiles files,
      long nowNs) {
    final int self = config.self().id();
    if (!isFounder) {
      // It may have had a replica of this group before, and voted: until it has caught up with a
      // leader it does not vote again. Late answers of that one are not to be taken for its own.
      files.voteFile().startLife(firstLife(metadata.applyingIndex()));
    }
    files.position().describe(topic.name(), placement.partition());
    // The others give the preferred leader a head start, so that leaders spread over the brokers.
    final long headStartNs =
        placement.preferredLeader() == self ? 0 : config.electionTimeout().maxNs();
    final Replica replica =
        new Replica(
            replicaSettings(placement.groupId(), topic.ackLevel()),
            raftSettings(topic.ackLevel()),
            firstMembership(placement, isFounder),
            files,
            context,
            CommittedEntryHandler.NONE,
            random,
            nowNs + headStartNs);
    replica.retain(topic.retention());
    return replica;
  }

  /**
   * Returns the lowest life of a replica that is made where one may have been deleted: above all of
   * that one's, as the entry that moved it away lies between the two.
   *
   * @param metadataIndex of the last entry that this broker has applied
   */
  static long firstLife(long metadataIndex) {
    return metadataIndex << LIVES_BITS;
  }

  /** Holds until the log says otherwise. */
  private Membership firstMembership(PartitionPlacement placement, boolean isFounder) {
    final int self = config.self().id();
    final int[] others =
        Arrays.stream(placement.reachedBrokers()).filter(id -> id != self).toArray();
    return isFounder || others.length == 0
        ? Membership.of(self, placement.initialBrokers())
        : Membership.of(self, others);
  }

  /** Builds this broker's replica of the metadata group, whose members are all brokers. */
  Replica createMetadata(ReplicaFiles files, CommittedEntryHandler handler, long nowNs) {
    return new Replica(
        replicaSettings(MetadataState.METADATA_GROUP_ID, AckLevel.QUORUM_SYNC),
        raftSettings(AckLevel.QUORUM_SYNC),
        Membership.of(
            config.self().id(), identity.founders().stream().mapToInt(id -> id).toArray()),
        files,
        context,
        handler,
        random,
        nowNs);
  }

  private ReplicaSettings replicaSettings(int groupId, AckLevel ackLevel) {
    return new ReplicaSettings(
        groupId, ackLevel, config.maxBatchBytes(), config.maxInflightBytes());
  }

  private RaftSettings raftSettings(AckLevel ackLevel) {
    final RaftSettings defaults = RaftSettings.defaults();
    return new RaftSettings(
        config.electionTimeout().minNs(),
        config.electionTimeout().maxNs(),
        config.heartbeatIntervalNs(),
        2 * config.heartbeatIntervalNs(),
        defaults.maxInflightEntries(),
        ackLevel == AckLevel.QUORUM ? CommitLevel.APPENDED : CommitLevel.FLUSHED);
  }
}
