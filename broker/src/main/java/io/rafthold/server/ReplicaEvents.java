package io.rafthold.server;

import io.rafthold.metadata.MetadataGroup;
import io.rafthold.metadata.MetadataState;
import io.rafthold.partition.Replica;
import io.rafthold.partition.ReplicaListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs changes of leadership, and passes those of group 0 on. */
final class ReplicaEvents implements ReplicaListener {
  private static final Logger LOGGER = LoggerFactory.getLogger(ReplicaEvents.class);

  private MetadataGroup metadata;

  void attach(MetadataGroup metadataGroup) {
    metadata = metadataGroup;
  }

  @Override
  public void onLeadershipChanged(Replica replica) {
    final int groupId = replica.settings().groupId();
    LOGGER.info(
        "group {}: {} in term {}, leader {}",
        groupId,
        replica.role(),
        replica.term(),
        replica.leaderId());
    if (groupId == MetadataState.METADATA_GROUP_ID) {
      metadata.onLeadershipChanged();
    }
  }
}
