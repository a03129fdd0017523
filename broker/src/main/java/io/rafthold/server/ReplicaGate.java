package io.rafthold.server;

import io.rafthold.metadata.MetadataGroup;
import io.rafthold.metadata.MetadataListener;
import io.rafthold.metadata.MetadataState;
import io.rafthold.metadata.PartitionPlacement;
import io.rafthold.metadata.RegisteredBroker;
import io.rafthold.metadata.Topic;
import org.agrona.collections.IntHashSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between the metadata and this broker's replicas: while a restarted broker replays group
 * 0's log, what the entries say is history, and acting on it would delete what came back since, or
 * make anew, blank, what had been moved away.
 *
 * <p>It opens when the metadata is as new as this broker's directories, and shows this broker as
 * registered with its own data directory. A broker that was wiped is not, and so never makes blank
 * replicas under its old id. One thread, the partition agent's.
 */
final class ReplicaGate implements MetadataListener {
  private static final Logger LOGGER = LoggerFactory.getLogger(ReplicaGate.class);

  private final int self;
  private final int directoryHash;
  private final Replicas replicas;
  private final ReplicaStorage storage;
  private final PeerDirectory peers;
  private final ClusterMemory memory;
  private MetadataGroup metadata;
  private boolean isOpen;

  ReplicaGate(
      int self,
      int directoryHash,
      Replicas replicas,
      ReplicaStorage storage,
      PeerDirectory peers,
      ClusterMemory memory) {
    this.self = self;
    this.directoryHash = directoryHash;
    this.replicas = replicas;
    this.storage = storage;
    this.peers = peers;
    this.memory = memory;
  }

  /** Names the group whose entries are applied; before the first one is. */
  void attach(MetadataGroup group) {
    metadata = group;
  }

  /** Tells whether this broker's replicas follow the metadata. */
  boolean isOpen() {
    return isOpen;
  }

  @Override
  public void onTopicCreated(Topic topic) {
    if (isOpen) {
      replicas.onTopicCreated(topic);
      remember();
    } else {
      openIfDue();
    }
  }

  @Override
  public void onTopicAltered(Topic topic) {
    if (isOpen) {
      replicas.onTopicAltered(topic);
    } else {
      openIfDue();
    }
  }

  @Override
  public void onTopicGrown(Topic topic, int firstPartition) {
    if (isOpen) {
      replicas.onTopicGrown(topic, firstPartition);
      remember();
    } else {
      openIfDue();
    }
  }

  @Override
  public void onTopicDeleted(Topic topic) {
    if (isOpen) {
      replicas.onTopicDeleted(topic);
      remember();
    } else {
      openIfDue();
    }
  }

  @Override
  public void onPlacementChanged(Topic topic, PartitionPlacement before, PartitionPlacement after) {
    if (isOpen) {
      replicas.onPlacementChanged(topic, before, after);
      if (before.concerns(self) || after.concerns(self)) {
        remember();
      }
    } else {
      openIfDue();
    }
  }

  @Override
  public void onBrokersChanged() {
    if (metadata.applyingIndex() >= memory.index()) {
      peers.update(metadata.state().registry());
    }
    if (isOpen) {
      remember();
    } else {
      openIfDue();
    }
  }

  private void openIfDue() {
    final RegisteredBroker registered = metadata.state().registry().broker(self);
    isOpen =
        metadata.applyingIndex() >= memory.index()
            && registered != null
            && registered.directoryHash() == directoryHash;
    if (isOpen) {
      catchUp(metadata.state());
      remember();
    }
  }

  private void catchUp(MetadataState state) {
    final IntHashSet kept = new IntHashSet();
    for (final Topic topic : state.topics()) {
      for (final PartitionPlacement placement : topic.partitions()) {
        if (!placement.concerns(self)) {
          continue;
        }
        kept.add(placement.groupId());
        if (!memory.isAny() || storage.exists(placement.groupId())) {
          replicas.open(topic, placement, isFounder(placement));
        } else {
          LOGGER.error(
              "the directory of group {} (partition {} of topic {}) is gone: this broker's replica"
                  + " stays closed, since a blank one would have forgotten its votes; `partition"
                  + " remove-replica` it here, then add it again",
              placement.groupId(),
              placement.partition(),
              topic.name());
        }
      }
    }
    storage.deleteOthers(kept, state.nextGroupId());
  }

  /**
   * A replica that died before its first entry is still one of the first voters, as long as no
   * change of them was ever reported: it cannot have been moved away and come back.
   */
  private boolean isFounder(PartitionPlacement placement) {
    return placement.isInitial(self) && (!memory.isAny() || placement.reachedIndex() == 0);
  }

  /** Behind what the entry had done to the directories, in the storage's own order. */
  private void remember() {
    storage.remember(ClusterMemory.of(metadata.applyingIndex(), metadata.state().registry()));
  }
}
