package io.rafthold.server;

import io.rafthold.log.LogDamageException;
import io.rafthold.metadata.MetadataGroup;
import io.rafthold.metadata.MetadataState;
import io.rafthold.partition.Replica;
import io.rafthold.partition.ReplicaListener;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs changes of leadership, and passes those of group 0 on. */
final class ReplicaEvents implements ReplicaListener {
  private static final Logger LOGGER = LoggerFactory.getLogger(ReplicaEvents.class);

  /** Appends that the disk refuses, per line in the log: producers try again and again. */
  private static final long REFUSALS_PER_LINE = 10_000;

  private long refusals;
  private MetadataGroup metadata;
  private Replicas replicas;

  void attach(MetadataGroup metadataGroup, Replicas allReplicas) {
    metadata = metadataGroup;
    replicas = allReplicas;
  }

  @Override
  public void onAppendRefused(Replica replica, UncheckedIOException refusal) {
    if (refusals++ % REFUSALS_PER_LINE == 0) {
      LOGGER.error(
          "group {}: nothing can be appended ({}), and another broker shall lead: make room on the"
              + " disk; {} appends refused so far, in all groups",
          replica.settings().groupId(),
          refusal.getMessage(),
          refusals);
    }
  }

  @Override
  public void onFailed(Replica replica) {
    replicas.onFailed(replica);
    if (replica.settings().groupId() == MetadataState.METADATA_GROUP_ID) {
      metadata.onLeadershipChanged();
    }
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
    if (replica.isLeader() && replica.isElectedByAll()) {
      reportLoss(replica);
    }
    if (groupId == MetadataState.METADATA_GROUP_ID) {
      metadata.onLeadershipChanged();
    }
  }

  /**
   * What nobody remembers may have been acknowledged all the same: it is named by where it began.
   */
  private static void reportLoss(Replica replica) {
    LOGGER.warn(
        "group {}: the machines of so many voters stopped at once that all had to elect; records"
            + " from offset {} on that were acknowledged before are lost: level quorum does not"
            + " survive that{}",
        replica.settings().groupId(),
        replica.log().endOffset(),
        replica.possiblyLostCommitIndex() > 0
            ? "; up to entry " + replica.possiblyLostCommitIndex() + " were known to be committed"
            : "");
  }

  @Override
  public void onStateIgnored(int groupId, LogDamageException damage) {
    LOGGER.warn(
        "group {}: {}; more of the log is replayed instead, and it is made anew",
        groupId,
        damage.getMessage());
  }

  @Override
  public void onRejoiningChanged(Replica replica) {
    final int groupId = replica.settings().groupId();
    final long lastIndex = replica.log().lastIndex();
    if (replica.isRejoining() && !replica.isDamaged() && lastIndex == 0) {
      LOGGER.info(
          "group {}: a new replica; it neither votes nor counts before it catches up", groupId);
    } else if (replica.isDamaged()) {
      LOGGER.warn(
          "group {}: damage cost this replica what followed entry {}; it neither votes nor counts"
              + " until it has got that again from a leader",
          groupId,
          lastIndex);
    } else if (replica.isRejoining()) {
      LOGGER.warn(
          "group {}: this machine stopped uncleanly, or its disk failed, and what followed"
              + " entry {} may be lost here; the replica neither votes nor counts until it has"
              + " caught up with a leader",
          groupId,
          lastIndex);
    } else {
      LOGGER.info("group {}: caught up to entry {}, votes and counts again", groupId, lastIndex);
    }
  }
}
