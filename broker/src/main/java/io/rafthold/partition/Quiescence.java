package io.rafthold.partition;

import io.rafthold.raft.MessageType;
import io.rafthold.raft.RaftCore;
import io.rafthold.raft.RaftMessage;
import io.rafthold.raft.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a replica does while nothing new is to be said in its group: it keeps no time, since the
 * pulse between its broker and its leader's, or its followers', stands for the heartbeats. Whatever
 * happens in the group ends that at once; see {@link Pulse}.
 *
 * <p>The core is told of the pulses before each input, as if heartbeats had come. Used by the
 * partition agent's thread.
 */
final class Quiescence {
  /** A quiet leader beats all the same so often: what both sides believe is made sure of. */
  static final long REVIEW_NS = TimeUnit.SECONDS.toNanos(5);

  /** Groups look a little sooner, each by its number, so that their looks are shared out. */
  private static final int REVIEW_SLOTS = 20;

  private static final long REVIEW_SLOT_NS = REVIEW_NS / 5 / REVIEW_SLOTS;

  /** Where housekeeping is under way, its results are looked at so often. */
  static final long WORK_REVIEW_NS = TimeUnit.MILLISECONDS.toNanos(50);

  /** One follower, as the leader counts on its broker's answers to pulses. */
  private static final class Feed {
    private final Pulse pulse;

    /** The term in which the follower was asked last to count on pulses. */
    private long offeredTerm;

    /** The follower has agreed. */
    private boolean isLed;

    private Feed(Pulse pulse) {
      this.pulse = pulse;
    }
  }

  private final Replica replica;
  private final int groupId;
  private final RaftCore core;
  private final PeerSender sender;
  private final List<Feed> feeds = new ArrayList<>();
  private int ledCount;
  private Pulse followed;
  private long followedTerm;

  /** Held when the last heartbeat came: its answer, which may wait, agrees to no other. */
  private long askedSeries;

  private boolean hasLeaderSpoken;
  private boolean isQuiet;
  private long reviewNs;

  Quiescence(Replica replica, int groupId, RaftCore core, PeerSender sender) {
    this.replica = replica;
    this.groupId = groupId;
    this.core = core;
    this.sender = sender;
  }

  /** Tells the core what pulses have said; before each input that depends on the time. */
  void begin() {
    if (followed != null) {
      core.leaderHeard(followed.heardNs());
    }
    for (int i = 0; ledCount > 0 && i < feeds.size(); i++) {
      final Feed feed = feeds.get(i);
      if (feed.isLed) {
        core.followerHeard(feed.pulse.brokerId(), feed.pulse.confirmedNs());
      }
    }
  }

  /** Looks at a message that the core has received: it may end the quiet, or begin it. */
  void received(RaftMessage message) {
    if (message.type() == MessageType.HEARTBEAT_RESPONSE && core.isSettledBy(message)) {
      lead(message.from());
    } else if (core.isLeader()) {
      leaveLed(message.from());
    } else if (message.type() == MessageType.HEARTBEAT) {
      askedSeries = sender.pulses().of(message.from()).heldSeries();
      if (!message.isSettled()) {
        leaveFollowed(message.from());
      }
    }
  }

  /** Notes an append or install request: what it changes, its sender knows of. */
  void leaderSpoke(int brokerId) {
    hasLeaderSpoken |= followed != null && followed.brokerId() == brokerId;
  }

  private void lead(int brokerId) {
    final Feed feed = feedOf(brokerId);
    if (feed != null && feed.pulse.isOffered(groupId) && !feed.isLed) {
      feed.isLed = true;
      ledCount++;
      feed.pulse.lead(groupId, this);
    }
  }

  private void leaveLed(int brokerId) {
    final Feed feed = feedOf(brokerId);
    if (feed != null && feed.isLed) {
      leaveLed(feed);
    }
  }

  private void leaveLed(Feed feed) {
    feed.isLed = false;
    ledCount--;
    feed.pulse.leaveLed(groupId);
  }

  private void leaveFollowed(int brokerId) {
    if (followed != null && followed.brokerId() == brokerId) {
      followed.leaveFollowed(groupId);
      followed = null;
    }
  }

  private Feed feedOf(int brokerId) {
    for (int i = 0; i < feeds.size(); i++) {
      if (feeds.get(i).pulse.brokerId() == brokerId) {
        return feeds.get(i);
      }
    }
    return null;
  }

  /** Sends what the core has to say; false where the link refuses it. */
  boolean send(RaftMessage message) {
    if (message.isSettled()) {
      if (message.type() == MessageType.HEARTBEAT) {
        offer(message.to());
      } else {
        follow(message);
      }
    }
    return sender.send(groupId, message);
  }

  /** Asks a follower to count on pulses. */
  private void offer(int brokerId) {
    Feed feed = feedOf(brokerId);
    if (feed == null) {
      feed = new Feed(sender.pulses().of(brokerId));
      feeds.add(feed);
    }
    feed.pulse.offer(groupId);
    feed.offeredTerm = core.term();
  }

  /** Agrees to be quiet: from here on the pulses of the leader's broker count. */
  private void follow(RaftMessage answer) {
    final Pulse pulse = sender.pulses().of(answer.to());
    final boolean isAsked = pulse.isHeld() && pulse.heldSeries() == askedSeries;
    if (!isAsked || !core.isSettled() || core.leaderId() != answer.to()) {
      answer.settled(false);
    } else if (followed != pulse) {
      if (followed != null) {
        followed.disown();
      }
      followed = pulse;
      pulse.follow(groupId, this);
      followedTerm = core.term();
      hasLeaderSpoken = false;
    }
  }

  /**
   * Looks whether the quiet still holds; at the end of the replica's cycle.
   *
   * @param isWorking whether anything is under way here that is looked after in cycles
   */
  void endCycle(long nowNs, boolean isWorking) {
    endCycleAsFollower();
    endCycleAsLeader();
    isQuiet =
        followed != null
            || (core.isLeader() && ledCount == core.followerCount() && core.isSettled());
    reviewNs = isWorking ? nowNs + WORK_REVIEW_NS : nextReviewNs(nowNs);
  }

  /** Looks fall together with pulses, and not those of all groups with one. */
  private long nextReviewNs(long nowNs) {
    final long intervalNs = sender.pulses().intervalNs();
    final long aboutNs = nowNs + REVIEW_NS - Math.floorMod(groupId, REVIEW_SLOTS) * REVIEW_SLOT_NS;
    return Math.max(aboutNs - Math.floorMod(aboutNs, intervalNs), nowNs + intervalNs);
  }

  private void endCycleAsFollower() {
    if (followed != null && (!isFollowing() || !core.isSettled())) {
      if (isFollowing() && hasLeaderSpoken) {
        leaveFollowed(followed.brokerId());
      } else {
        // The leader does not know: its broker is told by the refusal of its next pulse.
        followed.disown();
      }
    }
    hasLeaderSpoken = false;
  }

  private boolean isFollowing() {
    return core.role() == Role.FOLLOWER
        && core.leaderId() == followed.brokerId()
        && core.term() == followedTerm;
  }

  private void endCycleAsLeader() {
    for (int i = 0; i < feeds.size(); i++) {
      final Feed feed = feeds.get(i);
      if (feed.pulse.isOffered(groupId) && !isLeading(feed)) {
        // No heartbeat will tell the other side: the new series does.
        feed.pulse.restart();
      } else if (feed.isLed && !core.isSettledWith(feed.pulse.brokerId())) {
        leaveLed(feed);
      }
    }
  }

  private boolean isLeading(Feed feed) {
    return core.isLeader()
        && core.term() == feed.offeredTerm
        && core.membership().isMember(feed.pulse.brokerId());
  }

  /** Tells whether the core's own deadlines need not be kept. */
  boolean isQuiet() {
    return isQuiet;
  }

  /** Returns when to look all the same. */
  long reviewNs() {
    return reviewNs;
  }

  /** The series ended in which a follower's broker was counted on. */
  void endLed(Pulse pulse) {
    final Feed feed = feedOf(pulse.brokerId());
    core.followerHeard(pulse.brokerId(), pulse.confirmedNs());
    feed.isLed = false;
    ledCount--;
    wake();
  }

  /** The series ended in which the leader's broker was counted on. */
  void endFollowed() {
    core.leaderHeard(followed.heardNs());
    followed = null;
    wake();
  }

  private void wake() {
    isQuiet = false;
    sender.pulses().wakeup().wake(replica);
  }

  /** The replica ends: neither side may count on it. */
  void end() {
    if (followed != null) {
      followed.disown();
    }
    for (int i = 0; i < feeds.size(); i++) {
      if (feeds.get(i).pulse.isOffered(groupId)) {
        feeds.get(i).pulse.restart();
      }
    }
  }
}
