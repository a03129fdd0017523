package io.rafthold.partition;

import io.rafthold.log.LogCursor;
import io.rafthold.log.ReplicaLog;
import io.rafthold.raft.Membership;
import io.rafthold.raft.RaftCore;
import io.rafthold.raft.RaftMessage;

/**
 * The leader's sending side: gives each other member, learners too, what the core says it is due,
 * straight from the log, as long as the link takes it (dissertation 3.5, pipelined as in 10.2.1).
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

  /** One follower, and where its next entries stand in the log. */
  private static final class Feed {
    private final int brokerId;
    private final LogCursor cursor;
    private final InstallSender install = new InstallSender();
    private long entriesSentNs;

    private Feed(int brokerId, LogCursor cursor) {
      this.brokerId = brokerId;
      this.cursor = cursor;
    }
  }

  private final int groupId;
  private final RaftCore core;
  private final ReplicaLog log;
  private final PeerSender sender;
  private final Installation installation;
  private final RaftMessage message = new RaftMessage();
  private long followedIndex = -1;
  private long followedTerm = -1;
  private long noticeDeadlineNs = Long.MAX_VALUE;
  private Feed[] feeds = {};

  Replicator(
      int groupId, RaftCore core, ReplicaLog log, PeerSender sender, Installation installation) {
    this.installation = installation;
    this.groupId = groupId;
    this.core = core;
    this.log = log;
    this.sender = sender;
  }

  /**
   * Sends what is due.
   *
   * @return number of requests sent
   */
  int replicate(long nowNs) {
    final long membershipIndex = core.memberships().latestIndex();
    if (membershipIndex != followedIndex || core.term() != followedTerm) {
      follow(core.membership());
      followedIndex = membershipIndex;
      followedTerm = core.term();
    }
    noticeDeadlineNs = Long.MAX_VALUE;
    int sent = 0;
    for (final Feed feed : feeds) {
      int requests = 0;
      while (requests < MAX_REQUESTS_PER_CYCLE && replicateTo(feed, nowNs)) {
        requests++;
      }
      if (requests == 0 && sender.isReady(feed.brokerId)) {
        requests = feed.install.send(groupId, feed.brokerId, core, installation, sender, nowNs);
      }
      sent += requests;
    }
    return sent;
  }

  /** Returns when a notice of a commit is due that was held back; MAX for none. */
  long noticeDeadlineNs() {
    return noticeDeadlineNs;
  }

  /** Feeds the members that there are now; who stays keeps its place. */
  private void follow(Membership next) {
    final Feed[] before = feeds;
    feeds = new Feed[next.voterCount() + next.learnerCount() - (isMember(next) ? 1 : 0)];
    int place = 0;
    for (int i = 0; i < next.voterCount(); i++) {
      if (next.voterAt(i) != next.selfId()) {
        feeds[place++] = take(before, next.voterAt(i));
      }
    }
    for (int i = 0; i < next.learnerCount(); i++) {
      if (next.learnerAt(i) != next.selfId()) {
        feeds[place++] = take(before, next.learnerAt(i));
      }
    }
    close(before);
  }

  private static boolean isMember(Membership membership) {
    return membership.isMember(membership.selfId());
  }

  private Feed take(Feed[] from, int brokerId) {
    for (int i = 0; i < from.length; i++) {
      final Feed feed = from[i];
      if (feed != null && feed.brokerId == brokerId) {
        from[i] = null;
        return feed;
      }
    }
    return new Feed(brokerId, log.newCursor());
  }

  private boolean replicateTo(Feed feed, long nowNs) {
    if (!sender.isReady(feed.brokerId) || !core.nextAppend(feed.brokerId, message, nowNs)) {
      return false;
    }
    final boolean isEmpty = message.lastIndex() == message.prevIndex();
    final long noticeNs = feed.entriesSentNs + NOTICE_DELAY_NS;
    if (isEmpty && nowNs < noticeNs) {
      noticeDeadlineNs = Math.min(noticeDeadlineNs, noticeNs);
      return false;
    }
    if (!isEmpty && !moveTo(feed.cursor, message.prevIndex() + 1)) {
      return false;
    }
    final long sentIndex = sender.sendAppend(groupId, message, feed.cursor);
    if (sentIndex < 0) {
      return false;
    }
    if (!isEmpty) {
      feed.entriesSentNs = nowNs;
    }
    core.appendSent(feed.brokerId, sentIndex, nowNs);
    return true;
  }

  private static boolean moveTo(LogCursor cursor, long index) {
    return (cursor.index() + 1 == index && cursor.next()) || cursor.seek(index);
  }

  private static void close(Feed[] feeds) {
    for (final Feed feed : feeds) {
      if (feed != null) {
        feed.cursor.close();
      }
    }
  }

  @Override
  public void close() {
    close(feeds);
    feeds = new Feed[0];
  }
}
