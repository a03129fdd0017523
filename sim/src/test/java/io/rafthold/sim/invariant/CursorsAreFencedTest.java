package io.rafthold.sim.invariant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.protocol.Batch;
import io.rafthold.protocol.EntryType;
import io.rafthold.protocol.MessageFrame;
import io.rafthold.protocol.codec.CursorAction;
import io.rafthold.protocol.codec.CursorMovedEncoder;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;

class CursorsAreFencedTest {
  private static final int PARTITION = 3;
  private static final long ANNA = 11;
  private static final long BERT = 12;
  private static final long OPERATOR = 0;

  private final CursorsAreFenced cursors = new CursorsAreFenced();

  @Test
  void whatIsRightPasses() {
    take(CursorAction.CLAIM, ANNA, 1, -1);
    take(CursorAction.COMMIT, ANNA, 1, 5);
    take(CursorAction.SEEK, ANNA, 1, 2);
    take(CursorAction.COMMIT, ANNA, 1, 4);
    take(CursorAction.CLAIM, BERT, 3, 4);
    take(CursorAction.COMMIT, BERT, 3, 6);
    take(CursorAction.SEEK, OPERATOR, 3, 1);
    take(CursorAction.DELETE, OPERATOR, 3, 0);
    take(CursorAction.CLAIM, ANNA, 4, -1);

    assertThat(cursors.hasReached("g", 1, 5)).isTrue();
    assertThat(cursors.hasReached("g", 1, 6)).isFalse();
    assertThat(cursors.mayBeginAt("g", 1, 0)).isTrue();
    assertThat(cursors.mayBeginAt("g", 2, 0)).as("never claimed").isFalse();
    assertThat(cursors.mayBeginAt("g", 4, 1)).isFalse();
  }

  @Test
  void whatBreaksTheRuleIsFlagged() {
    take(CursorAction.CLAIM, ANNA, 2, -1);
    take(CursorAction.COMMIT, ANNA, 2, 5);
    flagged(CursorAction.COMMIT, ANNA, 2, 4, "it was at 5");
    flagged(CursorAction.COMMIT, BERT, 2, 6, "it is another's");
    flagged(CursorAction.CLAIM, BERT, 2, 5, "epoch 2 is member 11's");
    flagged(CursorAction.CLAIM, BERT, 3, 7, "it moves the cursor");
    flagged(CursorAction.SEEK, OPERATOR, 1, 0, "it is another's");
    take(CursorAction.CLAIM, BERT, 3, 5);
    flagged(CursorAction.COMMIT, ANNA, 2, 6, "it is another's");
    flagged(CursorAction.DELETE, OPERATOR, 2, 0, "it was claimed later");
  }

  private void flagged(
      CursorAction action, long memberId, long epoch, long offset, String because) {
    assertThatThrownBy(() -> take(action, memberId, epoch, offset))
        .isInstanceOf(InvariantViolation.class)
        .hasMessageContaining("CursorsAreFenced")
        .hasMessageContaining(because);
  }

  private void take(CursorAction action, long memberId, long epoch, long offset) {
    final ExpandableArrayBuffer entry = new ExpandableArrayBuffer();
    final CursorMovedEncoder body = new CursorMovedEncoder();
    body.wrapAndApplyHeader(entry, Batch.HEADER_LENGTH, new MessageHeaderEncoder())
        .epoch(epoch)
        .memberId(memberId)
        .sequence(1)
        .cursorOffset(offset)
        .action(action)
        .consumerGroup("g");
    final int length = MessageFrame.HEADER_LENGTH + body.encodedLength();
    Batch.initialise(entry, 0, EntryType.CURSOR, Batch.NO_PRODUCER, (short) -1, Batch.NO_PRODUCER);
    Batch.sealBody(entry, 0, Batch.HEADER_LENGTH + length, 0);
    cursors.onCommitted(PARTITION, entry, 0);
  }
}
