package io.rafthold.partition;

import io.rafthold.log.ReplicaLog;
import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import io.rafthold.raft.EntryTerms;
import io.rafthold.raft.Membership;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * The entries of one append request, checked before any of them is believed: lengths, both CRCs,
 * and that their indices follow each other. A flyweight; used by one thread.
 */
final class EntryBlock implements EntryTerms {
  /** Most entries that one append request may bring. */
  static final int MAX_ENTRIES = 8_192;

  private final int selfId;
  private final int[] positions = new int[MAX_ENTRIES];
  private final CursorCodec cursors = new CursorCodec();
  private DirectBuffer buffer;
  private ReplicaLog log;
  private long firstIndex;
  private int count;
  private boolean takesUp;

  /** Places of the membership entries, and what they say; there is seldom any. */
  private int[] membershipPlaces = new int[1];

  private Membership[] memberships = new Membership[1];
  private int membershipCount;

  /**
   * Makes an empty block.
   *
   * @param selfId the broker that memberships are seen from
   */
  EntryBlock(int selfId) {
    this.selfId = selfId;
  }

  /**
   * Takes the entries in.
   *
   * @param length bytes of all entries together
   * @param prevIndex of the entry that they follow
   * @param prevTerm of the entry that they follow
   * @param leaderTerm which none of theirs may be above
   * @param announced number of entries that the request announces
   * @return false where anything is wrong with any of them: the request must be dropped
   */
  boolean wrap(
      DirectBuffer source,
      int position,
      int length,
      long prevIndex,
      long prevTerm,
      long leaderTerm,
      int announced) {
    buffer = source;
    firstIndex = prevIndex + 1;
    count = 0;
    takesUp = true;
    membershipCount = 0;
    if (announced < 0
        || announced > MAX_ENTRIES
        || prevIndex < 0
        || prevIndex > Long.MAX_VALUE - MAX_ENTRIES) {
      return false;
    }
    long term = prevTerm;
    long nextOffset = -1;
    int at = position;
    final int end = position + length;
    while (at < end) {
      if (count == announced
          || Batch.frameError(source, at, end - at) != null
          || !Batch.isHeaderIntact(source, at)
          || !Batch.isBodyIntact(source, at)
          || Batch.index(source, at) != prevIndex + 1 + count
          || Batch.term(source, at) < term
          || Batch.term(source, at) > leaderTerm
          || Batch.baseOffset(source, at) < 0
          || (count > 0 && Batch.baseOffset(source, at) != nextOffset)) {
        return false;
      }
      term = Batch.term(source, at);
      nextOffset = Batch.nextOffset(source, at);
      if (Batch.entryType(source, at) == EntryType.MEMBERSHIP && !takeMembership(at)) {
        return false;
      }
      if (Batch.entryType(source, at) == EntryType.CURSOR && !isCursor(at)) {
        return false;
      }
      positions[count++] = at;
      at += Batch.length(source, at);
    }
    return count == announced;
  }

  /** Says which log the entries are offered to, before a core sees them. */
  EntryBlock on(ReplicaLog receivingLog) {
    log = receivingLog;
    return this;
  }

  /** Refused here, since who finds it committed can only end. */
  private boolean isCursor(int at) {
    return cursors.isKnown(
        buffer,
        at + Batch.HEADER_LENGTH,
        Batch.length(buffer, at) - Batch.HEADER_LENGTH,
        Batch.index(buffer, at));
  }

  private boolean takeMembership(int at) {
    final Membership membership =
        MembershipCodec.decode(
            buffer,
            at + Batch.HEADER_LENGTH,
            Batch.length(buffer, at) - Batch.HEADER_LENGTH,
            selfId);
    if (membership == null) {
      return false;
    }
    if (membershipCount == memberships.length) {
      membershipPlaces = Arrays.copyOf(membershipPlaces, 2 * membershipCount);
      memberships = Arrays.copyOf(memberships, 2 * membershipCount);
    }
    membershipPlaces[membershipCount] = count;
    memberships[membershipCount++] = membership;
    return true;
  }

  @Override
  public Membership membershipAt(int place) {
    for (int i = 0; i < membershipCount; i++) {
      if (membershipPlaces[i] == place) {
        return memberships[i];
      }
    }
    return null;
  }

  /** Tells whether any entry brings a membership. */
  boolean hasMembership() {
    return membershipCount > 0;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public long termAt(int place) {
    return Batch.term(buffer, positions[place]);
  }

  @Override
  public boolean takesUp(long index) {
    final int at = positions[(int) (index - firstIndex)];
    takesUp = log.nextOffsetAt(index - 1) == Batch.baseOffset(buffer, at);
    return takesUp;
  }

  /** Tells whether the core was told of an entry that does not take up the log's offset. */
  boolean isOutOfPlace() {
    return !takesUp;
  }

  /** Returns the position of an entry in {@link #buffer()}. */
  int positionAt(int place) {
    return positions[place];
  }

  /**
   * Returns what the entries were taken from; valid as long as the caller of {@link #wrap} says.
   */
  DirectBuffer buffer() {
    return buffer;
  }
}
