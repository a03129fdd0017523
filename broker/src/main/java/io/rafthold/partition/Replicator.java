package io.rafthold.partition;

import io.rafthold.log.LogCursor;
import io.rafthold.log.ReplicaLog;
import io.rafthold.raft.Membership;
import io.rafthold.raft.RaftCore;
import io.rafthold.raft.RaftMessage;

/**
 * The leader's sending side: gives each follower what the core says it is due, straight from the
 * log, as long as the link takes it (dissertation 3.5, pipelined as in 10.2.1).
 */
final class Replicator implements AutoCloseable {
  /** Append requests to one follower and cycle; bounds the time spent in one group. */
  private static final int MAX_REQUESTS_PER_CYCLE = 4;

  /**
   * How long an empty request waits behind the last one with entries. It only tells a follower what
   * is committed, which the next entries do as well: under load none is sent, and a quiet group's
   * followers learn of a commit this much later.
   */
  private static final long NOTICE_DELAY_NS = 250_000L;

  private final int groupId;
  private final RaftCore core;
  private final PeerSender sender;
  private final int[] followers;
  private final LogCursor[] cursors;
  private final long[] entriesSentNs;
  private final RaftMessage message = new RaftMessage();

  Replicator(int groupId, RaftCore core, ReplicaLog log, PeerSender sender) {
    this.groupId = groupId;
    this.core = core;
    this.sender = sender;
    final Membership membership = core.membership();
    followers =
        new int[membership.voterCount() - (membership.isVoter(membership.selfId()) ? 1 : 0)];
    cursors = new LogCursor[followers.length];
    entriesSentNs = new long[followers.length];
    int place = 0;
    for (int i = 0; i < membership.voterCount(); i++) {
      if (membership.voterAt(i) != membership.selfId()) {
        followers[place] = membership.voterAt(i);
        cursors[place++] = log.newCursor();
      }
    }
  }

  /**
   * Sends what is due.
   *
   * @return number of requests sent
   */
  int replicate(long nowNs) {
    int sent = 0;
    for (int i = 0; i < followers.length; i++) {
      int requests = 0;
      while (requests < MAX_REQUESTS_PER_CYCLE && replicateTo(i, nowNs)) {
        requests++;
      }
      sent += requests;
    }
    return sent;
  }

  private boolean replicateTo(int place, long nowNs) {
    final int follower = followers[place];
    if (!sender.isReady(follower) || !core.nextAppend(follower, message, nowNs)) {
      return false;
    }
    final LogCursor cursor = cursors[place];
    final boolean isEmpty = message.lastIndex() == message.prevIndex();
    if (isEmpty
        ? nowNs - entriesSentNs[place] < NOTICE_DELAY_NS
        : !moveTo(cursor, message.prevIndex() + 1)) {
      return false;
    }
    final long sentIndex = sender.sendAppend(groupId, message, cursor);
    if (sentIndex < 0) {
      return false;
    }
    if (!isEmpty) {
      entriesSentNs[place] = nowNs;
    }
    core.appendSent(follower, sentIndex, nowNs);
    return true;
  }

  private static boolean moveTo(LogCursor cursor, long index) {
    return (cursor.index() + 1 == index && cursor.next()) || cursor.seek(index);
  }

  @Override
  public void close() {
    for (final LogCursor cursor : cursors) {
      cursor.close();
    }
  }
}
