package io.rafthold.sim.invariant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.protocol.Batch;
import io.rafthold.raft.Role;
import io.rafthold.sim.Marks;
import org.agrona.concurrent.UnsafeBuffer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Each checker must see through a state that was corrupted by hand, and let a clean one pass. */
class InvariantsTest {
  private static final int GROUP = 3;
  private static final int[] VOTERS = {0, 1, 2};

  private final GroupView group = new GroupView(GROUP);
  private final ReplicaView one = new ReplicaView(0, GROUP);
  private final ReplicaView two = new ReplicaView(1, GROUP);
  private final ReplicaView three = new ReplicaView(2, GROUP);

  InvariantsTest() {
    group.replicas.add(one);
    group.replicas.add(two);
    group.replicas.add(three);
    group.voters = VOTERS;
  }

  @Test
  void twoLeadersOfATerm() {
    final ElectionSafety invariant = new ElectionSafety();
    lead(one, 5);
    invariant.onState(one);
    lead(two, 6);
    assertThatCode(() -> invariant.onState(two)).doesNotThrowAnyException();

    lead(three, 5);
    assertFlagged(() -> invariant.onState(three), ElectionSafety.class);
  }

  @Test
  void twoEntriesOfAnIndexAndTerm() {
    final LogMatching invariant = new LogMatching();
    one.append(1, 4, 11);
    invariant.onAppended(one);
    two.append(1, 4, 11);
    assertThatCode(() -> invariant.onAppended(two)).doesNotThrowAnyException();

    three.append(1, 4, 12);
    assertFlagged(() -> invariant.onAppended(three), LogMatching.class);
  }

  @Test
  void theSameEntryBehindDifferentOnes() {
    final LogMatching invariant = new LogMatching();
    one.append(1, 4, 11);
    invariant.onAppended(one);
    one.append(2, 5, 22);
    invariant.onAppended(one);
    two.append(1, 3, 10);
    invariant.onAppended(two);

    two.append(2, 5, 22);
    assertFlagged(() -> invariant.onAppended(two), LogMatching.class);
  }

  @Test
  void aLeaderWithoutACommittedEntry() {
    final LeaderCompleteness invariant = new LeaderCompleteness();
    commitOn(one, 1, 4);
    lead(one, 5);
    assertThatCode(() -> invariant.onLeader(one, group)).doesNotThrowAnyException();

    lead(two, 5);
    assertFlagged(() -> invariant.onLeader(two, group), LeaderCompleteness.class);
  }

  @Test
  void aLateLeaderOfAnEarlierTermNeedNotHaveIt() {
    commitOn(one, 1, 4);
    lead(two, 3);

    assertThatCode(() -> new LeaderCompleteness().onLeader(two, group)).doesNotThrowAnyException();
  }

  @Test
  void anotherEntryCommittedAtAnIndex() {
    final StateMachineSafety invariant = new StateMachineSafety();
    commitOn(one, 1, 4);
    two.append(1, 3, 99);

    assertThatCode(() -> invariant.onCommitted(one, 1, group)).doesNotThrowAnyException();
    assertFlagged(() -> invariant.onCommitted(two, 1, group), StateMachineSafety.class);
    assertFlagged(() -> invariant.onCommitted(three, 1, group), StateMachineSafety.class);
  }

  @Test
  void aTruncationOfWhatIsCommitted() {
    final CommittedStays invariant = new CommittedStays();
    commitOn(one, 1, 4);
    assertFlagged(() -> invariant.onCut(one, 1, group), CommittedStays.class);

    two.append(1, 3, 99);
    assertThatCode(() -> invariant.onCut(two, 1, group)).doesNotThrowAnyException();
    two.commitIndex = 1;
    assertFlagged(() -> invariant.onCut(two, 1, group), CommittedStays.class);
  }

  @Test
  void aStateThatGoesBack() {
    final MonotonicState invariant = new MonotonicState();
    one.term = 4;
    one.commitIndex = 10;
    one.durableCommitIndex = 8;

    assertThatCode(() -> invariant.onState(one, 4, 10, 8)).doesNotThrowAnyException();
    assertFlagged(() -> invariant.onState(one, 3, 10, 8), MonotonicState.class);
    assertFlagged(() -> invariant.onState(one, 4, 9, 8), MonotonicState.class);
    assertFlagged(() -> invariant.onState(one, 4, 10, 7), MonotonicState.class);
    assertFlagged(() -> invariant.onState(one, 4, 10, 11), MonotonicState.class);
  }

  @Test
  void aCommitThatIsOnNoMajority() {
    final CommittedOnMajority invariant = new CommittedOnMajority();
    one.append(1, 4, 11);
    assertFlagged(
        () -> invariant.onCommitted(group, one, 1, false, VOTERS), CommittedOnMajority.class);

    two.append(1, 4, 11);
    assertThatCode(() -> invariant.onCommitted(group, one, 1, false, VOTERS))
        .doesNotThrowAnyException();
    one.force(1);
    assertFlagged(
        () -> invariant.onCommitted(group, one, 1, true, VOTERS), CommittedOnMajority.class);
  }

  @Test
  void whatALearnerHoldsIsOnNoVoter() {
    one.append(1, 4, 11);
    three.append(1, 4, 11);

    assertFlagged(
        () -> new CommittedOnMajority().onCommitted(group, one, 1, false, new int[] {0, 1, 5}),
        CommittedOnMajority.class);
  }

  @Test
  void whatAReplicaHeldGoesWithItsDirectoryButForThatOfADeletedTopic() {
    final Checker checker = new Checker(new Marks());
    final GroupView known = checker.group(GROUP);
    final ReplicaView kept = checker.replica(0, GROUP);
    kept.append(1, 4, 11);
    checker.replica(1, GROUP).append(1, 4, 11);
    assertThat(known.holders(1, kept.chainAt(1), false, VOTERS)).isEqualTo(2);

    checker.onForgotten(1, GROUP, true);
    assertThat(known.holders(1, kept.chainAt(1), false, VOTERS)).isEqualTo(2);

    checker.onForgotten(0, GROUP, false);
    assertThat(known.holders(1, kept.chainAt(1), false, VOTERS)).isEqualTo(1);
  }

  @Test
  void recordsOnAFullDisk() {
    final FullDiskTakesNothing invariant = new FullDiskTakesNothing();
    invariant.isFull(brokerId -> brokerId == 1);
    one.hasAppendedData = true;
    two.hasAppendedData = true;

    assertThatCode(() -> invariant.onLeader(one)).doesNotThrowAnyException();
    assertThatCode(() -> invariant.onLeader(three)).doesNotThrowAnyException();
    assertFlagged(() -> invariant.onLeader(two), FullDiskTakesNothing.class);
  }

  @Test
  void anAnswerBeforeTheCommitOrItsFlush() {
    final AcknowledgedIsCommitted invariant = new AcknowledgedIsCommitted();
    assertFlagged(() -> invariant.onAnswer(group, 0, 1, false), AcknowledgedIsCommitted.class);

    commitOn(one, 1, 4);
    assertThatCode(() -> invariant.onAnswer(group, 0, 1, false)).doesNotThrowAnyException();
    assertFlagged(() -> invariant.onAnswer(group, 0, 1, true), AcknowledgedIsCommitted.class);

    group.durableIndex = 1;
    assertThatCode(() -> invariant.onAnswer(group, 0, 1, true)).doesNotThrowAnyException();
  }

  @Test
  void aSequenceTwice() {
    commitOn(one, 1, 4);

    assertFlagged(() -> commitOn(one, 2, 4), ProducerSequenceOnce.class);
  }

  @Test
  void aStateOfWhatIsNotCommitted() {
    final StatesAreCommitted invariant = new StatesAreCommitted();
    commitOn(one, 1, 4);
    one.append(2, 4, 12);
    two.append(1, 3, 99);

    assertThatCode(() -> invariant.onKept(one, 1, group)).doesNotThrowAnyException();
    assertFlagged(() -> invariant.onKept(one, 2, group), StatesAreCommitted.class);
    assertFlagged(() -> invariant.onKept(two, 1, group), StatesAreCommitted.class);
  }

  @Test
  void aGapInTheSequences() {
    final SequencesAreDense invariant = new SequencesAreDense();
    invariant.onCommitted(GROUP, 7, 0, 0, 3);
    assertThatCode(() -> invariant.onCommitted(GROUP, 7, 0, 3, 1)).doesNotThrowAnyException();
    assertThatCode(() -> invariant.onCommitted(GROUP, 7, 1, 0, 1)).doesNotThrowAnyException();

    assertFlagged(() -> invariant.onCommitted(GROUP, 7, 1, 2, 1), SequencesAreDense.class);
    assertFlagged(() -> invariant.onCommitted(GROUP, 7, 0, 4, 1), SequencesAreDense.class);
    assertFlagged(() -> invariant.onCommitted(GROUP, 8, 0, 1, 1), SequencesAreDense.class);
  }

  @Test
  void aVoteOfOneThatLostToDamageWhatWasFlushed() {
    final RejoinRule invariant = new RejoinRule();
    one.isRejoining = true;
    assertThatCode(() -> invariant.onVote(one, 1, 5, true)).doesNotThrowAnyException();
    assertFlagged(() -> invariant.onVote(one, 1, 5, false), RejoinRule.class);

    one.isDamaged = true;
    assertFlagged(() -> invariant.onVote(one, 1, 5, true), RejoinRule.class);
  }

  @Test
  void anAnswerThatNamesAnothersRecord() {
    final ProducerSequenceOnce invariant = new ProducerSequenceOnce();
    commitOn(one, 1, 4);

    assertThatCode(() -> invariant.onAnswer(group, GroupView.recordKey(7, 0, 0), 0))
        .doesNotThrowAnyException();
    assertFlagged(
        () -> invariant.onAnswer(group, GroupView.recordKey(7, 0, 1), 0),
        ProducerSequenceOnce.class);
  }

  @Test
  void aReadOfWhatIsNotCommittedOrAnotherValue() {
    final OneValuePerOffset invariant = new OneValuePerOffset();
    commitOn(one, 1, 4);

    assertThatCode(() -> invariant.onRead(group, 0, 42)).doesNotThrowAnyException();
    assertFlagged(() -> invariant.onRead(group, 0, 43), OneValuePerOffset.class);
    assertFlagged(() -> invariant.onRead(group, 1, 42), OneValuePerOffset.class);
  }

  @Test
  void aVoteThatTheDiskDoesNotHold() {
    final FlushedBeforeAnswer invariant = new FlushedBeforeAnswer();
    one.hardTerm = 4;
    one.hardVote = 2;

    assertThatCode(() -> invariant.onVote(one, 4, 2)).doesNotThrowAnyException();
    assertFlagged(() -> invariant.onVote(one, 5, 2), FlushedBeforeAnswer.class);
    assertFlagged(() -> invariant.onVote(one, 4, 1), FlushedBeforeAnswer.class);
  }

  @Test
  void anAnswerThatTheDiskDoesNotHold() {
    final FlushedBeforeAnswer invariant = new FlushedBeforeAnswer();
    one.hardTerm = 4;
    one.append(1, 4, 11);

    assertThatCode(() -> invariant.onProgress(one, 4, 1, 1, 0)).doesNotThrowAnyException();
    assertFlagged(() -> invariant.onProgress(one, 4, 1, 1, 1), FlushedBeforeAnswer.class);
    assertFlagged(() -> invariant.onProgress(one, 4, 1, 2, 0), FlushedBeforeAnswer.class);
    assertFlagged(() -> invariant.onProgress(one, 5, 1, 1, 0), FlushedBeforeAnswer.class);
  }

  @Test
  void aRecoveryThatForgetsOrInvents() {
    final RecoveryKeeps invariant = new RecoveryKeeps();
    one.append(1, 4, 11);
    one.append(2, 4, 12);
    one.mustKeepIndex = 1;

    assertThatCode(() -> invariant.onRecovered(one, 1)).doesNotThrowAnyException();
    assertFlagged(() -> invariant.onRecovered(one, 0), RecoveryKeeps.class);
    assertFlagged(() -> invariant.onRecovered(one, 3), RecoveryKeeps.class);
    one.hardTerm = 4;
    assertFlagged(() -> invariant.onHardState(one, 3), RecoveryKeeps.class);
  }

  private static void lead(ReplicaView replica, long term) {
    replica.term = term;
    replica.role = Role.LEADER;
  }

  /** Commits a batch of producer 7, sequence 0, with one record of value 42. */
  private void commitOn(ReplicaView replica, long index, long term) {
    final UnsafeBuffer batch = CommittedRecords.batch(7, 0, 42);
    Batch.stamp(batch, 0, index, term, index - 1, 1);
    replica.append(index, term, index);
    group.commit(replica.chainAt(index), term, term, batch, 0);
  }

  private static void assertFlagged(ThrowingCallable check, Class<?> invariant) {
    assertThatThrownBy(check)
        .isInstanceOf(InvariantViolation.class)
        .hasMessageStartingWith(invariant.getSimpleName());
  }
}
