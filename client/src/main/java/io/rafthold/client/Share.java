package io.rafthold.client;

import java.util.concurrent.atomic.AtomicReference;

/**
 * A partition that a consumer group has given to this member, in one epoch: from the coordinator's
 * word to its end. The core's thread claims it and takes it back; the consumer's takes it up and
 * lets it go. Each step of either is one change of {@link #state}, so that they may meet.
 */
final class Share {
  /** What has become of it. */
  enum State {
    /** The cursor is being claimed; the consumer does not know of it yet. */
    CLAIMING,
    /** The consumer may take it up. */
    CLAIMED,
    /** The consumer reads it. */
    ACTIVE,
    /** The consumer shall let it go. */
    WANTED_BACK,
    /** The consumer finishes what it does with it. */
    LETTING_GO,
    /** Nothing of it is read any more. */
    LET_GO,
    /** Another member may have it. */
    LOST
  }

  /** No offset was committed yet. */
  static final long NO_OFFSET = -1;

  private final AtomicReference<State> state = new AtomicReference<>(State.CLAIMING);
  private final TopicPartition partition;
  private final int groupId;
  private final long memberId;
  private final long epoch;
  private volatile long claimedOffset = NO_OFFSET;

  /** Where the cursor is, as far as this member moved it. The core's thread. */
  private long committedOffset = NO_OFFSET;

  /** Whether a commit behind a seek has begun, and none has ended well since. The core's thread. */
  private boolean isSeekPending;

  Share(TopicPartition partition, int groupId, long memberId, long epoch) {
    this.partition = partition;
    this.groupId = groupId;
    this.memberId = memberId;
    this.epoch = epoch;
  }

  TopicPartition partition() {
    return partition;
  }

  int groupId() {
    return groupId;
  }

  long memberId() {
    return memberId;
  }

  long epoch() {
    return epoch;
  }

  State state() {
    return state.get();
  }

  /** Takes a step, unless the other side has taken one meanwhile. */
  boolean step(State from, State to) {
    return state.compareAndSet(from, to);
  }

  /** Ends it; returns what it was. */
  State lose() {
    return state.getAndSet(State.LOST);
  }

  /** Tells whether the member still counts as reading it. */
  boolean isHeld() {
    return state.get() != State.LET_GO && state.get() != State.LOST;
  }

  /** The cursor is claimed. The core's thread. */
  void onClaimed(long offset) {
    committedOffset = offset;
    claimedOffset = offset;
    step(State.CLAIMING, State.CLAIMED);
  }

  /** Returns where the cursor was when it was claimed, or {@link #NO_OFFSET}. */
  long claimedOffset() {
    return claimedOffset;
  }

  long committedOffset() {
    return committedOffset;
  }

  void committedOffset(long offset) {
    committedOffset = offset;
  }

  boolean isSeekPending() {
    return isSeekPending;
  }

  void isSeekPending(boolean isPending) {
    isSeekPending = isPending;
  }
}
