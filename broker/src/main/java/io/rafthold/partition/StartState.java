package io.rafthold.partition;

import io.rafthold.log.LogDamageException;
import io.rafthold.log.NewerFormatException;
import io.rafthold.log.ReplicaLog;
import io.rafthold.log.StateFile;
import io.rafthold.raft.Membership;
import io.rafthold.raft.MembershipLog;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What held behind an entry at which a log starts, or may start: everything that is derived from
 * the entries up to there. It lies beside a log whose first entries are gone and beside each of its
 * later segments, and goes to a follower whose next entry is gone (dissertation 5).
 *
 * <pre>
 *   format version (4)                                 int32
 *   index, term, next offset, timestamp (ns), bytes    int64 each
 *   sections                                           int32
 *   for each: kind, length of the content              int32 each
 *             content
 *
 *   kind 1, membership: index, term                    int64 each
 *                       voters, learners, their ids    int32 each
 *   kind 2, producers:  as in {@link ProducerTable}
 *   kind 3, cursors:    as in {@link CursorTable}
 * </pre>
 *
 * <p>A state of version 3 has no cursors: there were none.
 *
 * <p>Little endian; file and message around it have a CRC. A kind that is not known is an error:
 * whoever left it out would part from the others. Immutable but for its tables, which belong to
 * whoever goes on from it: one.
 *
 * @param index of the entry
 * @param term of the entry
 * @param nextOffset that the next record gets
 * @param timestampNs of the entry
 * @param logBytes of all entries up to it, since the log began
 * @param memberships what held at the entry: one
 * @param tables derived from all entries up to this one
 */
record StartState(
    long index,
    long term,
    long nextOffset,
    long timestampNs,
    long logBytes,
    MembershipLog memberships,
    DerivedTables tables) {
  /** Most bytes that it may have, encoded. */
  static final int MAX_LENGTH = StateFile.MAX_CONTENT_BYTES;

  private static final int FORMAT_VERSION = 4;
  private static final int VERSION_WITHOUT_CURSORS = 3;
  private static final int MEMBERSHIP_KIND = 1;
  private static final int PRODUCERS_KIND = 2;
  private static final int CURSORS_KIND = 3;
  private static final int SECTIONS = 3;
  private static final int SECTION_OVERHEAD = 2 * Integer.BYTES;
  private static final int FIXED_LENGTH = 2 * Integer.BYTES + 5 * Long.BYTES;

  /**
   * Encodes the state.
   *
   * @throws IllegalStateException where it is over {@link #MAX_LENGTH}
   */
  byte[] encode() {
    final Membership membership = memberships.latest();
    final int membershipLength =
        2 * Long.BYTES + Integer.BYTES * (2 + membership.voterCount() + membership.learnerCount());
    final long producersLength = tables.producers().encodedLength();
    final int cursorsLength = tables.cursors().encodedLength();
    final long length =
        FIXED_LENGTH
            + SECTIONS * SECTION_OVERHEAD
            + membershipLength
            + producersLength
            + cursorsLength;
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
    content.putLong(index).putLong(term).putLong(nextOffset);
    content.putLong(timestampNs).putLong(logBytes);
    content.putInt(SECTIONS);
    content.putInt(MEMBERSHIP_KIND).putInt(membershipLength);
    content.putLong(memberships.latestIndex());
    content.putLong(memberships.termAt(memberships.size() - 1));
    MembershipRecord.put(content, membership);
    content.putInt(PRODUCERS_KIND).putInt((int) producersLength);
    tables.producers().encode(content);
    content.putInt(CURSORS_KIND).putInt(cursorsLength);
    tables.cursors().encode(content);
    return content.array();
  }

  /**
   * Decodes what {@link #encode} made, whatever the bytes are.
   *
   * @param selfId the broker that looks
   * @param limits by which its tables forget producers
   * @param name of file or message, for the error
   * @throws LogDamageException where the bytes cannot be made out
   */
  static StartState decode(byte[] bytes, int selfId, ProducerLimits limits, String name) {
    final ByteBuffer content = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    try {
      final StartState head = head(content, name);
      final boolean hasCursors = content.getInt(0) > VERSION_WITHOUT_CURSORS;
      final Sections sections = Sections.read(content, head.index, selfId, limits, hasCursors);
      if (content.hasRemaining()) {
        throw new IllegalArgumentException(content.remaining() + " bytes behind the last section");
      }
      return new StartState(
          head.index,
          head.term,
          head.nextOffset,
          head.timestampNs,
          head.logBytes,
          sections.memberships(),
          new DerivedTables(sections.producers(), sections.cursors()));
    } catch (BufferUnderflowException | IllegalArgumentException unreadable) {
      throw damage(name, "cannot be read: " + unreadable);
    }
  }

  /**
   * Decodes the numbers alone, however large the rest is: memberships and tables are null.
   *
   * @throws LogDamageException where they cannot be made out
   */
  static StartState decodeHead(byte[] bytes, String name) {
    try {
      return head(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), name);
    } catch (BufferUnderflowException | IllegalArgumentException unreadable) {
      throw damage(name, "cannot be read: " + unreadable);
    }
  }

  private static StartState head(ByteBuffer content, String name) {
    final int version = content.getInt();
    if (version > FORMAT_VERSION) {
      throw new NewerFormatException(name, 0, version, FORMAT_VERSION);
    }
    if (version < VERSION_WITHOUT_CURSORS) {
      throw damage(name, "has format version " + version + ", not " + FORMAT_VERSION);
    }
    final StartState head =
        new StartState(
            content.getLong(),
            content.getLong(),
            content.getLong(),
            content.getLong(),
            content.getLong(),
            null,
            null);
    if (head.index < 0 || head.term < 0 || head.nextOffset < 0 || head.logBytes < 0) {
      throw new IllegalArgumentException(
          "index " + head.index + ", term " + head.term + ", offset " + head.nextOffset);
    }
    return head;
  }

  private record Sections(MembershipLog memberships, ProducerTable producers, CursorTable cursors) {
    static Sections read(
        ByteBuffer content, long index, int selfId, ProducerLimits limits, boolean hasCursors) {
      MembershipLog memberships = null;
      ProducerTable producers = null;
      CursorTable cursors = hasCursors ? null : new CursorTable();
      final int count = content.getInt();
      for (int i = 0; i < count; i++) {
        final int kind = content.getInt();
        final ByteBuffer section = section(content, content.getInt());
        if (kind == MEMBERSHIP_KIND && memberships == null) {
          memberships = membership(section, index, selfId);
        } else if (kind == PRODUCERS_KIND && producers == null) {
          producers = ProducerTable.decode(section, limits);
        } else if (kind == CURSORS_KIND && cursors == null) {
          cursors = CursorTable.decode(section);
        } else {
          throw new IllegalArgumentException("a section of kind " + kind);
        }
        if (section.hasRemaining()) {
          throw new IllegalArgumentException(
              section.remaining() + " bytes too many in the section of kind " + kind);
        }
      }
      if (memberships == null || producers == null || cursors == null) {
        throw new IllegalArgumentException("only " + count + " sections");
      }
      return new Sections(memberships, producers, cursors);
    }

    private static ByteBuffer section(ByteBuffer content, int length) {
      if (length < 0 || length > content.remaining()) {
        throw new IllegalArgumentException("a section of " + length + " bytes");
      }
      final ByteBuffer section = content.slice(content.position(), length);
      content.position(content.position() + length);
      return section.order(ByteOrder.LITTLE_ENDIAN);
    }

    private static MembershipLog membership(ByteBuffer section, long index, int selfId) {
      final long membershipIndex = section.getLong();
      final long membershipTerm = section.getLong();
      if (membershipIndex > index) {
        throw new IllegalArgumentException("a membership of entry " + membershipIndex);
      }
      return MembershipLog.startingAt(
          membershipIndex, membershipTerm, MembershipRecord.take(section, selfId));
    }
  }

  /** Tells whether a log has the entry that this state follows, so that it goes on from there. */
  boolean isIn(ReplicaLog log) {
    return isIn(log, index, term);
  }

  /** Tells whether a log has an entry, or starts behind it. */
  static boolean isIn(ReplicaLog log, long index, long term) {
    return index >= log.firstIndex() - 1 && index <= log.lastIndex() && log.termAt(index) == term;
  }

  /** Returns the same but for the tables, which are the large part: they are null. */
  StartState withoutTables() {
    return new StartState(index, term, nextOffset, timestampNs, logBytes, memberships, null);
  }

  private static LogDamageException damage(String name, String problem) {
    return new LogDamageException(name, LogDamageException.NO_INDEX, 0, problem);
  }
}
