package io.rafthold.server;

import io.rafthold.log.BlobFile;
import io.rafthold.log.KnownLog;
import io.rafthold.log.LogCut;
import io.rafthold.log.LogDamageException;
import io.rafthold.log.LogRepair;
import io.rafthold.log.NewerFormatException;
import io.rafthold.log.ProgressFile;
import io.rafthold.log.Quarantine;
import io.rafthold.log.SegmentStore;
import io.rafthold.log.TwoSlotFile;
import io.rafthold.log.VoteFile;
import io.rafthold.log.chronicle.ChronicleSegmentStore;
import io.rafthold.partition.ReplicaFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Mends the replicas of a broker that does not run, where nobody can give back what they lost: the
 * log ends behind its last sound entry, and counts as it is. Everything that goes is moved to
 * quarantine. Votes are never mended.
 */
public final class OfflineRepair implements AutoCloseable {
  private final Path dataDirectory;
  private final int brokerId;
  private final DirectoryLock lock;

  private OfflineRepair(Path dataDirectory, int brokerId, DirectoryLock lock) {
    this.dataDirectory = dataDirectory;
    this.brokerId = brokerId;
    this.lock = lock;
  }

  /**
   * Takes a data directory over.
   *
   * @param dataDirectory of a broker that does not run
   * @return holds the directory's lock until it is closed
   * @throws ConfigurationException where it is no data directory
   * @throws StartupException where a broker uses it, or its identity is damaged
   * @throws IOException where the lock cannot be taken
   */
  public static OfflineRepair open(Path dataDirectory) throws IOException {
    final DataDirectory.Identity identity = DataDirectory.inspect(dataDirectory);
    final Path lockFile = dataDirectory.resolve(DataDirectory.LOCK_FILE);
    return new OfflineRepair(
        dataDirectory, identity.brokerId(), DirectoryLock.acquire(lockFile, MachineBoot.id()));
  }

  /**
   * Lists the groups.
   *
   * @return ids, ascending
   * @throws IOException where they cannot be listed
   */
  public List<Integer> groups() throws IOException {
    try (Stream<Path> paths = Files.list(dataDirectory.resolve(DataDirectory.GROUPS))) {
      return paths
          .map(path -> path.getFileName().toString())
          .filter(name -> name.matches("\\d{1,9}"))
          .map(Integer::valueOf)
          .sorted()
          .toList();
    }
  }

  private ReplicaDirectory directory(int groupId) {
    return new ReplicaDirectory(
        dataDirectory.resolve(DataDirectory.GROUPS).resolve(Integer.toString(groupId)), groupId);
  }

  /**
   * Finds out what is wrong with a replica and what repairing it would cost. Writes nothing.
   *
   * @param groupId of the Raft group
   * @return what was found
   * @throws LogDamageException where the vote file is damaged, which nothing mends
   * @throws NewerFormatException where a file is of a later format version
   */
  public RepairPlan examine(int groupId) {
    final ReplicaDirectory directory = directory(groupId);
    final List<LogDamageException> damages = new ArrayList<>();
    final List<Path> files = new ArrayList<>();
    final boolean isRejoining = isRejoining(directory);
    final long flushedIndex =
        look(directory.progressFile(), damages, files, () -> flushedIndex(directory), 0L, 0L);
    final boolean hasOtherVoters =
        look(
            directory.membershipFile(),
            damages,
            files,
            () -> hasOtherVoters(directory),
            false,
            false);
    final long startIndex =
        look(directory.startFile(), damages, files, () -> startIndex(directory), 0L, -1L);
    final boolean hasMark =
        look(directory.flushMark(), damages, files, () -> hasMark(directory), false, false);
    final KnownLog known =
        new KnownLog(flushedIndex, startIndex < 0 ? KnownLog.NOWHERE : startIndex, false, null);
    try (SegmentStore store =
        ChronicleSegmentStore.readOnly(directory.segments(), directory.groupId())) {
      final LogCut cut = LogRepair.survey(hasMark ? store : new MarklessStore(store), known);
      if (cut != null) {
        damages.add(cut.damage());
      }
      return RepairPlan.of(
          groupId, damages, files, cut, startIndex < 0, isRejoining, hasOtherVoters, store);
    }
  }

  private interface Look<T> {
    T at();
  }

  private static <T> T look(
      Path file,
      List<LogDamageException> damages,
      List<Path> files,
      Look<T> look,
      T missing,
      T damaged) {
    try {
      return Files.exists(file) ? look.at() : missing;
    } catch (NewerFormatException newer) {
      throw newer;
    } catch (LogDamageException damage) {
      damages.add(damage);
      files.add(file);
      return damaged;
    }
  }

  private static boolean isRejoining(ReplicaDirectory directory) {
    directory.refuseLostVote();
    try (TwoSlotFile slots =
        TwoSlotFile.openReadOnly(
            directory.voteFile(), TwoSlotFile.Kind.VOTE, directory.groupId())) {
      return VoteFile.isRejoining(slots);
    }
  }

  private static long flushedIndex(ReplicaDirectory directory) {
    try (ProgressFile file =
        ProgressFile.openReadOnly(directory.progressFile(), directory.groupId())) {
      return file.flushedIndex();
    }
  }

  private boolean hasOtherVoters(ReplicaDirectory directory) {
    try (BlobFile file =
        BlobFile.open(
            directory.membershipFile(), TwoSlotFile.Kind.MEMBERSHIP, directory.groupId())) {
      return ReplicaFiles.hasOtherVoters(file, brokerId, false);
    }
  }

  private static long startIndex(ReplicaDirectory directory) {
    try (BlobFile file =
        BlobFile.open(directory.startFile(), TwoSlotFile.Kind.START, directory.groupId())) {
      return ReplicaFiles.startIndex(file);
    }
  }

  private static boolean hasMark(ReplicaDirectory directory) {
    TwoSlotFile.openReadOnly(
            directory.flushMark(), TwoSlotFile.Kind.FLUSH_MARK, directory.groupId())
        .close();
    return true;
  }

  /**
   * Does what a plan says: it costs what the plan says it costs.
   *
   * @param plan of {@link #examine}, nothing changed since
   * @param label begins the names of what goes to quarantine
   */
  public void repair(RepairPlan plan, String label) {
    final ReplicaDirectory directory = directory(plan.groupId());
    final Quarantine quarantine = new Quarantine(directory.path(), label);
    if (plan.losesEverything()) {
      directory.setAsideSegments(quarantine, (ordinal, place) -> {});
      quarantine.take(directory.flushMark());
    }
    plan.files().forEach(quarantine::take);
    if (plan.cut() != null && !plan.losesEverything()) {
      try (SegmentStore store = directory.openStore(0)) {
        LogRepair.cutBehindLastSound(store, plan.cut(), label);
      }
    }
    forgetWhatWent(directory, plan);
    // Last: from here on the replica counts with what it has.
    try (VoteFile vote = VoteFile.open(directory.voteFile(), directory.groupId())) {
      vote.write(vote.term(), vote.votedFor(), vote.life() + 1, false);
    }
  }

  private static void forgetWhatWent(ReplicaDirectory directory, RepairPlan plan) {
    if (plan.cut() == null && !plan.losesEverything()) {
      return;
    }
    final long lastIndex = plan.firstLostIndex() - 1;
    try (ProgressFile progress = ProgressFile.open(directory.progressFile(), directory.groupId())) {
      progress.write(lastIndex, Math.min(lastIndex, progress.knownCommitIndex()));
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
