package io.rafthold.client;

import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.OffsetSpec;
import java.util.concurrent.TimeUnit;

/**
 * Where a subscription reads. Where a replica is preferred, and is away or gives nothing of what
 * the leader has for as long as its settings bear that, reading goes on at the leader; and goes
 * back as soon as the replica has what was read by then.
 *
 * <p>A replica that gives nothing may have nothing to give, or be cut off from the leader: so where
 * nothing comes, the leader is asked for its end, twice within that time.
 */
final class ReadPlace {
  private static final long NEVER_NS = Long.MAX_VALUE;
  private static final int ASKS_WITHIN_PATIENCE = 2;
  private static final long LEAST_CALL_NS = TimeUnit.SECONDS.toNanos(1);

  private final ClientCore core;
  private final TopicPartition partition;
  private final ReadFrom wanted;
  private final ReplicaChoice choice;
  private final long patienceNs;
  private int turn;
  private boolean isAtLeader;

  /** When the preferred replica was last known to serve. */
  private long goodNs;

  /** Whether the leader has what the replica did not give. */
  private boolean isBehind;

  private Call call;
  private long askedNs;
  private long askedOffset;

  ReadPlace(ClientCore core, TopicPartition partition, ReadFrom wanted) {
    this.core = core;
    this.partition = partition;
    this.wanted = wanted;
    choice = new ReplicaChoice(core, partition);
    if (wanted instanceof ReadFrom.PreferredReplica preferred) {
      patienceNs = preferred.leaderAfter().toNanos();
    } else if (wanted instanceof ReadFrom.Nearest nearest) {
      patienceNs = nearest.leaderAfter().toNanos();
    } else {
      patienceNs = NEVER_NS;
    }
    isAtLeader = wanted instanceof ReadFrom.Leader;
    goodNs = core.nowNs();
    askedNs = goodNs;
  }

  /** Returns the session to subscribe in, perhaps not ready yet; null where none is known. */
  BrokerConnection find(int groupId) {
    final BrokerConnection replica = choice.find(groupId, wanted, turn);
    if (patienceNs == NEVER_NS) {
      return replica;
    }
    // Where there is no such replica at all, there is nothing to wait for.
    if (!isAtLeader && (replica == null || core.nowNs() - goodNs >= patienceNs)) {
      goToLeader();
    }
    if (!isAtLeader) {
      return replica;
    }
    final BrokerConnection leader = choice.find(groupId, ReadFrom.leader(), turn);
    if (replica != null && replica.isReady() && (leader == null || !leader.isReady())) {
      comeBack();
      return replica;
    }
    return leader;
  }

  private void goToLeader() {
    isAtLeader = true;
    forgetAnswer();
  }

  private void comeBack() {
    isAtLeader = false;
    goodNs = core.nowNs();
    forgetAnswer();
  }

  /** Tells whether who was found last may be a follower. */
  boolean isAnyReplica() {
    return !isAtLeader;
  }

  /** Tells whether only the leader will do. */
  boolean isLeaderOnly() {
    return wanted instanceof ReadFrom.Leader;
  }

  /** Goes on to the next of several. */
  void onFailed() {
    turn++;
  }

  /** Notes that records came. */
  void onRecords() {
    goodNs = core.nowNs();
    isBehind = false;
  }

  /** Gives the replica up, where the leader may be read instead. */
  boolean giveUp() {
    if (isAtLeader || patienceNs == NEVER_NS) {
      return false;
    }
    goToLeader();
    return true;
  }

  /**
   * Tells whether to read on elsewhere; called in each cycle of a subscription.
   *
   * @param nextOffset behind what came
   * @param isWaiting whether what came waits for the consumer, so that no more may come
   */
  boolean isToMove(int groupId, long nextOffset, boolean isWaiting) {
    if (patienceNs == NEVER_NS) {
      return false;
    }
    return isAtLeader ? isToReturn(groupId, nextOffset) : isToLeave(groupId, nextOffset, isWaiting);
  }

  private boolean isToLeave(int groupId, long nextOffset, boolean isWaiting) {
    final long nowNs = core.nowNs();
    if (isWaiting) {
      goodNs = nowNs;
      return false;
    }
    final long end = answer();
    if (end >= 0) {
      isBehind = end > nextOffset;
      goodNs = isBehind ? goodNs : nowNs;
    }
    if (isBehind && nowNs - goodNs >= patienceNs) {
      return giveUp();
    }
    if (nowNs - goodNs >= patienceNs / ASKS_WITHIN_PATIENCE) {
      ask(groupId, nextOffset, null);
    }
    return false;
  }

  private boolean isToReturn(int groupId, long nextOffset) {
    final long end = answer();
    if (end >= askedOffset) {
      comeBack();
      return true;
    }
    final BrokerConnection preferred = choice.find(groupId, wanted, turn);
    if (preferred != null && preferred.isReady()) {
      ask(groupId, nextOffset, preferred);
    }
    return false;
  }

  /** Asks a replica, or the leader, for its end; not more often than is of use. */
  private void ask(int groupId, long nextOffset, BrokerConnection replica) {
    final long nowNs = core.nowNs();
    if (call != null || nowNs - askedNs < patienceNs / ASKS_WITHIN_PATIENCE) {
      return;
    }
    askedNs = nowNs;
    askedOffset = nextOffset;
    call =
        core.calls()
            .start(
                new Call(
                    core,
                    "looking up the end of " + partition,
                    groupId,
                    replica == null ? Call.leaderOf(groupId) : any -> replica,
                    (requests, correlationId) ->
                        requests.offsets(
                            correlationId, groupId, OffsetSpec.LATEST, 0, replica != null),
                    Math.max(LEAST_CALL_NS, patienceNs)));
  }

  /** Returns, once, the end that was asked for; -1 where none is known. */
  private long answer() {
    if (call == null || !call.result().isDone()) {
      return -1;
    }
    final Call answered = call;
    call = null;
    if (answered.result().isCompletedExceptionally()) {
      return -1;
    }
    final Reply reply = answered.result().join();
    return reply instanceof Reply.Offsets offsets && offsets.code() == ErrorCode.OK
        ? offsets.foundOffset()
        : -1;
  }

  private void forgetAnswer() {
    call = null;
    isBehind = false;
    askedNs = core.nowNs();
    askedOffset = Long.MAX_VALUE;
  }
}
