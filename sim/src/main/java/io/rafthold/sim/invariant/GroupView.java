package io.rafthold.sim.invariant;

import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import io.rafthold.protocol.RecordReader;
import io.rafthold.raft.Membership;
import io.rafthold.sim.SimRandom;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.LongArrayList;

/** What was committed in a group, in the order of its log: the truth that all else is held to. */
public final class GroupView {
  private static final long NONE = Long.MIN_VALUE;

  final int groupId;
  AckLevel level = AckLevel.QUORUM_SYNC;
  int[] voters = {};

  /** Up to here a majority of those who voted then had it all on their disks. */
  long durableIndex;

  final List<ReplicaView> replicas = new ArrayList<>();
  private final LongArrayList chain = new LongArrayList();
  private final LongArrayList terms = new LongArrayList();
  private final LongArrayList committedIn = new LongArrayList();
  private final LongArrayList values = new LongArrayList();
  private final LongArrayList recordKeys = new LongArrayList();
  private final LongArrayList indexes = new LongArrayList();
  private final Long2LongHashMap offsetByKey = new Long2LongHashMap(NONE);
  private final RecordReader reader = new RecordReader();
  private final TimestampsRise timestampsRise = new TimestampsRise();
  private final SequencesAreDense sequencesAreDense = new SequencesAreDense();
  private final CursorsAreFenced cursors = new CursorsAreFenced();
  private long lastTimestampNs;

  /** Knows of nothing committed. */
  public GroupView(int groupId) {
    this.groupId = groupId;
    chain.addLong(0);
    terms.addLong(0);
    committedIn.addLong(0);
  }

  /** Returns the group's id. */
  public int id() {
    return groupId;
  }

  /** Returns the last index that was committed anywhere. */
  public long lastIndex() {
    return chain.size() - 1L;
  }

  /** Returns the hash of the committed log up to an index. */
  public long chainAt(long index) {
    return chain.getLong((int) index);
  }

  /** Returns the term of a committed entry. */
  public long termAt(long index) {
    return terms.getLong((int) index);
  }

  /** Returns the term of the leader that committed an entry. */
  public long committedIn(long index) {
    return committedIn.getLong((int) index);
  }

  /** Returns what became of consumer groups' cursors. */
  public CursorsAreFenced cursors() {
    return cursors;
  }

  /** Returns the offset behind the last committed record. */
  public long endOffset() {
    return values.size();
  }

  /** Returns the value at an offset. */
  public long valueAt(long offset) {
    return values.getLong((int) offset);
  }

  /** Returns the producer's number for the record at an offset. */
  public long recordKeyAt(long offset) {
    return recordKeys.getLong((int) offset);
  }

  /** Returns the index of the entry that holds an offset. */
  public long indexAt(long offset) {
    return indexes.getLong((int) offset);
  }

  /** Folds a producer's id, epoch and sequence into one number. */
  public static long recordKey(long producerId, int epoch, long sequence) {
    return producerId == Batch.NO_PRODUCER
        ? NONE
        : SimRandom.mix(SimRandom.mix(producerId * 31 + epoch) + sequence);
  }

  /** Tells whether a producer's record is committed. */
  public boolean isCommitted(long recordKey) {
    return offsetByKey.get(recordKey) != NONE;
  }

  /** Takes the next committed entry in. */
  void commit(long chainThere, long term, long byTerm, DirectBuffer buffer, int position) {
    chain.addLong(chainThere);
    terms.addLong(term);
    committedIn.addLong(byTerm);
    final long timestampNs = Batch.timestampNs(buffer, position);
    timestampsRise.onCommitted(groupId, lastIndex(), lastTimestampNs, timestampNs);
    lastTimestampNs = timestampNs;
    if (Batch.entryType(buffer, position) == EntryType.CURSOR) {
      cursors.onCommitted(groupId, buffer, position);
    }
    if (Batch.entryType(buffer, position) != EntryType.DATA) {
      return;
    }
    final long producerId = Batch.producerId(buffer, position);
    final int epoch = Batch.producerEpoch(buffer, position);
    long sequence = Batch.firstSequence(buffer, position);
    reader.wrap(buffer, position);
    while (reader.next()) {
      final long key = recordKey(producerId, epoch, sequence++);
      final long value =
          reader.valueLength() >= Long.BYTES ? buffer.getLong(reader.valuePosition()) : 0;
      if (key != NONE && offsetByKey.put(key, endOffset()) != NONE) {
        throw new InvariantViolation(
            ProducerSequenceOnce.class,
            "group "
                + groupId
                + " has producer "
                + producerId
                + " sequence "
                + (sequence - 1)
                + " twice, again at offset "
                + endOffset());
      }
      values.addLong(value);
      recordKeys.addLong(key);
      indexes.addLong(lastIndex());
    }
    if (producerId != Batch.NO_PRODUCER) {
      sequencesAreDense.onCommitted(
          groupId,
          producerId,
          epoch,
          Batch.firstSequence(buffer, position),
          Batch.recordCount(buffer, position));
    }
  }

  /** Says of a replica whether it may have forgotten entries. */
  public interface Memory {
    /** Tells whether a broker's replica of a group may have forgotten entries. */
    boolean isForgetful(int brokerId, int groupId);
  }

  /** Tells whether one more broker may forget entries: a majority has forgotten nothing then. */
  public boolean maySpare(int brokerId, Memory memory) {
    if (level == AckLevel.QUORUM_SYNC || !contains(voters, brokerId)) {
      return true;
    }
    int forgetful = 1;
    for (final int voter : voters) {
      forgetful += voter != brokerId && memory.isForgetful(voter, groupId) ? 1 : 0;
    }
    return forgetful <= (voters.length - 1) / 2;
  }

  /** Takes over who votes. */
  void voters(Membership membership) {
    voters = votersOf(membership);
  }

  /** Returns how many vote, as far as is known. */
  public int voterCount() {
    return voters.length;
  }

  static int[] votersOf(Membership membership) {
    final int[] ids = new int[membership.voterCount()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = membership.voterAt(i);
    }
    return ids;
  }

  /** Counts the voters that hold the committed log up to an index. */
  int holders(long index, long chainThere, boolean isDurable, int[] voters) {
    int count = 0;
    for (final int voter : voters) {
      count += isHolder(voter, index, chainThere, isDurable) ? 1 : 0;
    }
    return count;
  }

  /** Tells whether a leader's entry of an earlier term is on a majority of the voters. */
  public boolean isOldTermOnMajority(ReplicaView leader, long index, long term) {
    return index <= leader.lastIndex()
        && leader.termAt(index) < term
        && holders(index, leader.chainAt(index), false, voters) > voters.length / 2
        && voters.length > 0;
  }

  /**
   * An entry that is gone by now was there when it was counted: a loss of power takes what was not
   * forced, damage takes that too.
   */
  boolean isCountable(boolean isDurable) {
    for (final ReplicaView replica : replicas) {
      if (replica.isDamaged || (replica.hasLostPower && !isDurable)) {
        return false;
      }
    }
    return true;
  }

  /** What a replica held that is deleted by now counted when it was there. */
  private boolean isHolder(int brokerId, long index, long chainThere, boolean isDurable) {
    for (final ReplicaView replica : replicas) {
      if (replica.brokerId == brokerId
          && replica.holds(index, chainThere)
          && (!isDurable || replica.durableIndex >= index)) {
        return true;
      }
    }
    return false;
  }

  private static boolean contains(int[] voters, int brokerId) {
    for (final int voter : voters) {
      if (voter == brokerId) {
        return true;
      }
    }
    return false;
  }
}
