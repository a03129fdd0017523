package io.rafthold.partition;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import io.rafthold.protocol.NameRule;
import io.rafthold.protocol.codec.CursorAction;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;

/**
 * The cursors of consumer groups as derived from a partition's log up to one index. Deterministic:
 * an entry says what the cursor is from there on, and whether it may be so was judged before it was
 * appended, by a table that knew all entries before it.
 */
final class CursorTable {
  /** Most consumer groups that may have a cursor in one partition. */
  static final int MAX_CURSORS = 1_000;

  private static final int FIXED_LENGTH = Integer.BYTES + 5 * Long.BYTES;

  /** By the names of the groups, in their order, so that equal tables are encoded alike. */
  private final TreeMap<String, Cursor> cursors = new TreeMap<>();

  private final CursorCodec codec = new CursorCodec();

  /** Returns a group's cursor, or null. */
  Cursor get(String group) {
    return cursors.get(group);
  }

  /** Returns how many groups have a cursor. */
  int size() {
    return cursors.size();
  }

  /**
   * Judges a wish.
   *
   * @param move a valid one
   * @param endOffset of the partition
   */
  CursorVerdict judge(CursorMove move, long endOffset) {
    final Cursor held = cursors.get(move.group());
    final CursorVerdict verdict =
        switch (move.action()) {
          case CLAIM -> judgeClaim(held, move);
          case COMMIT -> judgeCommit(held, move);
          case SEEK -> judgeSeek(held, move);
          default -> judgeDelete(held, move);
        };
    if (verdict != CursorVerdict.APPEND) {
      return verdict;
    }
    final boolean movesOffset =
        move.action() == CursorAction.COMMIT || move.action() == CursorAction.SEEK;
    if (movesOffset && move.offset() > endOffset) {
      return CursorVerdict.OUT_OF_RANGE;
    }
    final boolean isNew = held == null && move.action() != CursorAction.DELETE;
    return isNew && cursors.size() >= MAX_CURSORS ? CursorVerdict.TOO_MANY : verdict;
  }

  private static CursorVerdict judgeClaim(Cursor held, CursorMove move) {
    if (held == null || held.epoch() < move.epoch()) {
      return CursorVerdict.APPEND;
    }
    return held.isOwnedBy(move) ? CursorVerdict.UNCHANGED : CursorVerdict.STALE_GENERATION;
  }

  private static CursorVerdict judgeCommit(Cursor held, CursorMove move) {
    if (held == null || !held.isOwnedBy(move)) {
      return CursorVerdict.STALE_GENERATION;
    }
    return held.hasTaken(move) || move.offset() <= held.offset()
        ? CursorVerdict.UNCHANGED
        : CursorVerdict.APPEND;
  }

  /** An operator's one takes the cursor away from whoever has claimed it up to that epoch. */
  private static CursorVerdict judgeSeek(Cursor held, CursorMove move) {
    if (move.memberId() == Cursor.OPERATOR) {
      if (held == null) {
        return CursorVerdict.APPEND;
      }
      if (held.epoch() > move.epoch()) {
        return CursorVerdict.STALE_GENERATION;
      }
    } else if (held == null || !held.isOwnedBy(move)) {
      return CursorVerdict.STALE_GENERATION;
    }
    final boolean isThere = held.isOwnedBy(move) && held.offset() == move.offset();
    return held.hasTaken(move) || isThere ? CursorVerdict.UNCHANGED : CursorVerdict.APPEND;
  }

  private static CursorVerdict judgeDelete(Cursor held, CursorMove move) {
    if (held == null) {
      return CursorVerdict.UNCHANGED;
    }
    return held.epoch() > move.epoch() ? CursorVerdict.STALE_GENERATION : CursorVerdict.APPEND;
  }

  /** Completes a wish that is to be appended: a claim leaves the offset where it is. */
  CursorMove completed(CursorMove move) {
    if (move.action() != CursorAction.CLAIM) {
      return move;
    }
    final Cursor held = cursors.get(move.group());
    return new CursorMove(
        move.action(),
        move.group(),
        move.memberId(),
        move.epoch(),
        move.sequence(),
        held == null ? Cursor.NO_OFFSET : held.offset());
  }

  /** Tells whether an entry is a cursor's, whose body {@link #apply} reads. */
  static boolean needsBody(DirectBuffer header, int position) {
    return Batch.entryType(header, position) == EntryType.CURSOR;
  }

  /**
   * Takes an entry in; one that is no cursor's changes nothing.
   *
   * @param header as stamped
   * @param body of the entry; not looked at where it is no cursor's
   * @throws io.rafthold.log.NewerFormatException where a later version wrote it
   * @throws IllegalStateException where it cannot be made out
   */
  void apply(
      DirectBuffer header, int position, DirectBuffer body, int bodyPosition, int bodyLength) {
    if (!needsBody(header, position)) {
      return;
    }
    final long index = Batch.index(header, position);
    final CursorMove move = codec.decode(body, bodyPosition, bodyLength, index);
    if (move.action() == CursorAction.DELETE) {
      cursors.remove(move.group());
    } else {
      cursors.put(
          move.group(),
          new Cursor(
              move.epoch(),
              move.memberId(),
              move.sequence(),
              move.offset(),
              Batch.timestampNs(header, position),
              index));
    }
  }

  /** Replaces the content by another table's; there are too few of them to do it in steps. */
  void copyOf(CursorTable other) {
    cursors.clear();
    cursors.putAll(other.cursors);
  }

  /** Knows of no cursor any more. */
  void clear() {
    cursors.clear();
  }

  /** Returns the length of what {@link #encode} writes, in bytes. */
  int encodedLength() {
    int length = Integer.BYTES;
    for (final String name : cursors.keySet()) {
      length += FIXED_LENGTH + name.length();
    }
    return length;
  }

  /** Writes all cursors, in the order of their groups' names. */
  void encode(ByteBuffer into) {
    into.putInt(cursors.size());
    for (final Map.Entry<String, Cursor> each : cursors.entrySet()) {
      final byte[] name = each.getKey().getBytes(US_ASCII);
      final Cursor cursor = each.getValue();
      into.putInt(name.length).put(name);
      into.putLong(cursor.epoch()).putLong(cursor.memberId()).putLong(cursor.sequence());
      into.putLong(cursor.offset()).putLong(cursor.timestampNs());
    }
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws java.nio.BufferUnderflowException where the bytes end before
   * @throws IllegalArgumentException where a value cannot be
   */
  static CursorTable decode(ByteBuffer from) {
    final CursorTable table = new CursorTable();
    final int count = from.getInt();
    if (count < 0 || count > MAX_CURSORS) {
      throw new IllegalArgumentException(count + " cursors");
    }
    for (int i = 0; i < count; i++) {
      final String name = name(from);
      if (!table.cursors.isEmpty() && table.cursors.lastKey().compareTo(name) >= 0) {
        throw new IllegalArgumentException("the cursor of '" + name + "' is out of order");
      }
      table.cursors.put(name, cursor(from));
    }
    return table;
  }

  private static String name(ByteBuffer from) {
    final int length = from.getInt();
    if (length < 1 || length > NameRule.MAX_LENGTH) {
      throw new IllegalArgumentException("a group's name of " + length + " bytes");
    }
    final byte[] bytes = new byte[length];
    from.get(bytes);
    final String name = new String(bytes, US_ASCII);
    if (!NameRule.isValid(name)) {
      throw new IllegalArgumentException("a group's name that cannot be");
    }
    return name;
  }

  private static Cursor cursor(ByteBuffer from) {
    final Cursor cursor =
        new Cursor(
            from.getLong(), from.getLong(), from.getLong(), from.getLong(), from.getLong(), 0);
    if (cursor.epoch() < 0 || cursor.sequence() < 0 || cursor.offset() < Cursor.NO_OFFSET) {
      throw new IllegalArgumentException("a cursor that cannot be: " + cursor);
    }
    return cursor;
  }
}
