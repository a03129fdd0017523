package io.rafthold.sim.invariant;

import io.rafthold.log.LogCursor;
import io.rafthold.log.LogDamageException;
import io.rafthold.log.ReplicaLog;
import io.rafthold.protocol.Batch;
import org.agrona.DirectBuffer;

/** A restarted replica's log is what it was, less at most what was never flushed. */
public final class RecoveryKeeps {
  /** Looks at where recovery lets a log end. */
  public void onRecovered(ReplicaView replica, long lastIndex) {
    if (lastIndex < replica.mustKeepIndex || lastIndex > replica.mostIndex()) {
      throw new InvariantViolation(
          getClass(),
          replica
              + " recovers entries up to "
              + lastIndex
              + ", not from "
              + replica.mustKeepIndex
              + " to "
              + replica.mostIndex());
    }
  }

  /** Compares what an opened log holds with what it held. */
  public void onOpened(ReplicaView known, ReplicaLog log) {
    final ReplicaView found = new ReplicaView(known.brokerId, known.groupId);
    found.beginLike(known, log.firstIndex() - 1);
    try (LogCursor cursor = log.newCursor()) {
      boolean isThere = cursor.seek(log.firstIndex());
      while (isThere) {
        final DirectBuffer buffer = cursor.buffer();
        found.append(
            cursor.index(),
            Batch.term(buffer, cursor.position()),
            content(buffer, cursor.position()));
        if (cursor.index() > known.mustKeepIndex
            && !Batch.isBodyIntact(buffer, cursor.position())) {
          throw new InvariantViolation(getClass(), known + " keeps torn entry " + cursor.index());
        }
        isThere = cursor.next();
      }
    } catch (LogDamageException damage) {
      if (known.hiddenRotIndex == 0) {
        throw damage;
      }
      // What a start does not look at shows when it is read.
      return;
    }
    // What was dropped and not deleted yet is there again.
    known.firstIndex = Math.min(known.firstIndex, log.firstIndex());
    if (!known.isStartUnforced
        && !known.holds(found.lastIndex(), found.chainAt(found.lastIndex()))) {
      throw new InvariantViolation(
          getClass(), known + " holds other entries than before its restart");
    }
  }

  /** Folds what an entry holds into one number. */
  static long content(DirectBuffer buffer, int position) {
    return ((long) Batch.headerCrc(buffer, position) << 32) ^ Batch.bodyCrc(buffer, position);
  }

  /** Looks at the term that a replica starts with. */
  public void onHardState(ReplicaView replica, long term) {
    if (term < replica.hardTerm) {
      throw new InvariantViolation(
          getClass(),
          replica + " starts in term " + term + ", while its disk held " + replica.hardTerm);
    }
  }
}
