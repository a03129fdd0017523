package io.rafthold.client;

import io.rafthold.protocol.codec.CursorAction;
import io.rafthold.protocol.codec.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions that a member of a group owns. Each is claimed at its leader before it is read:
 * from then on no earlier owner can commit. Bounded by the partitions of the group's topics.
 *
 * <p>The core's thread, but where it says otherwise.
 */
final class Shares {
  private static final Logger LOGGER = LoggerFactory.getLogger(Shares.class);

  /** An ownership that a partition refused, and since when. */
  private record Refusal(long epoch, long sinceNs) {}

  private final ClientCore core;
  private final GroupMembership membership;
  private final List<String> topics;
  private final FetchQueue queue;
  private final Map<Integer, Share> byGroupId = new ConcurrentHashMap<>();
  private final Queue<Share> lost = new ConcurrentLinkedQueue<>();
  private final Map<Share, Call> claims = new LinkedHashMap<>();
  private final Map<Integer, Refusal> refused = new HashMap<>();

  Shares(ClientCore core, GroupMembership membership, List<String> topics, FetchQueue queue) {
    this.core = core;
    this.membership = membership;
    this.topics = topics;
    this.queue = queue;
  }

  /** Returns those that nobody else may have. Any thread. */
  Collection<Share> all() {
    return byGroupId.values();
  }

  /** Returns, once, one that another member may have by now; null where there is none. Any. */
  Share pollLost() {
    return lost.poll();
  }

  /** Tells whether the consumer has something to take up or to let go. Any thread. */
  boolean hasNews() {
    if (!lost.isEmpty()) {
      return true;
    }
    for (final Share share : byGroupId.values()) {
      if (share.state() == Share.State.CLAIMED || share.state() == Share.State.WANTED_BACK) {
        return true;
      }
    }
    return false;
  }

  /** Returns what the member still reads, or may begin to read at any moment. */
  List<Share> held() {
    final List<Share> held = new ArrayList<>();
    for (final Share share : byGroupId.values()) {
      if (share.isHeld()) {
        held.add(share);
      }
    }
    return held;
  }

  int doWork() {
    if (claims.isEmpty()) {
      return 0;
    }
    int work = 0;
    for (final Share share : List.copyOf(claims.keySet())) {
      final Call claim = claims.get(share);
      if (claim != null && claim.result().isDone()) {
        claims.remove(share);
        onClaimed(share, claim);
        work++;
      }
    }
    return work;
  }

  private void onClaimed(Share share, Call claim) {
    if (share.state() != Share.State.CLAIMING) {
      return;
    }
    if (claim.failure() != null) {
      membership.tell(claim.failure());
      claims.put(share, membership.move(CursorAction.CLAIM, share, 0));
      return;
    }
    final Reply reply = claim.result().join();
    if (reply instanceof Reply.CursorMoved moved && moved.code() == ErrorCode.OK) {
      share.onClaimed(moved.offset());
      queue.signal();
      return;
    }
    drop(share);
    onRefused(share);
    if (reply.code() != ErrorCode.STALE_GENERATION) {
      membership.tell(
          Failures.refused(reply.code(), "claiming " + share.partition(), reply.message()));
    }
  }

  /** Follows the coordinator's word. */
  void onOwned(long memberId, Map<Integer, Long> epochs) {
    for (final Share share : byGroupId.values()) {
      final Long epoch = epochs.get(share.groupId());
      if (epoch == null || epoch != share.epoch()) {
        takeBack(share);
      } else if (share.step(Share.State.WANTED_BACK, Share.State.ACTIVE)) {
        LOGGER.debug("{} may stay", share.partition());
      }
    }
    refused.keySet().retainAll(epochs.keySet());
    epochs.forEach((groupId, epoch) -> give(memberId, groupId, epoch));
  }

  private void takeBack(Share share) {
    if (share.step(Share.State.CLAIMING, Share.State.LET_GO)
        || share.step(Share.State.CLAIMED, Share.State.LET_GO)) {
      drop(share);
      membership.beatSoon();
    } else if (share.step(Share.State.ACTIVE, Share.State.WANTED_BACK)) {
      queue.signal();
    }
  }

  private void give(long memberId, int groupId, long epoch) {
    final Share known = byGroupId.get(groupId);
    if (known != null) {
      if (known.epoch() != epoch || !known.isHeld()) {
        membership.beatAgain();
      }
      return;
    }
    final Refusal refusal = refused.get(groupId);
    if (refusal != null && refusal.epoch() == epoch) {
      insist(refusal);
      return;
    }
    final TopicPartition partition = find(groupId);
    if (partition == null) {
      topics.forEach(topic -> core.refresher().request(topic));
      membership.beatAgain();
      return;
    }
    final Share share = new Share(partition, groupId, memberId, epoch);
    byGroupId.put(groupId, share);
    claims.put(share, membership.move(CursorAction.CLAIM, share, 0));
  }

  /**
   * A coordinator that is none any more may say such a thing for a while; one that goes on to say
   * it gives the partition to nobody else.
   */
  private void insist(Refusal refusal) {
    final long patienceNs = membership.settings().sessionTimeout().toNanos();
    if (core.nowNs() - refusal.sinceNs() > patienceNs) {
      membership.startOverSoon();
    }
    membership.beatAgain();
  }

  private TopicPartition find(int groupId) {
    for (final String name : topics) {
      final TopicInfo topic = core.view().topic(name);
      if (topic != null) {
        for (final PartitionInfo partition : topic.partitions()) {
          if (partition.groupId() == groupId) {
            return new TopicPartition(name, partition.partition());
          }
        }
      }
    }
    return null;
  }

  /** The partition's leader says that the share is none any more. */
  void onStale(Share share) {
    if (share.isHeld() && byGroupId.remove(share.groupId(), share)) {
      lose(share);
      onRefused(share);
    }
  }

  private void onRefused(Share share) {
    refused.put(share.groupId(), new Refusal(share.epoch(), core.nowNs()));
    membership.beatSoon();
  }

  /** The consumer has let go of some. */
  void onLetGo() {
    byGroupId.values().removeIf(share -> share.state() == Share.State.LET_GO);
    membership.beatSoon();
  }

  /** The member is none any more. */
  void loseAll() {
    for (final Share share : List.copyOf(byGroupId.values())) {
      byGroupId.remove(share.groupId());
      lose(share);
    }
    claims.clear();
    refused.clear();
  }

  /** What the consumer never knew of, or is about to forget anyway, it need not hear of. */
  private void lose(Share share) {
    claims.remove(share);
    final Share.State before = share.lose();
    if (before == Share.State.ACTIVE || before == Share.State.WANTED_BACK) {
      lost.add(share);
      queue.signal();
    }
  }

  private void drop(Share share) {
    claims.remove(share);
    byGroupId.remove(share.groupId(), share);
  }
}
