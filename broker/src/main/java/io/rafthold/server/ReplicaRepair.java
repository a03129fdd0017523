package io.rafthold.server;

import io.rafthold.log.BlobFile;
import io.rafthold.log.LogCut;
import io.rafthold.log.LogDamageException;
import io.rafthold.log.LogRepair;
import io.rafthold.log.NewerFormatException;
import io.rafthold.log.ProgressFile;
import io.rafthold.log.Quarantine;
import io.rafthold.log.SegmentStore;
import io.rafthold.log.TwoSlotFile;
import io.rafthold.log.VoteFile;
import io.rafthold.partition.ReplicaFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a damaged replica one that opens, and that gets from its peers what it lost: a new life,
 * then the damaged files into quarantine, then the log goes on before the damage. The life comes
 * first and is on the disk: from then on the replica neither votes nor counts until it has caught
 * up (the rejoin rule, docs/architecture.md), wherever a crash leaves the rest.
 *
 * <p>What cannot be had again from peers is not mended: votes, and the log of a group of one.
 */
final class ReplicaRepair {
  /** Each attempt mends one file, or cuts the log; there are fewer than this. */
  private static final int MAX_ATTEMPTS = 16;

  private static final Logger LOGGER = LoggerFactory.getLogger(ReplicaRepair.class);

  private final ReplicaDirectory directory;
  private final int brokerId;
  private final Quarantine quarantine;
  private final String label;
  private boolean isNewLife;

  ReplicaRepair(ReplicaDirectory directory, int brokerId, String label) {
    this.directory = directory;
    this.brokerId = brokerId;
    this.label = label;
    quarantine = new Quarantine(directory.path(), label);
  }

  /**
   * Opens a replica that is damaged, or was found so when it was read.
   *
   * @param damage why it does not open, or was closed
   * @param hasPeers whether the group has other voters, unless the replica's own files know better
   * @return the files; the caller closes them
   * @throws LogDamageException where it cannot be mended here, with what to do
   * @throws java.io.UncheckedIOException where the disk refused
   */
  ReplicaFiles open(
      LogDamageException damage, boolean hasPeers, long segmentBytes, long uncleanStop) {
    LogDamageException next = damage;
    for (int i = 0; i < MAX_ATTEMPTS; i++) {
      mend(next, hasPeers);
      try {
        return directory.open(segmentBytes, uncleanStop);
      } catch (LogDamageException another) {
        next = another;
      }
    }
    throw next;
  }

  private void mend(LogDamageException damage, boolean hasPeers) {
    if (damage instanceof NewerFormatException) {
      throw damage;
    }
    if (isOf(damage, directory.voteFile())) {
      throw refusal(damage, "its votes cannot be known any more: " + replacement());
    }
    if (isOf(damage, directory.progressFile())) {
      // Only a hint: what it knew is told by the leader.
      setAside(damage, directory.progressFile());
      return;
    }
    if (!hasPeers(hasPeers)) {
      throw refusal(
          damage,
          "no other voter of the group has the entries: stop this broker and look at `rafthold log"
              + " repair "
              + directory.path().getParent().getParent()
              + " --group "
              + directory.groupId()
              + " --accept-data-loss`, which says without its last word what would go");
    }
    startLife();
    if (isOf(damage, directory.membershipFile())) {
      setAside(damage, directory.membershipFile());
      BlobFile.open(directory.membershipFile(), TwoSlotFile.Kind.MEMBERSHIP, directory.groupId())
          .close();
    } else if (isOf(damage, directory.flushMark())) {
      setAside(damage, directory.flushMark());
      directory.openStore(0).close();
    } else if (isOf(damage, directory.startFile())) {
      directory.setAsideSegments(
          quarantine,
          (ordinal, place) -> report(damage, "segment " + ordinal + " moved to " + place));
      setAside(damage, directory.startFile());
    } else {
      cut(damage);
    }
  }

  private String replacement() {
    return directory.groupId() == 0
        ? "replace this broker (cluster remove, then cluster add with an empty data.dir)"
        : "replace this replica (partition remove-replica, then partition add-replica)";
  }

  private static boolean isOf(LogDamageException damage, Path file) {
    return damage.segment().equals(file.toString());
  }

  private static LogDamageException refusal(LogDamageException damage, String remedy) {
    return new LogDamageException(
        damage.segment(), damage.index(), damage.position(), damage.problem() + "; " + remedy);
  }

  /** Its own membership file knows best who votes, where it is sound and was ever written. */
  private boolean hasPeers(boolean otherwise) {
    if (!Files.exists(directory.membershipFile())) {
      return otherwise;
    }
    try (BlobFile file =
        BlobFile.open(
            directory.membershipFile(), TwoSlotFile.Kind.MEMBERSHIP, directory.groupId())) {
      return ReplicaFiles.hasOtherVoters(file, brokerId, otherwise);
    } catch (NewerFormatException newer) {
      throw newer;
    } catch (LogDamageException unreadable) {
      return otherwise;
    }
  }

  private void startLife() {
    if (isNewLife) {
      return;
    }
    directory.refuseLostVote();
    try (VoteFile vote = VoteFile.open(directory.voteFile(), directory.groupId())) {
      vote.startLifeAfterDamage();
    } catch (NewerFormatException newer) {
      throw newer;
    } catch (LogDamageException damage) {
      throw refusal(damage, "its votes cannot be known any more: " + replacement());
    }
    isNewLife = true;
  }

  private void setAside(LogDamageException damage, Path file) {
    report(damage, file.getFileName() + " moved to " + quarantine.take(file));
  }

  private void cut(LogDamageException damage) {
    try (SegmentStore store = directory.openStore(0)) {
      final LogCut cut = LogRepair.survey(store, directory.known().with(damage));
      if (cut == null) {
        LOGGER.warn(
            "group {}: {}; a second look finds it sound", directory.groupId(), damage.getMessage());
        return;
      }
      LogRepair.cut(store, cut, label);
      report(
          cut.damage(),
          "segments "
              + cut.ordinals()
              + " moved to "
              + Quarantine.NAME
              + ", the log ends at entry "
              + (cut.start().baseIndex() - 1)
              + ", and the leader sends what is missing");
      rememberEnd(cut.start().baseIndex() - 1);
    }
  }

  /** What it remembers to have flushed is not there any more. */
  private void rememberEnd(long lastIndex) {
    try (ProgressFile progress = ProgressFile.open(directory.progressFile(), directory.groupId())) {
      progress.write(lastIndex, progress.knownCommitIndex());
    }
  }

  private void report(LogDamageException damage, String action) {
    LOGGER.error("group {}: DAMAGE: {}: {}", directory.groupId(), damage.getMessage(), action);
  }
}
