package io.rafthold.sim.invariant;

import io.rafthold.log.LogCursor;
import io.rafthold.partition.Replica;
import io.rafthold.protocol.AckLevel;
import io.rafthold.raft.Membership;
import io.rafthold.raft.Role;
import io.rafthold.sim.SimRandom;
import java.util.Arrays;

/**
 * One replica as seen from outside: its log as a chain of hashes, in which an entry's hash covers
 * all before it, and the state that its process shows. The log outlives the process.
 */
public final class ReplicaView {
  private static final int INITIAL_CAPACITY = 64;

  final int brokerId;
  final int groupId;
  private long[] chain = new long[INITIAL_CAPACITY];
  private long[] terms = new long[INITIAL_CAPACITY];

  /** Of each entry, the index of the last membership entry up to it. */
  private long[] memberships = new long[INITIAL_CAPACITY];

  private long lastIndex;

  /** Where the log may end again if a truncation that is not on the disk yet is forgotten. */
  private long mostIndex;

  private long durableBeforeCut;
  private long lastBeforeCut;
  private long lastBeforeStart;
  private long mostBeforeCut;

  long durableIndex;

  /** Where the log started after the last step. */
  long firstIndex = 1;

  /** Whether the log began anew since then. */
  boolean isInstalled;

  /** Whether that is perhaps not on the disk yet. */
  boolean isStartUnforced;

  long hardTerm;
  int hardVote = -1;
  boolean isRunning;
  long term;
  long commitIndex;
  long durableCommitIndex;
  Role role = Role.FOLLOWER;

  /** The running replica, and a cursor into its log. */
  Replica process;

  LogCursor cursor;
  boolean hasLostPower;

  /** The members whose voters counted for what a leader has just committed; else null. */
  Membership deciding;

  /** The level, members and transfer that the process showed after its last step. */
  AckLevel level = AckLevel.QUORUM_SYNC;

  Membership membership;
  boolean isTransferring;

  /** Where the log ended after the last step. */
  long seenLastIndex;

  /** Since when it leads, in the time that its broker has lived. */
  long leadsSinceNs;

  /** Whether records were appended since then. */
  boolean hasAppendedData;

  /** Whether the disk says that the replica may have forgotten what it had answered for. */
  boolean isRejoining;

  /** Whether a loss of power has perhaps cost it that. */
  boolean mustRejoin;

  /** Its life on the disk; answers of an earlier one may still be on their way out. */
  long hardLife;

  /** Whether damage has cost it what it had flushed, and it is not whole since. */
  boolean isDamaged;

  /** In which leadership it last dropped its log's start, by when that began. */
  long droppedInReignNs = -1;

  /** Whether the log was opened since its process ended last. */
  boolean isRecovered;

  /** Up to where entries were known to be on the disk when a bit of it flipped; 0 for never. */
  long rottenBelowIndex;

  /** First entry that rot may cost which no start looks for; 0 for none. */
  long hiddenRotIndex;

  /** Lowest index at which recovery may let the log end. */
  long mustKeepIndex;

  /** Watches a replica that has nothing yet. */
  public ReplicaView(int brokerId, int groupId) {
    this.brokerId = brokerId;
    this.groupId = groupId;
  }

  /** Its process has ended, or its files were closed. */
  void ended(boolean lostPower) {
    isRunning = false;
    process = null;
    if (lostPower) {
      mustKeepIndex = durableIndex;
    } else if (isRecovered) {
      mustKeepIndex = lastIndex;
    }
    if (isStartUnforced) {
      // Where the force of a log's new start fails, the old one is there again.
      mustKeepIndex = Math.min(mustKeepIndex, lastBeforeStart);
    }
    if (hiddenRotIndex > 0) {
      mustKeepIndex = Math.min(mustKeepIndex, hiddenRotIndex - 1);
    }
    isRecovered = false;
    hasLostPower |= lostPower;
    mustRejoin |= lostPower && level == AckLevel.QUORUM && hardTerm > 0 && lastIndex > durableIndex;
  }

  /** One of these entries is not what it was any more; that may show before a start is over. */
  void hideRot(long firstIndex, long lastIndex) {
    hiddenRotIndex = firstIndex;
    rottenBelowIndex = lastIndex;
    if (!isRunning) {
      mustKeepIndex = Math.min(mustKeepIndex, firstIndex - 1);
    }
  }

  /** Takes an entry in. */
  public void append(long index, long entryTerm, long content) {
    final int at = (int) index;
    if (at >= chain.length) {
      chain = Arrays.copyOf(chain, Math.max(at + 1, 2 * chain.length));
      terms = Arrays.copyOf(terms, chain.length);
      memberships = Arrays.copyOf(memberships, chain.length);
    }
    chain[at] = SimRandom.mix(chain[at - 1] * 31 + content) ^ entryTerm;
    terms[at] = entryTerm;
    memberships[at] = memberships[at - 1];
    lastIndex = index;
  }

  /**
   * The log is empty behind an entry that is committed in its group, and is as that up to there.
   */
  void startBehind(long index, GroupView group) {
    while (index >= chain.length) {
      chain = Arrays.copyOf(chain, 2 * chain.length);
      terms = Arrays.copyOf(terms, chain.length);
      memberships = Arrays.copyOf(memberships, chain.length);
    }
    for (int at = 1; at <= index; at++) {
      chain[at] = group.chainAt(at);
      terms[at] = group.termAt(at);
      memberships[at] = 0;
    }
    lastBeforeStart = lastIndex;
    lastIndex = index;
    mostIndex = 0;
    durableIndex = Math.min(durableIndex, index);
    mustKeepIndex = Math.min(mustKeepIndex, index);
    isInstalled = true;
    isStartUnforced = true;
  }

  /** Takes over what another view knows up to an entry. */
  void beginLike(ReplicaView other, long index) {
    chain = other.chain.clone();
    terms = other.terms.clone();
    memberships = other.memberships.clone();
    lastIndex = index;
  }

  /** Lets the log end before an index. */
  public void cut(long fromIndex) {
    lastBeforeCut = lastIndex;
    mostBeforeCut = mostIndex;
    durableBeforeCut = durableIndex;
    mostIndex = Math.max(lastIndex, mostIndex);
    lastIndex = fromIndex - 1;
    durableIndex = Math.min(durableIndex, lastIndex);
  }

  /** Takes note of a membership entry. */
  void addMembership(long index) {
    memberships[(int) index] = index;
  }

  /** Returns the index of the last membership entry, 0 where there is none. */
  long lastMembershipIndex() {
    return memberships[(int) lastIndex];
  }

  /** The last cut did not come about. */
  public void undoCut() {
    if (mostIndex > lastIndex) {
      lastIndex = lastBeforeCut;
      durableIndex = durableBeforeCut;
      mostIndex = mostBeforeCut;
    }
  }

  /** What was truncated is gone for good, and entries up to an index are there for good. */
  public void force(long index) {
    mostIndex = 0;
    isStartUnforced = false;
    durableIndex = Math.max(durableIndex, Math.min(index, lastIndex));
  }

  /** Returns the last entry that may be found after a stop. */
  long mostIndex() {
    return Math.max(lastIndex, mostIndex);
  }

  /** Returns the last entry that is on the disk for good. */
  public long durableIndex() {
    return durableIndex;
  }

  /** Returns the last entry's index. */
  public long lastIndex() {
    return lastIndex;
  }

  /** Returns the hash of the log up to an index. */
  public long chainAt(long index) {
    return chain[(int) index];
  }

  /** Returns an entry's term, 0 for index 0. */
  public long termAt(long index) {
    return terms[(int) index];
  }

  /** Tells whether the log holds what another one does, up to an index. */
  public boolean holds(long index, long chainThere) {
    return lastIndex >= index && chain[(int) index] == chainThere;
  }

  @Override
  public String toString() {
    return "broker "
        + brokerId
        + " group "
        + groupId
        + " (to "
        + lastIndex
        + ", forced to "
        + durableIndex
        + ")";
  }
}
