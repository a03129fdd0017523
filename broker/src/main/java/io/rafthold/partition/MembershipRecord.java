package io.rafthold.partition;

import io.rafthold.log.LogDamageException;
import io.rafthold.log.NewerFormatException;
import io.rafthold.raft.Membership;
import io.rafthold.raft.MembershipLog;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The content of a group's membership file: which membership holds from which index on, from the
 * last one that can no longer be rolled back.
 *
 * <pre>
 *   format version, count                              int32 each
 *   unclean stop                                       int64
 *   for each: index, term                              int64 each
 *             voters, learners                         int32 each
 *             broker ids of the voters, the learners   int32 each
 * </pre>
 *
 * <p>Little endian; the file around it has a CRC.
 *
 * @param uncleanStop the stop of the machine that the replica has drawn its conclusions from, 0 for
 *     none
 * @param memberships one at least
 */
record MembershipRecord(long uncleanStop, MembershipLog memberships) {
  private static final int FORMAT_VERSION = 1;
  private static final int MAX_CHANGES = 1 << 16;
  private static final int FIXED_LENGTH = 2 * Long.BYTES + 2 * Integer.BYTES;

  /** Tells whether anybody else votes by any of them. */
  boolean hasOtherVoters() {
    for (int i = 0; i < memberships.size(); i++) {
      final Membership each = memberships.membershipAt(i);
      if (each.voterCount() > (each.isVoter(each.selfId()) ? 1 : 0)) {
        return true;
      }
    }
    return false;
  }

  byte[] encode() {
    int length = 2 * Integer.BYTES + Long.BYTES;
    for (int i = 0; i < memberships.size(); i++) {
      final Membership each = memberships.membershipAt(i);
      length += FIXED_LENGTH + Integer.BYTES * (each.voterCount() + each.learnerCount());
    }
    final ByteBuffer content = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    content.putInt(FORMAT_VERSION).putInt(memberships.size()).putLong(uncleanStop);
    for (int i = 0; i < memberships.size(); i++) {
      content.putLong(memberships.indexAt(i)).putLong(memberships.termAt(i));
      put(content, memberships.membershipAt(i));
    }
    return content.array();
  }

  static void put(ByteBuffer content, Membership membership) {
    content.putInt(membership.voterCount()).putInt(membership.learnerCount());
    for (int i = 0; i < membership.voterCount(); i++) {
      content.putInt(membership.voterAt(i));
    }
    for (int i = 0; i < membership.learnerCount(); i++) {
      content.putInt(membership.learnerAt(i));
    }
  }

  /**
   * Decodes what {@link #encode} made.
   *
   * @param selfId the broker that looks
   * @param name of the file, for messages
   * @throws LogDamageException where the content cannot be made out
   */
  static MembershipRecord decode(byte[] bytes, int selfId, String name) {
    final ByteBuffer content = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    try {
      final int version = content.getInt();
      if (version > FORMAT_VERSION) {
        throw new NewerFormatException(name, 0, version, FORMAT_VERSION);
      }
      final int count = content.getInt();
      if (version != FORMAT_VERSION || count < 1 || count > MAX_CHANGES) {
        throw damage(name, "has format version " + version + " and " + count + " memberships");
      }
      final long uncleanStop = content.getLong();
      final MembershipLog memberships =
          MembershipLog.startingAt(content.getLong(), content.getLong(), take(content, selfId));
      for (int i = 1; i < count; i++) {
        memberships.append(content.getLong(), content.getLong(), take(content, selfId));
      }
      return new MembershipRecord(uncleanStop, memberships);
    } catch (BufferUnderflowException | IllegalArgumentException unreadable) {
      throw damage(name, "cannot be read: " + unreadable);
    }
  }

  static Membership take(ByteBuffer content, int selfId) {
    final int voters = content.getInt();
    final int learners = content.getInt();
    if (voters < 0
        || voters > Membership.MAX_VOTERS
        || learners < 0
        || learners > Membership.MAX_LEARNERS) {
      throw new IllegalArgumentException(voters + " voters and " + learners + " learners");
    }
    return Membership.of(selfId, ids(content, voters), ids(content, learners));
  }

  private static int[] ids(ByteBuffer content, int count) {
    final int[] ids = new int[count];
    for (int i = 0; i < count; i++) {
      ids[i] = content.getInt();
    }
    return ids;
  }

  private static LogDamageException damage(String name, String problem) {
    return new LogDamageException(name, LogDamageException.NO_INDEX, 0, problem);
  }
}
