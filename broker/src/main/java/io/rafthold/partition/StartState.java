package io.rafthold.partition;

import io.rafthold.log.LogDamageException;
import io.rafthold.log.ReplicaLog;
import io.rafthold.raft.Membership;
import io.rafthold.raft.MembershipLog;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What held behind an entry at which a log starts, or may start: everything that is derived from
 * the entries up to there. It lies beside a log whose first entries are gone, and goes to a
 * follower whose next entry is among them (dissertation 5).
 *
 * <pre>
 *   format version                                     int32
 *   index, term, next offset, timestamp (ns)           int64 each
 *   membership: index, term                            int64 each
 *               voters, learners, their broker ids     int32 each
 *   producers                                          int32, then each as in {@link ProducerState}
 * </pre>
 *
 * <p>Little endian; file and message around it have a CRC. Immutable but for its table, which is
 * copied by whoever goes on from it.
 *
 * @param index of the entry
 * @param term of the entry
 * @param nextOffset that the next record gets
 * @param timestampNs of the entry
 * @param memberships what held at the entry: one
 * @param producers the producers' sequences up to the entry
 */
record StartState(
    long index,
    long term,
    long nextOffset,
    long timestampNs,
    MembershipLog memberships,
    ProducerTable producers) {
  /** Most bytes that it may have, encoded. */
  static final int MAX_LENGTH = 64 * 1024 * 1024;

  private static final int FORMAT_VERSION = 1;
  private static final int FIXED_LENGTH = 3 * Integer.BYTES + 6 * Long.BYTES;

  /**
   * Encodes the state.
   *
   * @throws IllegalStateException where it is over {@link #MAX_LENGTH}
   */
  byte[] encode() {
    final Membership membership = memberships.latest();
    final long length =
        FIXED_LENGTH
            + (long) Integer.BYTES * (membership.voterCount() + membership.learnerCount())
            + producers.encodedLength();
    if (length > MAX_LENGTH) {
      throw new IllegalStateException(
          "the state at entry "
              + index
              + " has "
              + length
              + " bytes, more than the limit of "
              + MAX_LENGTH);
    }
    final ByteBuffer content = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
    content.putInt(FORMAT_VERSION);
    content.putLong(index).putLong(term).putLong(nextOffset).putLong(timestampNs);
    content.putLong(memberships.latestIndex());
    content.putLong(memberships.termAt(memberships.size() - 1));
    MembershipRecord.put(content, membership);
    producers.encode(content);
    return content.array();
  }

  /**
   * Decodes what {@link #encode} made, whatever the bytes are.
   *
   * @param selfId the broker that looks
   * @param name of file or message, for the error
   * @throws LogDamageException where the bytes cannot be made out
   */
  static StartState decode(byte[] bytes, int selfId, String name) {
    final ByteBuffer content = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    try {
      final int version = content.getInt();
      if (version != FORMAT_VERSION) {
        throw damage(name, "has format version " + version + ", not " + FORMAT_VERSION);
      }
      final long index = content.getLong();
      final long term = content.getLong();
      final long nextOffset = content.getLong();
      final long timestampNs = content.getLong();
      final long membershipIndex = content.getLong();
      final long membershipTerm = content.getLong();
      final Membership membership = MembershipRecord.take(content, selfId);
      if (index < 0 || term < 0 || nextOffset < 0 || membershipIndex > index) {
        throw damage(name, "names index " + index + ", term " + term + ", offset " + nextOffset);
      }
      final ProducerTable producers = ProducerTable.decode(content);
      if (content.hasRemaining()) {
        throw damage(name, content.remaining() + " bytes follow the last producer");
      }
      return new StartState(
          index,
          term,
          nextOffset,
          timestampNs,
          MembershipLog.startingAt(membershipIndex, membershipTerm, membership),
          producers);
    } catch (BufferUnderflowException | IllegalArgumentException unreadable) {
      throw damage(name, "cannot be read: " + unreadable);
    }
  }

  /** Tells whether a log has the entry that this state follows, so that it goes on from there. */
  boolean isIn(ReplicaLog log) {
    return index >= log.firstIndex() - 1 && index <= log.lastIndex() && log.termAt(index) == term;
  }

  private static LogDamageException damage(String name, String problem) {
    return new LogDamageException(name, LogDamageException.NO_INDEX, 0, problem);
  }
}
