package io.rafthold.partition;

import io.rafthold.raft.MessageConsumer;
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
final class Quiescence implements MessageConsumer {
  /**
   * A quiet leader begins anew so often: it beats, and counts in again who agrees. Whatever the two
   * sides may have believed of each other, it ends then.
   */
  static final long REVIEW_NS = TimeUnit.SECONDS.toNanos(5);

  /** A follower gives up pulses of a leader that has not beaten for so long. */
  static final long PATIENCE_NS = 5 * REVIEW_NS / 2;

  /** Groups look a little sooner, each by its number, so that their looks are shared out. */
  private static final int REVIEW_SLOTS = 20;

  private static final long REVIEW_SLOT_NS = REVIEW_NS / 5 / REVIEW_SLOTS;

  /** One follower, as the leader counts on its broker's answers to pulses. */
  private static final class Feed {
    private final Pulse pulse;

    /** The term in which the follower was asked last to count on pulses. */
    private long offeredTerm;

    /** Which time it was. An answer to an earlier one may arrive late, and says nothing. */
    private long accord;

    /** What the follower agreed to, or may agree to, is over: it must be asked anew. */
    private boolean isStale = true;

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
  private long followedAccord;

  /** Held when the last heartbeat came: its answer, which may wait, agrees to no other. */
  private long askedSeries;

  private long beatNs;
  private boolean hasLeaderSpoken;
  private boolean isQuiet;
  private long reviewNs;
  private long lookNs;
  private long nowNs;

  Quiescence(Replica replica, int groupId, RaftCore core, PeerSender sender) {
    this.replica = replica;
    this.groupId = groupId;
    this.core = core;
    this.sender = sender;
  }

  /** Tells the core what pulses have said; before each input that depends on the time. */
  void begin(long timeNs) {
    nowNs = timeNs;
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

  /** Begins anew where it is time to; before the core looks at its own deadlines. */
  void review() {
    if (isQuiet && nowNs >= reviewNs) {
      isQuiet = false;
      for (int i = 0; i < feeds.size(); i++) {
        if (feeds.get(i).isLed) {
          leaveLed(feeds.get(i));
        }
      }
    }
  }

  /** Looks at a message that the core has received: it may end the quiet, or begin it. */
  void received(RaftMessage message) {
    if (message.type() == MessageType.HEARTBEAT_RESPONSE && core.isSettledBy(message)) {
      lead(message);
    } else if (core.isLeader()) {
      leaveLed(message.from());
    } else if (message.type() == MessageType.HEARTBEAT && isOfLeader(message)) {
      beatNs = nowNs;
      askedSeries = sender.pulses().of(message.from()).heldSeries();
      // One that was sent before the follower agreed, and was overtaken, ends nothing.
      if (!message.isSettled() && message.accord() >= followedAccord) {
        leaveFollowed(message.from());
      }
    }
  }

  private boolean isOfLeader(RaftMessage message) {
    return message.from() == core.leaderId() && message.term() == core.term();
  }

  /** Notes an append or install request: what it changes, its sender knows of. */
  void leaderSpoke(int brokerId) {
    hasLeaderSpoken |= followed != null && followed.brokerId() == brokerId;
  }

  private void lead(RaftMessage answer) {
    final Feed feed = feedOf(answer.from());
    final boolean isMeant =
        feed != null
            && !feed.isStale
            && feed.accord == answer.accord()
            && feed.pulse.isOffered(groupId);
    if (isMeant && !feed.isLed) {
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
    feed.isStale = true;
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
  @Override
  public boolean onMessage(RaftMessage message) {
    if (message.type() == MessageType.HEARTBEAT) {
      beat(message);
    } else if (message.isSettled()) {
      follow(message);
    }
    return sender.send(groupId, message);
  }

  private void beat(RaftMessage heartbeat) {
    if (heartbeat.isSettled()) {
      offer(heartbeat.to());
    }
    final Feed feed = feedOf(heartbeat.to());
    if (feed != null) {
      feed.isStale |= !heartbeat.isSettled();
      heartbeat.accord(feed.accord);
    }
  }

  /** Asks a follower to count on pulses. */
  private void offer(int brokerId) {
    Feed feed = feedOf(brokerId);
    if (feed == null) {
      feed = new Feed(sender.pulses().of(brokerId));
      feeds.add(feed);
    }
    feed.accord += feed.isStale ? 1 : 0;
    feed.isStale = false;
    feed.pulse.offer(groupId);
    feed.offeredTerm = core.term();
  }

  /** Agrees to be quiet: from here on the pulses of the leader's broker count. */
  private void follow(RaftMessage answer) {
    final Pulse pulse = sender.pulses().of(answer.to());
    final boolean isAsked = pulse.isHeld() && pulse.heldSeries() == askedSeries;
    if (!isAsked || !core.isSettled() || core.leaderId() != answer.to()) {
      answer.settled(false);
      return;
    }
    if (followed != pulse) {
      if (followed != null) {
        followed.disown();
      }
      followed = pulse;
      pulse.follow(groupId, this);
      hasLeaderSpoken = false;
    }
    followedTerm = core.term();
    followedAccord = answer.accord();
  }

  /**
   * Looks whether the quiet still holds; at the end of the replica's cycle.
   *
   * @param lookInNs after how long something that is under way here wants a cycle
   */
  void endCycle(long lookInNs) {
    endCycleAsFollower();
    endCycleAsLeader();
    final boolean wasQuiet = isQuiet;
    isQuiet =
        followed != null
            || (core.isLeader() && ledCount == core.followerCount() && core.isSettled());
    if (isQuiet && !wasQuiet) {
      reviewNs = nextReviewNs();
    }
    lookNs = lookInNs == Long.MAX_VALUE ? Long.MAX_VALUE : nowNs + lookInNs;
    lookNs = isQuiet ? Math.min(lookNs, reviewNs) : lookNs;
  }

  /** Reviews fall together with pulses, and not those of all groups with one. */
  private long nextReviewNs() {
    final long intervalNs = sender.pulses().intervalNs();
    final long aboutNs = nowNs + REVIEW_NS - Math.floorMod(groupId, REVIEW_SLOTS) * REVIEW_SLOT_NS;
    return Math.max(sender.pulses().momentBefore(aboutNs), nowNs + intervalNs);
  }

  private void endCycleAsFollower() {
    final boolean isForgotten = nowNs - beatNs > PATIENCE_NS;
    if (followed != null && (!isFollowing() || !core.isSettled() || isForgotten)) {
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
      } else if ((feed.isLed || !feed.isStale) && !core.isSettledWith(feed.pulse.brokerId())) {
        feed.isStale = true;
        if (feed.isLed) {
          leaveLed(feed);
        }
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

  /** Returns when the core, or housekeeping, wants a cycle, or a quiet replica all the same. */
  long nextDeadlineNs() {
    return isQuiet ? lookNs : Math.min(lookNs, core.nextDeadlineNs());
  }

  /** Tells whether a leader takes answers to pulses for those of a follower. */
  boolean countsOn(int brokerId) {
    final Feed feed = feedOf(brokerId);
    return feed != null && feed.isLed;
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
