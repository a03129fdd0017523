package io.rafthold.partition;

import io.rafthold.log.BlobFile;
import io.rafthold.log.LogDamageException;
import io.rafthold.log.ProgressFile;
import io.rafthold.log.ReplicaLog;
import io.rafthold.log.VoteFile;
import io.rafthold.raft.HardState;
import java.util.function.Consumer;

/**
 * The open files of a replica, handed over to it.
 *
 * @param log the entries
 * @param voteFile term, vote and life
 * @param progressFile how far the replica had come
 * @param membershipFile who belongs to the group, of kind {@code MEMBERSHIP}
 * @param startFile what held where the log starts, of kind {@code START}; empty for a whole log
 * @param uncleanStop names the last stop of the machine that may have cost what was not flushed; 0
 *     where there was none in the life of the data directory
 * @param quarantined how many files and segments were set aside as damaged
 * @param found the states from which the replica goes on; null where they were not read yet
 * @param position where other processes are told how far the log is committed
 */
public record ReplicaFiles(
    ReplicaLog log,
    VoteFile voteFile,
    ProgressFile progressFile,
    BlobFile membershipFile,
    BlobFile startFile,
    long uncleanStop,
    int quarantined,
    DerivedState.Found found,
    LogPosition position)
    implements AutoCloseable {
  /** Files of which nothing was read yet, with nothing in quarantine, that nobody else reads. */
  public ReplicaFiles(
      ReplicaLog log,
      VoteFile voteFile,
      ProgressFile progressFile,
      BlobFile membershipFile,
      BlobFile startFile,
      long uncleanStop) {
    this(
        log,
        voteFile,
        progressFile,
        membershipFile,
        startFile,
        uncleanStop,
        0,
        null,
        LogPosition.NONE);
  }

  /**
   * Returns the same with a note.
   *
   * @param count of files and segments that lie in the replica's quarantine
   */
  public ReplicaFiles withQuarantined(int count) {
    return with(count, found, position);
  }

  /**
   * Returns the same with readers in other processes.
   *
   * @param told how far the log is committed; closed with these
   */
  public ReplicaFiles withPosition(LogPosition told) {
    return with(quarantined, found, told);
  }

  private ReplicaFiles with(int count, DerivedState.Found states, LogPosition told) {
    return new ReplicaFiles(
        log, voteFile, progressFile, membershipFile, startFile, uncleanStop, count, states, told);
  }

  /**
   * Reads the states from which the replica goes on, since whoever makes it shall not wait for
   * that. Not for one that wants every entry from the first on. Where it fails, the files are
   * closed.
   *
   * @param selfId this broker
   * @return the same files, with what was found
   * @throws LogDamageException where the state at the log's start cannot be made out
   * @throws java.io.UncheckedIOException where the disk refused
   */
  public ReplicaFiles withStatesRead(int selfId) {
    boolean done = false;
    try {
      final StateDecoder decoder = new StateDecoder(selfId, ProducerLimits.STANDARD);
      final ReplicaFiles read =
          with(quarantined, DerivedState.find(this, decoder, false), position);
      done = true;
      return read;
    } finally {
      if (!done) {
        close();
      }
    }
  }

  /**
   * Starts a new life where the machine stopped uncleanly since this replica last ran, and it may
   * have answered for entries that it had not flushed (the rejoin rule, docs/architecture.md).
   *
   * <p>Terms and votes are always flushed: a replica of term 0 has answered for nothing.
   *
   * @param knownStop the unclean stop that the replica has drawn its conclusions from; that of now
   *     is to be written when this has returned, and to draw them twice does no harm
   * @param flushGatesCommit whether nothing was ever answered for before it was flushed
   */
  void drawConclusions(long knownStop, boolean flushGatesCommit) {
    if (uncleanStop != knownStop && !flushGatesCommit && voteFile.term() > 0) {
      voteFile.startLife();
    }
  }

  /**
   * Reads what held where the log starts; null for a whole log. What an earlier process has left of
   * that, and of the membership, is on the disk for good from here on. Where an install was cut
   * short after that was written, the log does not fit it yet and is begun anew; where the first
   * segments were about to go, they do. Where the log has gone on otherwise, the state beside its
   * first segment takes the file's place.
   *
   * @param ignored hears of a state that cannot be used
   * @return of the entry before the log's first one; or of a later one of the log, where there is
   *     no other
   */
  LogStart startState(StateDecoder decoder, Consumer<LogDamageException> ignored) {
    final byte[] content = startFile.read();
    final StartState written =
        content.length == 0 ? null : decoder.decode(content, startFile.name());
    startFile.settle();
    membershipFile.settle();
    if (written == null) {
      return null;
    }
    final long index = written.index();
    if (!written.isIn(log)) {
      log.restartBehind(index, written.term(), written.nextOffset(), written.timestampNs());
    } else if (log.startAfterDropping(index + 1) == index + 1) {
      log.dropBefore(index + 1);
    }
    final LogStart ahead = LogStart.of(written, content);
    final LogStart start =
        index == log.firstIndex() - 1 ? ahead : startOfLog(ahead, decoder, ignored);
    if (start != null) {
      log.previousTimestampNs(start.timestampNs());
    }
    return start;
  }

  /** The file is ahead of the log, by an install or a drop that did not come about. */
  private LogStart startOfLog(
      LogStart ahead, StateDecoder decoder, Consumer<LogDamageException> ignored) {
    if (log.firstIndex() == 1) {
      startFile.write(new byte[0]);
      return null;
    }
    try {
      final StartState beside = KeptStates.read(log.files(), log.segments().get(0), decoder);
      if (beside != null) {
        final LogStart start = LogStart.of(beside, beside.encode());
        startFile.write(start.encoded());
        return start;
      }
    } catch (LogDamageException unusable) {
      ignored.accept(unusable);
    }
    return ahead;
  }

  /**
   * Returns how far the start file explains why the log's first entries are gone.
   *
   * @param startFile of kind {@code START}
   * @return the entry that the log starts behind, or one later that it still has; 0 for a whole log
   * @throws LogDamageException where it cannot be made out
   */
  public static long startIndex(BlobFile startFile) {
    final byte[] content = startFile.read();
    return content.length == 0
        ? 0
        : StartState.decode(content, 0, ProducerLimits.STANDARD, startFile.name()).index();
  }

  /**
   * Tells whether a group has other voters than this broker, by any membership that is on disk.
   *
   * @param membershipFile of kind {@code MEMBERSHIP}
   * @param selfId this broker
   * @param otherwise where nothing was ever written
   * @return true where another broker votes
   * @throws LogDamageException where it cannot be made out
   */
  public static boolean hasOtherVoters(BlobFile membershipFile, int selfId, boolean otherwise) {
    final byte[] content = membershipFile.read();
    return content.length == 0
        ? otherwise
        : MembershipRecord.decode(content, selfId, membershipFile.name()).hasOtherVoters();
  }

  /** Reads the membership file; null where nothing was ever written. */
  MembershipRecord membershipRecord(int selfId) {
    final byte[] content = membershipFile.read();
    return content.length == 0
        ? null
        : MembershipRecord.decode(content, selfId, membershipFile.name());
  }

  /** Returns term, vote and life as they are on the disk. */
  HardState hardState() {
    return new HardState(
        voteFile.term(),
        voteFile.votedFor(),
        voteFile.life(),
        voteFile.isRejoining(),
        voteFile.isDamaged());
  }

  /** Closes them without a flush; for files that no replica took over. */
  @Override
  public void close() {
    // First: closing the log deletes what it has dropped.
    position.close();
    startFile.close();
    membershipFile.close();
    progressFile.close();
    voteFile.close();
    log.close();
  }
}
