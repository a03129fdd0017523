package io.rafthold.partition;

import io.rafthold.log.LogCursor;
import io.rafthold.log.ReplicaLog;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import io.rafthold.raft.Membership;
import io.rafthold.raft.MembershipLog;
import io.rafthold.raft.RaftCore;

/**
 * What of a group's memberships must survive a restart (dissertation 4.1: effective on append,
 * rolled back by truncation). The core has its own list for deciding; this one goes to disk.
 *
 * <p>The order that makes it safe: a membership is noted here before its entry is appended, and a
 * flush looks at what is noted after it has fixed how far it goes. So the file on disk knows each
 * membership entry at or below the flush mark. Those behind the mark are found in the log itself,
 * which a killed process leaves whole. An entry that the file knows and the log does not have, or
 * not with that term, was truncated or never flushed: it does not count.
 *
 * <p>Forgotten are memberships older than the last one that is both committed and flushed here:
 * what is committed elsewhere, a loss of power may still take from this log.
 *
 * <p>Used by the partition agent's thread.
 */
final class Memberships {
  private final ReplicaLog log;
  private final Durability durability;
  private final MembershipRecord record;

  /**
   * Takes over what {@link #recover} found.
   *
   * @param uncleanStop of the machine that the replica has drawn its conclusions from
   * @param recovered what holds from which index on; copied
   */
  Memberships(ReplicaLog log, Durability durability, long uncleanStop, MembershipLog recovered) {
    this.log = log;
    this.durability = durability;
    record = new MembershipRecord(uncleanStop, copy(recovered));
    publish();
  }

  /**
   * Finds out which memberships hold in a log that was just opened.
   *
   * @param record as it was in the file, null where none was ever written
   * @param start what held where the log starts, null for a whole one; newer than the file where an
   *     install was cut short
   * @param initial holds where nothing says otherwise
   */
  static MembershipLog recover(
      MembershipRecord record, LogStart start, ReplicaLog log, Membership initial) {
    final MembershipLog written = record == null ? MembershipLog.of(initial) : record.memberships();
    final MembershipLog oldest = start == null ? written : start.memberships();
    final MembershipLog found =
        MembershipLog.startingAt(oldest.indexAt(0), oldest.termAt(0), oldest.membershipAt(0));
    final long behind = start == null ? written.indexAt(0) : start.index();
    for (int i = 0; i < written.size(); i++) {
      if (written.indexAt(i) > behind && isInLog(log, written.indexAt(i), written.termAt(i))) {
        found.append(written.indexAt(i), written.termAt(i), written.membershipAt(i));
      }
    }
    // A log of before there was such a file has no memberships, but looking costs little.
    final long from = record == null ? log.firstIndex() : log.flushedIndex() + 1;
    scan(log, Math.max(from, log.firstIndex()), found);
    return found;
  }

  private static boolean isInLog(ReplicaLog log, long index, long term) {
    return index < log.firstIndex() - 1 || (index <= log.lastIndex() && log.termAt(index) == term);
  }

  private static void scan(ReplicaLog log, long fromIndex, MembershipLog found) {
    try (LogCursor cursor = log.newCursor()) {
      for (boolean isThere = cursor.seek(fromIndex); isThere; isThere = cursor.next()) {
        if (cursor.index() > found.latestIndex()
            && Batch.entryType(cursor.buffer(), cursor.position()) == EntryType.MEMBERSHIP) {
          final long term = Batch.term(cursor.buffer(), cursor.position());
          found.append(cursor.index(), term, membershipOf(cursor, found.latest().selfId()));
        }
      }
    }
  }

  private static Membership membershipOf(LogCursor cursor, int selfId) {
    final Membership membership =
        MembershipCodec.decode(
            cursor.buffer(),
            cursor.position() + Batch.HEADER_LENGTH,
            cursor.length() - Batch.HEADER_LENGTH,
            selfId);
    if (membership == null) {
      throw new IllegalStateException(
          "the membership in entry " + cursor.index() + " cannot be read by this version");
    }
    return membership;
  }

  /** Notes a membership whose entry is about to be appended. */
  void appending(long index, long term, Membership membership, RaftCore core) {
    record.memberships().committed(Math.min(core.commitIndex(), log.flushedIndex()));
    record.memberships().append(index, term, membership);
    publish();
  }

  /** The log begins behind an entry now, and this held there. */
  void restart(MembershipLog atStart) {
    record
        .memberships()
        .restart(atStart.latestIndex(), atStart.termAt(atStart.size() - 1), atStart.latest());
    publish();
  }

  /** The log ends before an index now. */
  void truncatedFrom(long index) {
    if (record.memberships().latestIndex() >= index) {
      record.memberships().truncateFrom(index);
      publish();
    }
  }

  private void publish() {
    durability.memberships(record.encode());
  }

  private static MembershipLog copy(MembershipLog source) {
    final MembershipLog copy =
        MembershipLog.startingAt(source.indexAt(0), source.termAt(0), source.membershipAt(0));
    for (int i = 1; i < source.size(); i++) {
      copy.append(source.indexAt(i), source.termAt(i), source.membershipAt(i));
    }
    return copy;
  }
}
