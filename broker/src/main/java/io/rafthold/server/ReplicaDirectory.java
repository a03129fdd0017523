package io.rafthold.server;

import io.rafthold.log.BlobFile;
import io.rafthold.log.KnownLog;
import io.rafthold.log.LogDamageException;
import io.rafthold.log.LogSettings;
import io.rafthold.log.ProgressFile;
import io.rafthold.log.Quarantine;
import io.rafthold.log.SegmentStore;
import io.rafthold.log.SegmentedLog;
import io.rafthold.log.TwoSlotFile;
import io.rafthold.log.VoteFile;
import io.rafthold.log.chronicle.ChronicleSegmentStore;
import io.rafthold.log.chronicle.SegmentPool;
import io.rafthold.metadata.MetadataState;
import io.rafthold.partition.ReplicaFiles;
import io.rafthold.protocol.storage.DataLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiConsumer;

/**
 * The files of one replica on disk: opens them together, and knows which of them must be there. All
 * but the log's are made before the log has its first entry, so that one that is missing beside
 * entries is damage, and no fresh start.
 *
 * <p>Used by one thread at a time.
 */
public final class ReplicaDirectory {
  /**
   * The format's limit, not a broker's: a leader with a larger record limit, or a broker's own
   * past, may have larger batches than it takes from producers today.
   */
  private static final int MAX_BATCH_BYTES = LogSettings.MAX_BATCH_BYTES;

  private final Path path;
  private final int groupId;
  private final SegmentPool pool;
  private final int maxBatchBytes;

  /**
   * Names the directory.
   *
   * @param path of the replica, {@code groups/ID} in a data directory
   * @param groupId of the Raft group
   */
  public ReplicaDirectory(Path path, int groupId) {
    this(path, groupId, SegmentPool.none());
  }

  /**
   * Names the directory of one of a broker's replicas.
   *
   * @param pool gets files of segments that are dropped, and gives them for new ones
   */
  ReplicaDirectory(Path path, int groupId, SegmentPool pool) {
    this(path, groupId, MAX_BATCH_BYTES, pool);
  }

  /** Smaller batches make smaller files, of which a test may damage many. */
  ReplicaDirectory(Path path, int groupId, int maxBatchBytes) {
    this(path, groupId, maxBatchBytes, SegmentPool.none());
  }

  private ReplicaDirectory(Path path, int groupId, int maxBatchBytes, SegmentPool pool) {
    this.path = path;
    this.groupId = groupId;
    this.maxBatchBytes = maxBatchBytes;
    this.pool = pool;
  }

  Path path() {
    return path;
  }

  int groupId() {
    return groupId;
  }

  Path voteFile() {
    return path.resolve("vote");
  }

  Path progressFile() {
    return path.resolve("progress");
  }

  Path membershipFile() {
    return path.resolve("membership");
  }

  Path startFile() {
    return path.resolve("start");
  }

  Path positionFile() {
    return DataLayout.position(path);
  }

  Path segments() {
    return DataLayout.segments(path);
  }

  Path flushMark() {
    return segments().resolve("flushed");
  }

  /**
   * Moves all segments to quarantine, the newest first.
   *
   * @param report is told each ordinal, and where the segment is now
   */
  void setAsideSegments(Quarantine quarantine, BiConsumer<Long, Path> report) {
    try (SegmentStore store = ChronicleSegmentStore.readOnly(segments(), groupId)) {
      final long[] ordinals = store.ordinals();
      for (int i = ordinals.length - 1; i >= 0; i--) {
        final Path segment = DataLayout.segment(segments(), ordinals[i]);
        report.accept(ordinals[i], quarantine.take(segment));
      }
    }
  }

  /**
   * Opens everything; what is not there yet is made.
   *
   * @param segmentBytes size at which the log rolls
   * @param uncleanStop as in {@link ReplicaFiles}
   * @return the files; the caller closes them
   * @throws LogDamageException naming the file, where one is damaged, or missing that must be there
   * @throws UncheckedIOException where the disk refused
   */
  ReplicaFiles open(long segmentBytes, long uncleanStop) {
    create();
    try (OpenedFiles opened = new OpenedFiles()) {
      // First of all: from here on no other process relies on what it finds.
      final PositionFile position =
          opened.add(PositionFile.open(positionFile(), groupId), PositionFile::close);
      refuseLostMark();
      final int quarantined = Quarantine.contents(path()).size();
      final boolean hasVote = Files.exists(voteFile());
      final boolean hasMembership = Files.exists(membershipFile());
      final ProgressFile progress =
          opened.add(ProgressFile.open(progressFile(), groupId), ProgressFile::close);
      final BlobFile start =
          opened.add(BlobFile.open(startFile(), TwoSlotFile.Kind.START, groupId), BlobFile::close);
      final SegmentedLog log =
          opened.add(
              SegmentedLog.open(
                  openStore(segmentBytes),
                  new LogSettings(segmentBytes, maxBatchBytes),
                  known(progress.flushedIndex(), ReplicaFiles.startIndex(start))),
              SegmentedLog::close);
      if (log.lastIndex() > 0) {
        refuseMissing(hasVote, voteFile());
        refuseMissing(hasMembership, membershipFile());
      }
      final VoteFile vote = opened.add(VoteFile.open(voteFile(), groupId), VoteFile::close);
      final BlobFile membership =
          opened.add(
              BlobFile.open(membershipFile(), TwoSlotFile.Kind.MEMBERSHIP, groupId),
              BlobFile::close);
      membership.read();
      opened.handOver();
      return new ReplicaFiles(log, vote, progress, membership, start, uncleanStop)
          .withQuarantined(quarantined)
          .withPosition(position);
    }
  }

  /** Opens the segments for writing; a size of 0 where none will be made that takes entries. */
  SegmentStore openStore(long segmentBytes) {
    return new ChronicleSegmentStore(
        segments(),
        groupId,
        new LogSettings(Math.max(segmentBytes, LogSettings.MIN_SEGMENT_BYTES), maxBatchBytes),
        pool);
  }

  /** What the files beside the log say of it; those of group 0 are few, and always verified. */
  KnownLog known(long flushedIndex, long startIndex) {
    return new KnownLog(flushedIndex, startIndex, groupId != MetadataState.METADATA_GROUP_ID, null);
  }

  /** Reads what the files beside the log say of it. */
  KnownLog known() {
    try (ProgressFile progress = ProgressFile.open(progressFile(), groupId);
        BlobFile start = BlobFile.open(startFile(), TwoSlotFile.Kind.START, groupId)) {
      return known(progress.flushedIndex(), ReplicaFiles.startIndex(start));
    }
  }

  private void create() {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create the directory of group " + groupId, e);
    }
  }

  private void refuseLostMark() {
    if (!Files.exists(flushMark())) {
      try (SegmentStore store = ChronicleSegmentStore.readOnly(segments(), groupId)) {
        refuseMissing(store.ordinals().length == 0, flushMark());
      }
    }
  }

  /** A vote file that is not there is made anew with the first replica only. */
  void refuseLostVote() {
    refuseMissing(Files.exists(voteFile()), voteFile());
  }

  static void refuseMissing(boolean isThere, Path file) {
    if (!isThere) {
      throw new LogDamageException(
          file.toString(), LogDamageException.NO_INDEX, 0, "is missing beside a log with entries");
    }
  }
}
