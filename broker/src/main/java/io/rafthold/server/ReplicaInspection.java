package io.rafthold.server;

import io.rafthold.log.BlobFile;
import io.rafthold.log.KnownLog;
import io.rafthold.log.LogDamageException;
import io.rafthold.log.LogExtent;
import io.rafthold.log.NewerFormatException;
import io.rafthold.log.ProgressFile;
import io.rafthold.log.SegmentStore;
import io.rafthold.log.TwoSlotFile;
import io.rafthold.log.VoteFile;
import io.rafthold.log.chronicle.ChronicleSegmentStore;
import io.rafthold.partition.ReplicaFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the files beside the log of a stopped replica say, and which of them are damaged, or missing
 * where they must be there. Writes nothing. For one thread.
 */
final class ReplicaInspection {
  private final ReplicaDirectory directory;
  private final List<LogDamageException> damages = new ArrayList<>();
  private final List<Path> files = new ArrayList<>();
  private final boolean hasSegments;
  private final boolean hasEntries;
  private final long flushedIndex;
  private final long startIndex;
  private final boolean isMarkLost;

  /**
   * Looks at all but the votes and the membership.
   *
   * @param directory of the replica
   * @throws NewerFormatException where a file is of a later format version
   */
  ReplicaInspection(ReplicaDirectory directory) {
    this.directory = directory;
    try (SegmentStore store =
        ChronicleSegmentStore.readOnly(directory.segments(), directory.groupId())) {
      hasSegments = store.ordinals().length > 0;
      hasEntries = hasSegments && LogExtent.hasEntries(store);
    }
    flushedIndex = look(directory.progressFile(), false, this::readFlushedIndex, 0L, 0L);
    startIndex = look(directory.startFile(), false, this::readStartIndex, 0L, KnownLog.NOWHERE);
    isMarkLost = look(directory.flushMark(), hasSegments, this::readMark, hasSegments, true);
  }

  private interface Look<T> {
    T at();
  }

  private <T> T look(Path file, boolean mustBeThere, Look<T> look, T missing, T damaged) {
    try {
      if (mustBeThere) {
        ReplicaDirectory.refuseMissing(Files.exists(file), file);
      }
      return Files.exists(file) ? look.at() : missing;
    } catch (NewerFormatException newer) {
      throw newer;
    } catch (LogDamageException damage) {
      damages.add(damage);
      files.add(file);
      return damaged;
    }
  }

  private long readFlushedIndex() {
    try (ProgressFile file =
        ProgressFile.openReadOnly(directory.progressFile(), directory.groupId())) {
      return file.flushedIndex();
    }
  }

  private long readStartIndex() {
    try (BlobFile file =
        BlobFile.openReadOnly(directory.startFile(), TwoSlotFile.Kind.START, directory.groupId())) {
      return ReplicaFiles.startIndex(file);
    }
  }

  private boolean readMark() {
    TwoSlotFile.openReadOnly(
            directory.flushMark(), TwoSlotFile.Kind.FLUSH_MARK, directory.groupId())
        .close();
    return false;
  }

  /** Looks at the votes, and notes damage to them like any other. */
  void lookAtVotes() {
    look(directory.voteFile(), hasEntries, this::isRejoining, false, false);
  }

  /**
   * Tells whether the replica waits for peers to give back what it lost.
   *
   * @throws LogDamageException where its vote file is damaged or missing
   */
  boolean isRejoining() {
    directory.refuseLostVote();
    try (TwoSlotFile slots =
        TwoSlotFile.openReadOnly(
            directory.voteFile(), TwoSlotFile.Kind.VOTE, directory.groupId())) {
      return VoteFile.isRejoining(slots);
    }
  }

  /** Tells whether another broker votes in the group, as far as the membership file knows. */
  boolean hasOtherVoters(int brokerId) {
    return look(
        directory.membershipFile(),
        hasEntries,
        () -> {
          try (BlobFile file =
              BlobFile.openReadOnly(
                  directory.membershipFile(), TwoSlotFile.Kind.MEMBERSHIP, directory.groupId())) {
            return ReplicaFiles.hasOtherVoters(file, brokerId, false);
          }
        },
        false,
        false);
  }

  /** Returns what is known of the log; nothing of it is taken as it is. */
  KnownLog known() {
    return new KnownLog(flushedIndex, isMarkLost, startIndex, false, null);
  }

  /** Tells whether nobody can say any more where the log starts. */
  boolean isStartLost() {
    return startIndex == KnownLog.NOWHERE;
  }

  /** Returns what was found until now; may be added to. */
  List<LogDamageException> damages() {
    return damages;
  }

  /** Returns the damaged or missing files of these. */
  List<Path> files() {
    return files;
  }
}
