package io.rafthold.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Members that change, seen from one core: what the transcripts do not reach. */
class MemberChangesTest {
  private final Membership three = Membership.of(1, 1, 2, 3);

  private static void change(CoreUnderTest leader, Membership next) {
    assertThat(leader.core.proposeMembership(next)).isEqualTo(MembershipVerdict.ACCEPTED);
    leader.log.append(leader.core.term(), 0, next);
    leader.core.membershipAppended(leader.log.lastIndex(), next);
    leader.core.appended(leader.log.lastIndex());
    leader.core.flushed(leader.log.lastIndex());
  }

  @Test
  void aFollowersMembershipHoldsAsSoonAsItIsAppendedAndNoSooner() {
    CoreUnderTest follower = new CoreUnderTest(CommitLevel.FLUSHED, three, HardState.INITIAL);
    Membership next = three.withLearner(4);
    RaftMessage request = follower.message(MessageType.APPEND_REQUEST, 2, 1);
    EntryTerms entries = CoreUnderTest.entries(1, null, next, next.withVoter(4));
    follower.core.receiveAppend(request, entries, 0);
    assertThat(follower.core.membership()).isEqualTo(three);
    follower.log.append(1, 0);
    follower.core.appended(1);
    assertThat(follower.core.membership()).isEqualTo(three);
    follower.log.append(1, 0, next);
    follower.core.appended(2);
    assertThat(follower.core.membership()).isEqualTo(next);
    assertThat(follower.core.memberships().latestIndex()).isEqualTo(2);
    assertThat(follower.core.memberships().termAt(1)).isEqualTo(1);
    // The third was never appended; the next message brings another one at its place.
    request.prevIndex(2).prevTerm(1);
    follower.core.receiveAppend(request, CoreUnderTest.entries(1, (Membership) null), 0);
    follower.log.append(1, 0);
    follower.core.appended(3);
    assertThat(follower.core.membership()).isEqualTo(next);
  }

  @Test
  void whatIsThereAlreadyChangesNothing() {
    CoreUnderTest follower = new CoreUnderTest(CommitLevel.FLUSHED, three, HardState.INITIAL);
    Membership next = three.withLearner(4);
    RaftMessage request = follower.message(MessageType.APPEND_REQUEST, 2, 1);
    EntryTerms entries = CoreUnderTest.entries(1, next);
    follower.core.receiveAppend(request, entries, 0);
    follower.log.append(1, 0, next);
    follower.core.appended(1);
    assertThat(follower.core.receiveAppend(request, entries, 0).acceptFrom()).isZero();
    follower.core.appended(1);
    assertThat(follower.core.memberships().size()).isEqualTo(2);
    entries = CoreUnderTest.entries(1, next, next.withVoter(4));
    assertThat(follower.core.receiveAppend(request, entries, 0).acceptFrom()).isEqualTo(2);
    follower.log.append(1, 0, next.withVoter(4));
    follower.core.appended(2);
    assertThat(follower.core.membership()).isEqualTo(next.withVoter(4));
  }

  @Test
  void saysWhyNot() {
    CoreUnderTest leader =
        new CoreUnderTest(CommitLevel.FLUSHED, three, new HardState(3, HardState.NO_VOTE));
    assertThat(leader.core.proposeMembership(three.withLearner(4)))
        .isEqualTo(MembershipVerdict.NOT_LEADER);
    leader.win(4);
    leader.appendNoOp();
    assertThat(leader.core.proposeMembership(three.withLearner(4)))
        .isEqualTo(MembershipVerdict.NOT_READY);
    leader.acknowledge(2, 1);
    leader.endCycle();
    assertThat(leader.core.proposeMembership(Membership.of(1, 1)))
        .isEqualTo(MembershipVerdict.NOT_ONE_STEP);
    assertThat(leader.core.proposeMembership(three.withVoter(4)))
        .isEqualTo(MembershipVerdict.NOT_CAUGHT_UP);
    change(leader, three.withLearner(4));
    assertThat(leader.core.proposeMembership(three)).isEqualTo(MembershipVerdict.IN_FLIGHT);
    leader.acknowledge(3, 2);
    leader.endCycle();
    assertThat(leader.core.proposeMembership(three)).isEqualTo(MembershipVerdict.ACCEPTED);
    leader.acknowledge(2, 2);
    assertThat(leader.core.transfer(2, 0)).isTrue();
    assertThat(leader.core.proposeMembership(three)).isEqualTo(MembershipVerdict.TRANSFERRING);
  }

  @Test
  void stopsAtAMembershipThatWasNotAppendedAsItShould() {
    CoreUnderTest leader = CoreUnderTest.leader(CommitLevel.FLUSHED);
    Membership next = three.withLearner(4);
    assertThatThrownBy(() -> leader.core.membershipAppended(2, next))
        .hasMessageContaining("a leader appends a membership in its term (2, 1)");
    leader.log.append(3, 0, next);
    assertThatThrownBy(() -> leader.core.membershipAppended(2, next))
        .hasMessageContaining("a leader appends a membership in its term (2, 2)");
    leader.log.truncateFrom(2);
    leader.log.append(4, 0, next);
    assertThatThrownBy(() -> leader.core.membershipAppended(2, Membership.of(1, 1)))
        .hasMessageContaining("the voters change one at a time (1, 3)");
    leader.core.membershipAppended(2, next);
    assertThat(leader.core.membership()).isEqualTo(next);
  }

  @Test
  void aFollowerAppendsNoMembershipOfItsOwn() {
    CoreUnderTest follower = new CoreUnderTest(CommitLevel.FLUSHED, three, HardState.INITIAL, 0);
    assertThatThrownBy(() -> follower.core.membershipAppended(1, three))
        .hasMessageContaining("a leader appends a membership");
    assertThat(follower.core.isCaughtUp(2)).isFalse();
  }

  @Test
  void rowsFollowTheMembershipAndKeepWhatIsKnown() {
    CoreUnderTest leader = CoreUnderTest.leader(CommitLevel.FLUSHED);
    change(leader, three.withLearner(4));
    assertThat(leader.core.followers().count()).isEqualTo(3);
    assertThat(leader.core.followers().of(2).matchIndex()).isEqualTo(1);
    assertThat(leader.core.followers().of(4).isVoter()).isFalse();
    assertThat(leader.core.followers().of(4).nextIndex()).isEqualTo(3);
    leader.acknowledge(4, 2);
    assertThat(leader.core.isCaughtUp(4)).isTrue();
    leader.endCycle();
    assertThat(leader.core.commitIndex()).as("a learner counts for nothing").isEqualTo(1);
    leader.acknowledge(2, 2);
    leader.endCycle();
    change(leader, three.withVoter(4));
    assertThat(leader.core.followers().of(4).isVoter()).isTrue();
    assertThat(leader.core.followers().of(4).matchIndex()).isEqualTo(2);
    leader.acknowledge(4, 3);
    leader.endCycle();
    assertThat(leader.core.commitIndex()).as("two of four").isEqualTo(2);
    leader.acknowledge(3, 3);
    leader.endCycle();
    assertThat(leader.core.commitIndex()).isEqualTo(3);
    change(leader, three);
    assertThat(leader.core.followers().of(4)).isNull();
    RaftMessage message = new RaftMessage();
    assertThat(leader.core.nextAppend(4, message, 0)).isFalse();
    assertThat(leader.core.nextInstall(4, message, 0)).isFalse();
  }

  @Test
  void aLearnerIsNotMissed() {
    CoreUnderTest leader = CoreUnderTest.leader(CommitLevel.FLUSHED);
    change(leader, three.withLearner(4));
    leader.acknowledge(2, 2);
    leader.endCycle();
    leader.pass(550);
    leader.acknowledge(4, 2);
    leader.pass(50);
    assertThat(leader.core.role()).as("a learner is no majority").isEqualTo(Role.FOLLOWER);
  }

  @Test
  void aLeaderThatIsRemovedDoesNotCountItself() {
    CoreUnderTest leader = CoreUnderTest.leader(CommitLevel.FLUSHED);
    change(leader, three.without(1));
    assertThat(leader.core.transfer(2, 0)).isFalse();
    leader.acknowledge(2, 2);
    leader.endCycle();
    assertThat(leader.core.isLeader()).isTrue();
    assertThat(leader.core.commitIndex()).isEqualTo(1);
    leader.acknowledge(3, 2);
    leader.endCycle();
    assertThat(leader.core.isLeader()).isFalse();
    assertThat(leader.core.commitIndex()).isEqualTo(2);
    assertThat(leader.drain()).containsExactly("1->2 TIMEOUT_NOW term 4");
    leader.core.campaign(leader.nowNs());
    leader.pass(10_000);
    assertThat(leader.core.role()).isEqualTo(Role.FOLLOWER);
    assertThat(leader.core.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aRemovedLeaderKnowsNobodyToFollowItWhenNobodyWasHeard() {
    CoreUnderTest leader = CoreUnderTest.leader(CommitLevel.FLUSHED);
    change(leader, three.without(1));
    leader.pass(50);
    leader.acknowledge(2, 2);
    leader.acknowledge(3, 2);
    leader.drain();
    leader.pass(400);
    leader.drain();
    leader.endCycle();
    assertThat(leader.core.isLeader()).isFalse();
    assertThat(leader.drain()).isEmpty();
  }

  @Test
  void remembersWhatIsCommitted() {
    Membership next = three.without(1);
    CoreUnderTest follower =
        new CoreUnderTest(CommitLevel.FLUSHED, three, new HardState(3, HardState.NO_VOTE));
    RaftMessage request = follower.message(MessageType.APPEND_REQUEST, 2, 4);
    follower.core.receiveAppend(request, CoreUnderTest.entries(4, next), 0);
    follower.log.append(4, 0, next);
    follower.core.appended(1);
    assertThat(follower.core.nextDeadlineNs()).as("may be needed").isLessThan(Long.MAX_VALUE);
    follower.core.rememberCommit(7, 0);
    assertThat(follower.core.memberships().size()).as("another entry 1, perhaps").isEqualTo(2);
    follower.core.rememberCommit(7, 1);
    assertThat(follower.core.memberships().size()).isEqualTo(1);
    assertThat(follower.core.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
    follower.core.rememberCommit(0, 0);
    follower.receive(follower.message(MessageType.VOTE_REQUEST, 2, 5).prevIndex(9).prevTerm(9));
    assertThat(follower.drain()).isEmpty();
    follower.pass(300);
    follower.receive(follower.message(MessageType.VOTE_REQUEST, 2, 5).prevIndex(9).prevTerm(9));
    assertThat(follower.drain()).containsExactly("1->2 VOTE_RESPONSE term 5 granted commit 7");
  }
}
