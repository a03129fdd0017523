package io.rafthold.session;

import io.rafthold.log.SegmentDescriptor;
import io.rafthold.partition.Housekeeper;
import io.rafthold.partition.Replica;
import java.util.ArrayList;
import java.util.List;

/**
 * The subscriptions that are far behind: another thread reads for them, at a rate of its own, and
 * what it has read is sent in turn, so much a cycle and no more. So whoever is at the tail waits
 * for none of them. One thread, the partition agent's.
 */
final class Backfills {
  /** So many at most; whoever is behind beside them is served as if at the tail. */
  private static final int MAX_ACTIVE = 64;

  /** Bytes sent in a cycle, by all together; the last message may exceed it. */
  private static final int BYTES_PER_CYCLE = 64 * 1024;

  /** One of them. */
  private record Served(ClientSession session, Subscription subscription) {}

  private final List<Served> active = new ArrayList<>();
  private final Housekeeper reader;
  private final int maxMessageLength;
  private int next;

  /**
   * @param reader the thread that reads; {@link Housekeeper#NONE} for nobody
   */
  Backfills(Housekeeper reader, int maxMessageLength) {
    this.reader = reader;
    this.maxMessageLength = maxMessageLength;
  }

  /** Tells whether one more may be read for; where not, it is asked for again later. */
  boolean hasRoom() {
    return reader != Housekeeper.NONE && active.size() < MAX_ACTIVE;
  }

  /**
   * Begins to read ahead for a subscription where that is a whole segment behind at least.
   *
   * @param fromIndex the first entry that it wants
   * @return what reads; null where nothing does
   */
  BackfillTask begin(ClientSession session, Subscription subscription, long fromIndex) {
    if (!hasRoom()) {
      return null;
    }
    final Replica replica = subscription.replica();
    final List<SegmentDescriptor> segments = List.copyOf(replica.log().segments());
    final int sealed = segments.size() - 1;
    if (sealed < 1 || fromIndex >= segments.get(sealed - 1).baseIndex()) {
      return null;
    }
    final long endIndex = Math.min(replica.commitIndex() + 1, replica.log().openSegmentIndex());
    final BackfillTask task =
        new BackfillTask(replica.log().files(), segments, fromIndex, endIndex, maxMessageLength);
    active.add(new Served(session, subscription));
    reader.request(task);
    return task;
  }

  /** Asks for the next step of what reads. */
  void goOn(BackfillTask task) {
    reader.request(task);
  }

  /** Ends what reads. */
  void end(BackfillTask task) {
    task.close();
    reader.forget(task);
  }

  /** Ends all of them, for good. */
  void close() {
    active.forEach(served -> served.subscription.endReadingAhead());
    active.clear();
  }

  /**
   * Sends what was read ahead, in turn.
   *
   * @return work count
   */
  int doWork() {
    int work = 0;
    int left = BYTES_PER_CYCLE;
    for (int i = active.size(); i > 0 && left > 0; i--) {
      next = next < active.size() ? next : 0;
      final Served served = active.get(next);
      final int bytes = served.subscription.pushReadAhead(served.session);
      left -= bytes;
      work += bytes > 0 ? 1 : 0;
      if (served.subscription.isReadAhead()) {
        next++;
      } else {
        active.remove(next);
      }
    }
    return work;
  }
}
