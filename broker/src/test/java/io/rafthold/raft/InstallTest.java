package io.rafthold.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Followers that need what the leader's log no longer has, seen from one core. */
class InstallTest {
  private final Membership three = Membership.of(1, 1, 2, 3);
  private final RaftMessage into = new RaftMessage();

  /** Leads term 4 with a log of entries 1 to 10, of which it keeps those from 6 on. */
  private CoreUnderTest leader() {
    CoreUnderTest leader =
        new CoreUnderTest(
            CommitLevel.FLUSHED, three, new HardState(3, -1), 1, 1, 2, 2, 3, 3, 3, 3, 3);
    leader.log.removeBefore(6);
    leader.win(4);
    leader.appendNoOp();
    leader.drain();
    return leader;
  }

  private static void refuse(CoreUnderTest leader, long hintIndex, long hintTerm) {
    leader.receive(
        leader
            .message(MessageType.APPEND_RESPONSE, 2, 4)
            .granted(false)
            .hintIndex(hintIndex)
            .hintTerm(hintTerm));
  }

  @Test
  void beginsWhereTheLogsPartBeforeItsStart() {
    CoreUnderTest leader = leader();
    refuse(leader, 5, 3);
    assertThat(leader.core.nextInstall(2, into, 0)).isFalse();
    assertThat(leader.core.nextAppend(2, into, 0)).as("may hold the entry before").isTrue();
    assertThat(into.prevIndex()).isEqualTo(5);
    leader.core.appendSent(2, 10, 0);
    refuse(leader, 5, 2);
    assertThat(leader.core.nextAppend(2, into, 0)).isFalse();
    assertThat(leader.core.nextInstall(2, into, 0)).isTrue();
    assertThat(into).hasToString("1->2 INSTALL_REQUEST term 4 prev 5@3 commit 0 durable 0");
  }

  @Test
  void beginsForAFollowerThatIsBlank() {
    CoreUnderTest leader = leader();
    refuse(leader, 0, 0);
    assertThat(leader.core.nextAppend(2, into, 0)).isFalse();
    assertThat(leader.core.followers().of(2).nextIndex()).isEqualTo(1);
    assertThat(leader.core.nextInstall(2, into, 0)).isTrue();
  }

  @Test
  void isRepeatedAfterAnElectionTimeout() {
    CoreUnderTest leader = leader();
    leader.core.installSent(2, 0);
    refuse(leader, 1, 1);
    leader.core.nextAppend(2, into, 0);
    assertThat(leader.core.nextInstall(2, into, 0)).isTrue();
    assertThat(leader.core.nextInstall(2, into, 0)).as("not sent").isTrue();
    leader.core.nextAppend(3, into, 0);
    leader.core.appendSent(3, 10, 0);
    leader.core.installSent(2, 0);
    assertThat(leader.core.nextInstall(2, into, 299 * CoreUnderTest.MS)).isFalse();
    assertThat(leader.core.nextDeadlineNs()).isEqualTo(50 * CoreUnderTest.MS);
    leader.core.installSent(9, 0);
    refuse(leader, 0, 0);
    assertThat(leader.core.nextInstall(2, into, 0)).as("refusals of before").isFalse();
    assertThat(leader.core.nextInstall(2, into, 300 * CoreUnderTest.MS)).isTrue();
  }

  @Test
  void endsWithAMatchThatGoesOn() {
    CoreUnderTest leader = leader();
    refuse(leader, 2, 1);
    leader.core.nextAppend(2, into, 0);
    leader.core.nextInstall(2, into, 0);
    leader.core.installSent(2, 0);
    leader.acknowledge(2, 2);
    assertThat(leader.core.followers().of(2).state()).isEqualTo(ProgressState.INSTALL);
    leader.acknowledge(2, 5);
    assertThat(leader.core.followers().of(2).state()).isEqualTo(ProgressState.REPLICATE);
    assertThat(leader.core.nextInstall(2, into, 0)).isFalse();
    assertThat(leader.core.nextAppend(2, into, 0)).isTrue();
    assertThat(into.prevIndex()).isEqualTo(5);
  }

  @Test
  void onlyALeaderInstalls() {
    CoreUnderTest follower = new CoreUnderTest(CommitLevel.FLUSHED, three, HardState.INITIAL);
    assertThat(follower.core.nextInstall(2, into, 0)).isFalse();
    follower.core.installSent(2, 0);
  }

  private static RaftMessage request(CoreUnderTest follower, long term) {
    return follower
        .message(MessageType.INSTALL_REQUEST, 2, term)
        .prevIndex(5)
        .prevTerm(3)
        .commitIndex(9)
        .durableIndex(4);
  }

  @Test
  void aFollowerBeginsAnew() {
    CoreUnderTest follower =
        new CoreUnderTest(CommitLevel.FLUSHED, three, new HardState(4, -1), 1, 2, 2, 2, 2, 2);
    Membership four = three.withVoter(4);
    assertThat(follower.core.receiveInstall(request(follower, 4), four, 0)).isTrue();
    assertThat(follower.core.membership()).as("not yet").isEqualTo(three);
    MemoryLog other = new MemoryLog();
    for (long term : new long[] {1, 1, 2, 2, 3}) {
      other.append(term, 0);
    }
    follower.log.install(other, 5);
    follower.core.installed(5, 3, four, 0);
    assertThat(follower.core.membership()).isEqualTo(four);
    assertThat(follower.core.memberships().latestIndex()).isEqualTo(5);
    assertThat(follower.core.memberships().size()).isEqualTo(1);
    assertThat(follower.core.appendedIndex()).isEqualTo(5);
    assertThat(follower.core.flushedIndex()).isEqualTo(5);
    assertThat(follower.core.commitIndex()).isEqualTo(5);
    assertThat(follower.core.durableIndex()).as("as the leader said").isEqualTo(4);
    follower.endCycle();
    assertThat(follower.drain()).containsExactly("1->2 APPEND_RESPONSE term 4 match 5 flushed 5");
  }

  @Test
  void aFollowerThatHoldsTheEntryKeepsItsLog() {
    CoreUnderTest follower =
        new CoreUnderTest(CommitLevel.FLUSHED, three, new HardState(4, -1), 1, 1, 2, 2, 3, 3);
    assertThat(follower.core.receiveInstall(request(follower, 4), three, 0)).isFalse();
    assertThat(follower.core.commitIndex()).isEqualTo(5);
    follower.endCycle();
    assertThat(follower.drain()).containsExactly("1->2 APPEND_RESPONSE term 4 match 5 flushed 0");
    assertThat(follower.core.receiveInstall(request(follower, 3), three, 0)).as("old").isFalse();
    RaftMessage old = follower.message(MessageType.INSTALL_REQUEST, 3, 3).prevIndex(9).prevTerm(3);
    assertThat(follower.core.receiveInstall(old, three, 0)).isFalse();
    follower.endCycle();
    assertThat(follower.drain())
        .containsExactly("1->3 APPEND_RESPONSE term 4 match 0 flushed 0 refused, hint 6@3");
    RaftMessage stray = new RaftMessage().reset(MessageType.INSTALL_REQUEST, 2, 3).term(9);
    assertThat(follower.core.receiveInstall(stray, three, 0)).isFalse();
    assertThat(follower.core.term()).isEqualTo(4);
  }

  @Test
  void stopsAtALogThatWasNotReplacedAsItShould() {
    CoreUnderTest follower =
        new CoreUnderTest(CommitLevel.FLUSHED, three, new HardState(4, -1), 1, 1, 2, 2, 2);
    follower.core.receiveInstall(request(follower, 4), three, 0);
    assertThatThrownBy(() -> follower.core.installed(5, 3, three, 0))
        .hasMessageContaining("an installed log is empty behind its start (1, 5)");
    follower.log.removeBefore(6);
    assertThatThrownBy(() -> follower.core.installed(5, 3, three, 0))
        .hasMessageContaining("starts behind the leader's entry (2, 3)");
    follower.core.installed(5, 2, three, 0);
    assertThatThrownBy(() -> follower.core.installed(5, 2, three, 0))
        .hasMessageContaining("an install leads a follower on (5, 5)");
  }

  @Test
  void eachMethodTakesItsOwnMessage() {
    CoreUnderTest follower = new CoreUnderTest(CommitLevel.FLUSHED, three, HardState.INITIAL);
    RaftMessage append = follower.message(MessageType.APPEND_REQUEST, 2, 1);
    RaftMessage install = follower.message(MessageType.INSTALL_REQUEST, 2, 1);
    assertThatThrownBy(() -> follower.receive(append)).hasMessageContaining("use receiveAppend");
    assertThatThrownBy(() -> follower.receive(install)).hasMessageContaining("use receiveInstall");
    assertThatThrownBy(() -> follower.core.receiveInstall(append, three, 0))
        .hasMessageContaining("not the method for this message");
    assertThatThrownBy(() -> follower.core.receiveAppend(install, CoreUnderTest.entries(1), 0))
        .hasMessageContaining("not the method for this message");
  }

  @Test
  void aRejoiningFollowerMayBeInstalled() {
    CoreUnderTest follower =
        new CoreUnderTest(CommitLevel.APPENDED, three, new HardState(4, -1).nextLife());
    follower.core.receiveInstall(request(follower, 4), three, 0);
    assertThat(follower.drain()).containsExactly("1->2 REJOIN_REQUEST term 4 life 2");
    MemoryLog other = new MemoryLog();
    for (long term : new long[] {1, 1, 2, 2, 3}) {
      other.append(term, 0);
    }
    follower.log.install(other, 5);
    follower.core.installed(5, 3, three, 0);
    follower.receive(follower.message(MessageType.REJOIN_RESPONSE, 2, 4).life(2).lastIndex(5));
    follower.endCycle();
    assertThat(follower.core.isRejoining()).isFalse();
  }
}
