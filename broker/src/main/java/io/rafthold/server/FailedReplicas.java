package io.rafthold.server;

import io.rafthold.log.FlushFailedException;
import io.rafthold.partition.Replica;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.collections.IntArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replicas that cannot go on: damage, a broken rule, a disk that refuses. Such a replica is closed
 * and says so in the log, once, and in the status; its group goes on elsewhere, and this broker
 * with its other groups. What the disk had refused is opened again after a while. A failed flush is
 * no such thing: it ends the process.
 *
 * <p>Used by the broker's duty cycle.
 */
final class FailedReplicas {
  private static final Logger LOGGER = LoggerFactory.getLogger(FailedReplicas.class);

  /** How long the disk is left alone before what it had refused is opened again. */
  static final long REOPEN_AFTER_NS = 5_000_000_000L;

  /** How long a replica that was repaired must have held before it is repaired anew. */
  static final long REPAIR_AGAIN_AFTER_NS = 60_000_000_000L;

  private static final int NO_GROUP = -1;

  private final Consumer<Replica> closing;
  private final ReplicaStorage storage;
  private long reopenNs = Long.MAX_VALUE;
  private final List<Replica> failing = new ArrayList<>();
  private final Int2ObjectHashMap<Throwable> failed = new Int2ObjectHashMap<>();
  private final Int2ObjectHashMap<Long> repairedNs = new Int2ObjectHashMap<>();

  /** Groups that the disk had refused, and that are to be opened now. */
  private final IntArrayList due = new IntArrayList();

  /**
   * Creates the list.
   *
   * @param closing is told of each replica before its files are closed
   */
  FailedReplicas(Consumer<Replica> closing, ReplicaStorage storage) {
    this.closing = closing;
    this.storage = storage;
  }

  /** Notes a replica that has just failed; it is dealt with between two visits. */
  void onFailed(Replica replica) {
    report(replica.settings().groupId(), replica.failure());
    failing.add(replica);
  }

  /**
   * Notes a group whose files could not be opened, or made no replica.
   *
   * @throws FlushFailedException where a flush failed: nothing is forced twice
   */
  void onFailedToOpen(int groupId, RuntimeException cause) {
    if (cause instanceof FlushFailedException) {
      throw cause;
    }
    report(groupId, cause);
  }

  private void report(int groupId, Throwable cause) {
    failed.put(groupId, cause);
    LOGGER.error(
        "group {}: this broker's replica has failed and is closed; the group goes on without it"
            + " where a majority is left. What its peers can make up for is repaired at once, and"
            + " at each start of this broker. Look at the disk and the cause; where neither helps,"
            + " replace the replica (partition remove-replica, partition add-replica)",
        groupId,
        cause);
  }

  /** Takes out a group that may be opened again, -1 for none: damage stays, a full disk may not. */
  int pollReopening(long nowNs) {
    if (due.isEmpty() && !failed.isEmpty()) {
      takeDue(nowNs);
    }
    return due.isEmpty() ? NO_GROUP : due.removeAt(due.size() - 1);
  }

  /** Takes all at once: what is refused again waits as long again. */
  private void takeDue(long nowNs) {
    if (reopenNs == Long.MAX_VALUE && hasRefused()) {
      reopenNs = nowNs + REOPEN_AFTER_NS;
    }
    if (nowNs < reopenNs) {
      return;
    }
    reopenNs = Long.MAX_VALUE;
    failed.forEachInt(
        (groupId, cause) -> {
          if (cause instanceof UncheckedIOException) {
            due.addInt(groupId);
          }
        });
    due.forEachInt(failed::remove);
  }

  /**
   * Tells whether a replica that met damage may be repaired now: not again and again, where a disk
   * loses what it was given faster than the others can send it.
   */
  boolean mayRepair(int groupId, long nowNs) {
    final Long lastNs = repairedNs.get(groupId);
    if (lastNs != null && nowNs - lastNs < REPAIR_AGAIN_AFTER_NS) {
      return false;
    }
    repairedNs.put(groupId, (Long) nowNs);
    return true;
  }

  private boolean hasRefused() {
    for (final Throwable cause : failed.values()) {
      if (cause instanceof UncheckedIOException) {
        return true;
      }
    }
    return false;
  }

  /** Returns when {@link #pollReopening} has something; MAX for never. */
  long reopenNs() {
    return reopenNs;
  }

  /** Tells whether one is to be closed or opened in the next cycle. */
  boolean hasWork() {
    return !failing.isEmpty() || !due.isEmpty();
  }

  /** Takes the next one that failed since the last call and closes it; null where there is none. */
  Replica closeNext() {
    if (failing.isEmpty()) {
      return null;
    }
    final Replica replica = failing.remove(failing.size() - 1);
    closing.accept(replica);
    storage.close(replica.settings().groupId(), replica.files(), false);
    return replica;
  }

  /** Forgets a group that is deleted; false where it had not failed. */
  boolean forget(int groupId) {
    due.removeInt(groupId);
    return failed.remove(groupId) != null;
  }

  /** Returns the groups whose replica here has failed, by their ids. */
  Int2ObjectHashMap<Throwable> byGroup() {
    return failed;
  }
}
