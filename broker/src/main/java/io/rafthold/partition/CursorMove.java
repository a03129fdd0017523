package io.rafthold.partition;

import io.rafthold.protocol.NameRule;
import io.rafthold.protocol.codec.CursorAction;

/**
 * What somebody wants of a consumer group's cursor.
 *
 * @param action what to do
 * @param group name of the consumer group
 * @param memberId who wants it, 0 for an operator
 * @param epoch of the member's ownership; of an operator the group's generation that was seen
 * @param sequence rises with each request of a member, the same in a repeat; 0 where it is not told
 * @param offset to commit, or to seek to: the next one to read
 */
public record CursorMove(
    CursorAction action, String group, long memberId, long epoch, long sequence, long offset) {
  /** Tells whether it makes sense at all, whatever the cursor is. */
  boolean isValid() {
    final boolean isOperator = memberId == Cursor.OPERATOR;
    if (!NameRule.isValid(group) || epoch < 0 || sequence < 0) {
      return false;
    }
    return switch (action) {
      case CLAIM -> !isOperator;
      case COMMIT -> !isOperator && offset >= 0;
      case SEEK -> offset >= 0;
      case DELETE -> isOperator;
      default -> false;
    };
  }
}
