package io.rafthold.sim.client;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.client.AbortedException;
import io.rafthold.client.OutcomeUnknownException;
import io.rafthold.client.RecordMetadata;
import io.rafthold.sim.Marks;
import io.rafthold.sim.invariant.Checker;
import io.rafthold.sim.invariant.CommittedRecords;
import io.rafthold.sim.invariant.InvariantViolation;
import org.junit.jupiter.api.Test;

/** A history that was corrupted by hand must be flagged, and a clean one must pass. */
class HistoryTest {
  private static final int GROUP = 2;

  private final Checker checker = new Checker(new Marks());
  private final History history = new History(checker);
  private final CommittedRecords committed = new CommittedRecords(checker.group(GROUP));

  @Test
  void aCleanHistoryPasses() {
    final long first = send();
    final long second = send();
    final long third = send();
    commit(first, second, third);
    acknowledge(first, 0);
    acknowledge(second, 1);
    history.ended(third, null, new OutcomeUnknownException("late"));

    assertThatCode(this::check).doesNotThrowAnyException();
  }

  @Test
  void anAcknowledgedRecordThatIsNotThere() {
    final long value = send();
    commit(send());
    acknowledge(value, 0);

    assertFlagged("was acknowledged there, and is not");
  }

  @Test
  void anAcknowledgementBehindTheEnd() {
    acknowledge(send(), 5);

    assertFlagged("was acknowledged there, and is not");
  }

  @Test
  void aRecordThatNobodySent() {
    commit(99);

    assertFlagged("was never sent there");
  }

  @Test
  void aRecordOfAnotherPartition() {
    commit(history.sending(GROUP + 1, 1));

    assertFlagged("was never sent there");
  }

  @Test
  void aRecordThatFailedForCertain() {
    final long value = send();
    history.ended(value, null, new AbortedException("never sent"));
    commit(value);

    assertFlagged("was reported as failed for certain");
  }

  @Test
  void aRecordThatIsThereTwice() {
    final long value = send();
    commit(value, value);

    assertFlagged("is there twice");
  }

  @Test
  void recordsOfOneProducerInAnotherOrder() {
    final long first = send();
    final long second = send();
    commit(second, first);
    acknowledge(second, 0);
    acknowledge(first, 1);

    assertFlagged("was sent before");
  }

  @Test
  void aRecordSentAfterAnAcknowledgementThatIsBeforeIt() {
    final long early = send();
    final long next = early + 1;
    commit(next, early);
    acknowledge(early, 1);
    acknowledge(send(), 0);

    assertFlagged("was sent after 2 offsets were acknowledged");
  }

  @Test
  void anEndThatLacksWhatWasAcknowledged() {
    final long value = send();
    commit(value);
    acknowledge(value, 0);
    history.endRead(GROUP, history.leastEnd(GROUP), 0);

    assertFlagged("was read as 0");
  }

  @Test
  void anEndBeyondWhatIsCommitted() {
    history.endRead(GROUP, 0, 1);

    assertFlagged("was read as 1");
  }

  @Test
  void anEndThatGoesBack() {
    final long value = send();
    commit(value);
    history.endRead(GROUP, history.leastEnd(GROUP), 1);
    history.endRead(GROUP, history.leastEnd(GROUP), 0);

    assertFlagged("was read as 0");
  }

  @Test
  void aConsumerThatReadsAnotherValue() {
    commit(send());
    history.read(GROUP, 0, 77);

    assertFlagged("reads value 77");
  }

  private long send() {
    return history.sending(GROUP, 1);
  }

  private void acknowledge(long value, long offset) {
    history.ended(value, new RecordMetadata("t", 0, offset, 0), null);
  }

  private void commit(long... values) {
    committed.add(values);
  }

  private void check() {
    checker.check();
    history.checkGroup(checker.group(GROUP), GROUP);
  }

  private void assertFlagged(String message) {
    assertThatThrownBy(this::check)
        .isInstanceOf(InvariantViolation.class)
        .hasMessageContaining(message);
  }
}
