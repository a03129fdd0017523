package io.rafthold.partition;

import io.rafthold.log.ReplicaLog;
import io.rafthold.protocol.Batch;
import io.rafthold.raft.AppendVerdict;
import io.rafthold.raft.Membership;
import io.rafthold.raft.RaftCore;
import io.rafthold.raft.RaftMessage;
import java.io.UncheckedIOException;
import org.agrona.DirectBuffer;

/**
 * The follower's receiving side: takes append requests apart, asks the core what to do with them,
 * and truncates and appends accordingly (dissertation 3.5).
 */
final class AppendReceiver {
  private final RaftCore core;
  private final ReplicaLog log;
  private final FlushProgress flushes;
  private final Memberships memberships;
  private final DerivedState derived;
  private final DiskRefusals refusals;
  private final EntryBlock entries;

  AppendReceiver(
      RaftCore core,
      ReplicaLog log,
      FlushProgress flushes,
      Memberships memberships,
      DerivedState derived,
      DiskRefusals refusals,
      EntryBlock entries) {
    this.core = core;
    this.log = log;
    this.flushes = flushes;
    this.memberships = memberships;
    this.derived = derived;
    this.refusals = refusals;
    this.entries = entries;
  }

  /** See {@link Replica#onAppendRequest}. */
  boolean onAppendRequest(
      RaftMessage message,
      DirectBuffer buffer,
      int position,
      int length,
      int entryCount,
      long nowNs) {
    final boolean isSound =
        entries.wrap(
            buffer,
            position,
            length,
            message.prevIndex(),
            message.prevTerm(),
            message.term(),
            entryCount);
    if (isSound) {
      carryOut(
          core.receiveAppend(message, entries.on(log), nowNs), buffer, message.prevIndex() + 1);
    }
    return isSound && !entries.isOutOfPlace();
  }

  private void carryOut(AppendVerdict verdict, DirectBuffer buffer, long firstIndex) {
    if (verdict.truncateFrom() > 0) {
      log.truncateFrom(verdict.truncateFrom());
      flushes.truncatedFrom(verdict.truncateFrom());
      memberships.truncatedFrom(verdict.truncateFrom());
      derived.truncatedFrom(verdict.truncateFrom());
    }
    if (verdict.acceptFrom() > 0) {
      if (entries.hasMembership()) {
        noteMemberships(verdict, firstIndex);
      }
      append(verdict, buffer, firstIndex);
    }
  }

  /** What the disk has no room for is not reported: the leader sends it again. */
  private void append(AppendVerdict verdict, DirectBuffer buffer, long firstIndex) {
    long index = verdict.acceptFrom();
    try {
      while (index <= verdict.acceptTo()) {
        final int at = entries.positionAt((int) (index - firstIndex));
        if (!refusals.takes(log, buffer, at)) {
          break;
        }
        log.append(buffer, at, buffer, at, Batch.length(buffer, at));
        index++;
      }
    } catch (UncheckedIOException refusal) {
      refusals.note(refusal);
    }
    if (index <= verdict.acceptTo()) {
      memberships.truncatedFrom(index);
    }
    if (index > verdict.acceptFrom()) {
      core.appended(index - 1);
    }
  }

  private void noteMemberships(AppendVerdict verdict, long firstIndex) {
    for (long index = verdict.acceptFrom(); index <= verdict.acceptTo(); index++) {
      final int place = (int) (index - firstIndex);
      final Membership membership = entries.membershipAt(place);
      if (membership != null) {
        memberships.appending(index, entries.termAt(place), membership, core);
      }
    }
  }
}
