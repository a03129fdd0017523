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

  /** How long a link may be without room until it is looked at now and then only. */
  private static final long LINK_PATIENCE_NS = 20_000_000L;

  /** When a link is looked at again that is gone, or without room for long. */
  private static final long LINK_REVISIT_NS = 5_000_000L;

  /** One follower, and where its next entries stand in the log. */
  private static final class Feed {
    private final int brokerId;
    private final LogCursor cursor;
    private final InstallSender install = new InstallSender();
    private long entriesSentNs;

    /** Since when its link has had no room; 0 where it has. */
    private long closedSinceNs;

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
  private long nextDeadlineNs = Long.MAX_VALUE;
  private boolean isHeldUp;
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
    nextDeadlineNs = Long.MAX_VALUE;
    isHeldUp = false;
    int sent = 0;
    for (final Feed feed : feeds) {
      int requests = 0;
      while (requests < MAX_REQUESTS_PER_CYCLE && replicateTo(feed, nowNs)) {
        requests++;
      }
      isHeldUp |= requests == MAX_REQUESTS_PER_CYCLE;
      if (requests == 0 && feed.install.isDue(feed.brokerId, core, nowNs) && isOpen(feed, nowNs)) {
        requests = feed.install.send(groupId, feed.brokerId, core, installation, sender, nowNs);
        isHeldUp |= feed.install.isUnderWay();
      }
      sent += requests;
    }
    return sent;
  }

  /** Tells whether more is due that a link, or the bound of a cycle, held up. */
  boolean isHeldUp() {
    return isHeldUp;
  }

  /** Returns when something is due that was held back; MAX for nothing. */
  long nextDeadlineNs() {
    return nextDeadlineNs;
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
    if (!core.nextAppend(feed.brokerId, message, nowNs) || !isOpen(feed, nowNs)) {
      return false;
    }
    final boolean isEmpty = message.lastIndex() == message.prevIndex();
    final long noticeNs = feed.entriesSentNs + NOTICE_DELAY_NS;
    if (isEmpty && nowNs < noticeNs) {
      nextDeadlineNs = Math.min(nextDeadlineNs, noticeNs);
      return false;
    }
    if (!isEmpty && !moveTo(feed.cursor, message.prevIndex() + 1)) {
      return false;
    }
    final long sentIndex = sender.sendAppend(groupId, message, feed.cursor);
    if (sentIndex < 0) {
      isHeldUp = true;
      return false;
    }
    if (!isEmpty) {
      feed.entriesSentNs = nowNs;
    }
    core.appendSent(feed.brokerId, sentIndex, nowNs);
    return true;
  }

  /** Tells whether the link has room; where it has none, says when to look again. */
  private boolean isOpen(Feed feed, long nowNs) {
    if (sender.takesEntries(feed.brokerId)) {
      feed.closedSinceNs = 0;
      return true;
    }
    final boolean isFull = sender.isReady(feed.brokerId);
    if (isFull || feed.closedSinceNs == 0) {
      feed.closedSinceNs = nowNs;
    }
    if (isFull || nowNs - feed.closedSinceNs < LINK_PATIENCE_NS) {
      // Who waits longest is visited first: of groups that share a link none is left behind.
      isHeldUp = true;
    } else {
      nextDeadlineNs = Math.min(nextDeadlineNs, nowNs + LINK_REVISIT_NS);
    }
    return false;
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
