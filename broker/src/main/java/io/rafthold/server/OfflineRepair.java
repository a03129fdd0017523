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
import io.rafthold.log.chronicle.ChronicleSegmentStore;
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
    final ReplicaInspection inspection = new ReplicaInspection(directory);
    final boolean isRejoining = inspection.isRejoining();
    final boolean hasOtherVoters = inspection.hasOtherVoters(brokerId);
    try (SegmentStore store =
        ChronicleSegmentStore.readOnly(directory.segments(), directory.groupId())) {
      final LogCut cut = LogRepair.survey(store, inspection.known());
      final List<LogDamageException> damages = new ArrayList<>(inspection.damages());
      if (cut != null) {
        damages.add(cut.damage());
      }
      return RepairPlan.of(
          groupId,
          damages,
          inspection.files(),
          cut,
          inspection.isStartLost(),
          isRejoining,
          hasOtherVoters,
          store);
    }
  }

  /**
   * Does what a plan says: it costs what the plan says it costs.
   *
   * @param plan of {@link #examine}, nothing changed since
   * @param label begins the names of what goes to quarantine
   */
  public void repair(RepairPlan plan, String label) {
    final ReplicaDirectory directory = directory(plan.groupId());
    // A broker that was killed did not say so to other readers of its files.
    PositionFile.open(directory.positionFile(), plan.groupId()).close();
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
    remake(directory);
    forgetWhatWent(directory, plan);
    // Last: from here on the replica counts with what it has.
    try (VoteFile vote = VoteFile.open(directory.voteFile(), directory.groupId())) {
      vote.write(vote.term(), vote.votedFor(), vote.life() + 1, false);
    }
  }

  /** What a log with entries must have beside it is there again, empty. */
  private static void remake(ReplicaDirectory directory) {
    directory.openStore(0).close();
    BlobFile.open(directory.membershipFile(), TwoSlotFile.Kind.MEMBERSHIP, directory.groupId())
        .close();
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
