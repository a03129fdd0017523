package io.rafthold.sim.invariant;

import io.rafthold.protocol.Batch;
import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.CursorMovedDecoder;
import io.rafthold.protocol.codec.MessageHeaderDecoder;
import java.util.HashMap;
import java.util.Map;
import org.agrona.DirectBuffer;

/**
 * The cursor of a consumer group in a partition, entry by entry of its committed log: an epoch is
 * one member's, a later one fences it, and within an epoch the cursor falls only where it is
 * sought.
 */
public final class CursorsAreFenced {
  private static final long OPERATOR = 0;
  private static final long NO_OFFSET = -1;

  private static final class Epoch {
    final long number;
    final long memberId;
    final long firstOffset;
    long offset;
    long highestOffset;

    Epoch(long number, long memberId, long offset) {
      this.number = number;
      this.memberId = memberId;
      this.firstOffset = offset;
      this.offset = offset;
      this.highestOffset = offset;
    }
  }

  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final CursorMovedDecoder moved = new CursorMovedDecoder();
  private final Map<String, Epoch> latest = new HashMap<>();
  private final Map<String, Map<Long, Epoch>> all = new HashMap<>();

  /** Takes the next committed cursor entry in. */
  void onCommitted(int groupId, DirectBuffer buffer, int position) {
    final int body = position + Batch.HEADER_LENGTH;
    moved.wrapAndApplyHeader(buffer, body, header);
    final int nameLength =
        MessageFrame.dataLength(buffer, body, Batch.length(buffer, position) - Batch.HEADER_LENGTH);
    final String group =
        buffer.getStringWithoutLengthAscii(MessageFrame.dataPosition(buffer, body), nameLength);
    final String broken =
        switch (moved.action()) {
          case CLAIM -> claim(group);
          case COMMIT -> commit(group);
          case SEEK -> seek(group);
          default -> delete(group);
        };
    if (broken != null) {
      throw new InvariantViolation(
          CursorsAreFenced.class,
          "group "
              + groupId
              + ": "
              + moved.action()
              + " of member "
              + moved.memberId()
              + " in epoch "
              + moved.epoch()
              + " to "
              + moved.cursorOffset()
              + ": "
              + broken);
    }
  }

  private String claim(String group) {
    final Epoch held = latest.get(group);
    if (held != null && held.number >= moved.epoch()) {
      return "epoch " + held.number + " is member " + held.memberId + "'s";
    }
    if (moved.cursorOffset() != (held == null ? NO_OFFSET : held.offset)) {
      return "it moves the cursor";
    }
    begin(group);
    return null;
  }

  private String commit(String group) {
    final Epoch held = latest.get(group);
    if (!isOwner(held)) {
      return "it is another's";
    }
    if (moved.cursorOffset() < held.offset) {
      return "it was at " + held.offset;
    }
    move(held);
    return null;
  }

  private String seek(String group) {
    final Epoch held = latest.get(group);
    if (moved.memberId() == OPERATOR && (held == null || held.number <= moved.epoch())) {
      begin(group);
      return null;
    }
    if (!isOwner(held)) {
      return "it is another's";
    }
    move(held);
    return null;
  }

  private String delete(String group) {
    final Epoch held = latest.remove(group);
    return held != null && held.number > moved.epoch() ? "it was claimed later" : null;
  }

  private boolean isOwner(Epoch held) {
    return held != null && held.number == moved.epoch() && held.memberId == moved.memberId();
  }

  private void begin(String group) {
    final Epoch epoch = new Epoch(moved.epoch(), moved.memberId(), moved.cursorOffset());
    latest.put(group, epoch);
    all.computeIfAbsent(group, any -> new HashMap<>()).put(epoch.number, epoch);
  }

  private void move(Epoch epoch) {
    epoch.offset = moved.cursorOffset();
    epoch.highestOffset = Math.max(epoch.highestOffset, epoch.offset);
  }

  /** Tells whether an epoch was claimed, and its cursor has been at an offset or beyond. */
  public boolean hasReached(String group, long epoch, long offset) {
    final Epoch known = all.getOrDefault(group, Map.of()).get(epoch);
    return known != null && known.highestOffset >= offset;
  }

  /** Tells whether who begins in an epoch may begin at an offset: at a cursor of that epoch. */
  public boolean mayBeginAt(String group, long epoch, long offset) {
    final Epoch known = all.getOrDefault(group, Map.of()).get(epoch);
    return known != null
        && offset >= Math.max(0, known.firstOffset)
        && offset <= Math.max(0, known.highestOffset);
  }
}
