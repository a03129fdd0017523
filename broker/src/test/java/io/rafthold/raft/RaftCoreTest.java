package io.rafthold.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One core, message by message: what the transcripts do not reach. */
class RaftCoreTest {
  private static final long MS = 1_000_000;
  private static final RaftSettings SETTINGS = RaftSettings.defaults();

  private final MemoryLog log = new MemoryLog();
  private final List<String> sent = new ArrayList<>();
  private HardState hardState = new HardState(3, HardState.NO_VOTE);
  private RaftCore core;

  @Test
  void refusesItsVoteToAnOlderLog() {
    start(1, 2);
    core.receive(message(MessageType.VOTE_REQUEST, 2, 4).prevIndex(9).prevTerm(1), 0);
    assertThat(drain()).containsExactly("1->2 VOTE_RESPONSE term 4 refused");
    core.receive(message(MessageType.VOTE_REQUEST, 2, 4).prevIndex(1).prevTerm(2), 0);
    assertThat(drain()).containsExactly("1->2 VOTE_RESPONSE term 4 refused");
    core.receive(message(MessageType.VOTE_REQUEST, 2, 4).prevIndex(2).prevTerm(2), 0);
    assertThat(drain()).containsExactly("1->2 VOTE_RESPONSE term 4 granted");
  }

  @Test
  void refusesItsPreVoteToAnOlderLogAndKeepsItsTerm() {
    start(1, 2);
    core.receive(message(MessageType.PRE_VOTE_REQUEST, 2, 7).prevIndex(9).prevTerm(1), 0);
    assertThat(drain()).containsExactly("1->2 PRE_VOTE_RESPONSE term 3 refused");
    core.receive(message(MessageType.PRE_VOTE_REQUEST, 2, 3).prevIndex(9).prevTerm(3), 0);
    assertThat(drain()).containsExactly("1->2 PRE_VOTE_RESPONSE term 3 refused");
    core.receive(message(MessageType.PRE_VOTE_REQUEST, 2, 7).prevIndex(2).prevTerm(2), 0);
    assertThat(drain()).containsExactly("1->2 PRE_VOTE_RESPONSE term 7 granted");
    assertThat(core.hardState()).isEqualTo(hardState);
  }

  @Test
  void votesOnceATerm() {
    start();
    core.receive(message(MessageType.VOTE_REQUEST, 2, 4), 0);
    core.receive(message(MessageType.VOTE_REQUEST, 3, 4), 0);
    core.receive(message(MessageType.VOTE_REQUEST, 2, 4), 0);
    assertThat(drain())
        .containsExactly("1->2 VOTE_RESPONSE term 4 granted", "1->3 VOTE_RESPONSE term 4 refused");
  }

  @Test
  void keepsItsVoteOverARestart() {
    hardState = new HardState(4, 2);
    start();
    core.receive(message(MessageType.VOTE_REQUEST, 3, 4), 0);
    core.receive(message(MessageType.VOTE_REQUEST, 2, 4), 0);
    assertThat(drain())
        .containsExactly("1->3 VOTE_RESPONSE term 4 refused", "1->2 VOTE_RESPONSE term 4 granted");
    assertThat(core.hardStateVersion()).isZero();
  }

  @Test
  void votesForNobodyWhoseTermHasALeaderAlready() {
    start();
    core.receive(message(MessageType.HEARTBEAT, 2, 4), 0);
    drain();
    core.receive(message(MessageType.VOTE_REQUEST, 3, 4).prevIndex(9).prevTerm(3), 0);
    assertThat(drain()).containsExactly("1->3 VOTE_RESPONSE term 4 refused");
  }

  @Test
  void aGrantedVoteDelaysItsOwnCampaignAndARefusedOneDoesNot() {
    start(1, 2);
    core.receive(message(MessageType.VOTE_REQUEST, 2, 4), 299 * MS);
    assertThat(core.nextDeadlineNs()).isEqualTo(300 * MS);
    core.receive(message(MessageType.VOTE_REQUEST, 3, 4).prevIndex(2).prevTerm(2), 299 * MS);
    assertThat(core.nextDeadlineNs()).isEqualTo(599 * MS);
  }

  @Test
  void ignoresVotesOfAnEarlierTermAndRound() {
    start();
    core.campaign(0);
    core.receive(message(MessageType.VOTE_RESPONSE, 2, 3).granted(true), 0);
    assertThat(core.role()).isEqualTo(Role.PRE_CANDIDATE);
    core.receive(message(MessageType.PRE_VOTE_RESPONSE, 2, 3).granted(true), 0);
    core.receive(message(MessageType.PRE_VOTE_RESPONSE, 2, 5).granted(true), 0);
    assertThat(core.role()).isEqualTo(Role.PRE_CANDIDATE);
    core.receive(message(MessageType.PRE_VOTE_RESPONSE, 2, 4).granted(true), 0);
    assertThat(core.role()).isEqualTo(Role.CANDIDATE);
    core.hardStateFlushed(core.hardStateVersion());
    core.receive(message(MessageType.PRE_VOTE_RESPONSE, 3, 4).granted(true), 0);
    core.receive(message(MessageType.VOTE_RESPONSE, 2, 3).granted(true), 0);
    core.receive(message(MessageType.VOTE_RESPONSE, 9, 4).granted(true), 0);
    assertThat(core.role()).isEqualTo(Role.CANDIDATE);
    core.receive(message(MessageType.VOTE_RESPONSE, 2, 4).granted(true), 0);
    assertThat(core.role()).isEqualTo(Role.LEADER);
  }

  @Test
  void takesTheTermOfALogThatIsAheadOfTheHardState() {
    start(1, 5);
    assertThat(core.hardState()).isEqualTo(new HardState(5, HardState.NO_VOTE));
    core.receive(message(MessageType.VOTE_REQUEST, 2, 4), 0);
    assertThat(drainFlushed()).as("before term 5 is on disk").isEmpty();
    assertThat(drain()).containsExactly("1->2 VOTE_RESPONSE term 5 refused");
  }

  @Test
  void answersOfAnEarlierTermVerifyNothing() {
    lead();
    core.receive(
        message(MessageType.APPEND_RESPONSE, 2, 3).granted(true).matchIndex(1).flushedIndex(1), 0);
    core.receive(message(MessageType.HEARTBEAT_RESPONSE, 3, 3).matchIndex(1).flushedIndex(1), 0);
    core.endCycle(0);
    assertThat(core.commitIndex()).isZero();
  }

  @Test
  void doesNotBelieveAMatchBeyondItsOwnLog() {
    lead();
    core.receive(
        message(MessageType.APPEND_RESPONSE, 2, 4).granted(true).matchIndex(7).flushedIndex(7), 0);
    core.receive(message(MessageType.HEARTBEAT_RESPONSE, 3, 4).matchIndex(7).flushedIndex(7), 0);
    core.endCycle(0);
    assertThat(core.commitIndex()).isZero();
    assertThat(core.followers().of(2).matchIndex()).isZero();
  }

  @Test
  void answersOfSomebodyElseCountForNothing() {
    lead();
    core.receive(
        message(MessageType.APPEND_RESPONSE, 9, 4).granted(true).matchIndex(1).flushedIndex(1), 0);
    core.receive(message(MessageType.HEARTBEAT_RESPONSE, 9, 4).matchIndex(1).flushedIndex(1), 0);
    core.endCycle(0);
    assertThat(core.commitIndex()).isZero();
  }

  @Test
  void servesOnlyWhenAnEntryOfItsTermIsCommitted() {
    lead();
    assertThat(core.isReadyToServe()).isFalse();
    core.receive(
        message(MessageType.APPEND_RESPONSE, 2, 4).granted(true).matchIndex(1).flushedIndex(1), 0);
    core.endCycle(0);
    assertThat(core.commitIndex()).isEqualTo(1);
    assertThat(core.isReadyToServe()).isTrue();
  }

  @Test
  void aNewTermOwesNoAnswerToTheOldLeader() {
    start();
    append(2, 4, 0, 0, 4, 4);
    core.receive(message(MessageType.VOTE_REQUEST, 3, 5).prevIndex(9).prevTerm(4), 400 * MS);
    core.endCycle(400 * MS);
    assertThat(drain()).containsExactly("1->3 VOTE_RESPONSE term 5 granted");
    // What was verified against the old leader says nothing about the new one.
    core.receive(message(MessageType.HEARTBEAT, 3, 5).commitIndex(2), 400 * MS);
    core.appended(2);
    core.endCycle(400 * MS);
    assertThat(drain()).containsExactly("1->3 HEARTBEAT_RESPONSE term 5 match 0 flushed 0");
    assertThat(core.commitIndex()).isZero();
  }

  @Test
  void showsAnOldLeaderTheLaterTerm() {
    start(1, 2);
    core.receive(message(MessageType.HEARTBEAT, 2, 2), 0);
    append(3, 2, 1, 1, 2);
    core.endCycle(0);
    assertThat(drain())
        .containsExactly(
            "1->2 HEARTBEAT_RESPONSE term 3 match 0 flushed 0",
            "1->3 APPEND_RESPONSE term 3 match 0 flushed 0 refused, hint 2@2");
    assertThat(core.leaderId()).isEqualTo(-1);
  }

  @Test
  void aLateMessageOfItsLeadersEarlierTermGetsNoAnswer() {
    start();
    core.receive(message(MessageType.HEARTBEAT, 2, 4), 0);
    drain();
    core.receive(message(MessageType.HEARTBEAT, 2, 3), 0);
    append(2, 3, 0, 0, 3);
    core.endCycle(0);
    assertThat(drain()).isEmpty();
    assertThat(log.lastIndex()).isZero();
  }

  @Test
  void neverRemovesACommittedEntry() {
    start();
    append(2, 4, 0, 0, 4);
    core.receive(message(MessageType.HEARTBEAT, 2, 4).commitIndex(1), 0);
    assertThat(core.commitIndex()).isEqualTo(1);
    assertThatThrownBy(() -> append(3, 5, 0, 0, 5))
        .isInstanceOf(CommittedConflictException.class)
        .hasMessageContaining("a committed entry is never removed (1, 1)")
        .hasMessageContaining("broker 3, which leads term 5")
        .hasMessageContaining("partition remove-replica");
  }

  @Test
  void entriesThatAreThereAlreadyStay() {
    start(1, 2, 2);
    RaftMessage request = message(MessageType.APPEND_REQUEST, 2, 4).prevIndex(1).prevTerm(1);
    AppendVerdict verdict = core.receiveAppend(request, terms(2, 2), 0);
    assertThat(verdict.truncateFrom()).isZero();
    assertThat(verdict.acceptFrom()).isZero();
    verdict = core.receiveAppend(request, terms(2, 2, 4), 0);
    assertThat(verdict.truncateFrom()).isZero();
    assertThat(verdict.acceptFrom()).isEqualTo(4);
    verdict = core.receiveAppend(request.prevIndex(0).prevTerm(0), terms(1, 2), 0);
    assertThat(verdict.truncateFrom()).as("a late and shorter message").isZero();
    core.endCycle(0);
    assertThat(drain()).containsExactly("1->2 APPEND_RESPONSE term 4 match 3 flushed 0");
  }

  @Test
  void stopsWhenATermHasTwoLeaders() {
    start();
    core.receive(message(MessageType.HEARTBEAT, 2, 4), 0);
    assertThatThrownBy(() -> core.receive(message(MessageType.HEARTBEAT, 3, 4), 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a term has one leader (2, 3)");
  }

  @Test
  void aFlushBeforeATruncationSaysNothingOfWhatCameAfter() {
    start();
    append(2, 4, 0, 0, 4, 4, 4);
    core.flushed(3);
    append(3, 5, 1, 4, 5, 5);
    core.endCycle(0);
    assertThat(drain()).containsExactly("1->3 APPEND_RESPONSE term 5 match 3 flushed 1");
  }

  @Test
  void theSameIndexMayBeReportedTwice() {
    lead();
    log.append(4, 1);
    core.appended(2);
    core.appended(2);
    core.flushed(2);
    core.flushed(1);
    assertThat(core.noOpDue()).isFalse();
    assertThatThrownBy(() -> core.appended(1)).hasMessageContaining("never shrinks");
    assertThatThrownBy(() -> core.appended(3)).hasMessageContaining("in the log");
  }

  @Test
  void entriesThatWereNotAppendedAreNotClaimed() {
    start();
    RaftMessage request = message(MessageType.APPEND_REQUEST, 2, 4).commitIndex(3).durableIndex(3);
    AppendVerdict verdict = core.receiveAppend(request, terms(4, 4, 4), 0);
    assertThat(verdict.acceptTo()).isEqualTo(3);
    log.append(4, 4);
    core.appended(1);
    core.endCycle(0);
    assertThat(drain()).containsExactly("1->2 APPEND_RESPONSE term 4 match 1 flushed 0");
    assertThat(core.commitIndex()).isEqualTo(1);
  }

  @Test
  void offersARefusedAnswerAgainForAWhileAndDropsAHeartbeat() {
    lead();
    core.tick(50 * MS);
    assertThat(core.drainImmediate(message -> false)).isFalse();
    assertThat(drain()).isEmpty();
    core.receive(message(MessageType.VOTE_REQUEST, 2, 3), 50 * MS);
    assertThat(core.drainFlushed(message -> false)).isFalse();
    core.tick(90 * MS);
    assertThat(core.drainFlushed(message -> false)).isFalse();
    core.tick(160 * MS);
    assertThat(core.drainFlushed(message -> false)).isFalse();
    assertThat(core.drainFlushed(message -> true)).as("dropped by now").isFalse();
  }

  @Test
  void aReplicaThatIsNoVoterFollowsAndNeverCampaigns() {
    core = new RaftCore(SETTINGS, Membership.of(1, 2, 3), log, HardState.INITIAL, bound -> 0, 0);
    core.campaign(0);
    core.tick(10_000 * MS);
    assertThat(core.role()).isEqualTo(Role.FOLLOWER);
    assertThat(core.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
    core.receive(message(MessageType.HEARTBEAT, 2, 1), 0);
    assertThat(drain()).containsExactly("1->2 HEARTBEAT_RESPONSE term 1 match 0 flushed 0");
  }

  @Test
  void ignoresWhatIsNotAddressedToIt() {
    start();
    core.receive(new RaftMessage().reset(MessageType.VOTE_REQUEST, 2, 3).term(9), 0);
    core.receive(new RaftMessage().reset(MessageType.VOTE_REQUEST, 1, 1).term(9), 0);
    RaftMessage stray = new RaftMessage().reset(MessageType.APPEND_REQUEST, 2, 3).term(9);
    assertThat(core.receiveAppend(stray, terms(9), 0).acceptTo()).isZero();
    assertThat(core.term()).isEqualTo(3);
    assertThatThrownBy(() -> core.receive(message(MessageType.APPEND_REQUEST, 2, 3), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void start(long... terms) {
    for (long term : terms) {
      log.append(term, term);
    }
    core = new RaftCore(SETTINGS, Membership.of(1, 1, 2, 3), log, hardState, bound -> 0, 0);
  }

  /** Leads term 4 with its no-op appended and flushed. */
  private void lead() {
    start();
    core.campaign(0);
    core.receive(message(MessageType.PRE_VOTE_RESPONSE, 2, 4).granted(true), 0);
    core.hardStateFlushed(core.hardStateVersion());
    core.receive(message(MessageType.VOTE_RESPONSE, 2, 4).granted(true), 0);
    drain();
    assertThat(core.noOpDue()).isTrue();
    log.append(4, 0);
    core.appended(1);
    core.flushed(1);
  }

  private static RaftMessage message(MessageType type, int from, long term) {
    return new RaftMessage().reset(type, from, 1).term(term);
  }

  private void append(int from, long term, long prevIndex, long prevTerm, long... terms) {
    RaftMessage request =
        message(MessageType.APPEND_REQUEST, from, term).prevIndex(prevIndex).prevTerm(prevTerm);
    AppendVerdict verdict = core.receiveAppend(request, terms(terms), 0);
    if (verdict.truncateFrom() > 0) {
      log.truncateFrom(verdict.truncateFrom());
    }
    if (verdict.acceptFrom() > 0) {
      for (long i = verdict.acceptFrom(); i <= verdict.acceptTo(); i++) {
        log.append(terms[(int) (i - prevIndex - 1)], i);
      }
      core.appended(log.lastIndex());
    }
  }

  private static EntryTerms terms(long... terms) {
    return new EntryTerms() {
      @Override
      public int count() {
        return terms.length;
      }

      @Override
      public long termAt(int position) {
        return terms[position];
      }
    };
  }

  /** Everything that leaves once the hard state is on disk. */
  private List<String> drain() {
    core.hardStateFlushed(core.hardStateVersion());
    sent.clear();
    core.drainImmediate(message -> sent.add(message.toString()));
    core.drainFlushed(message -> sent.add(message.toString()));
    return List.copyOf(sent);
  }

  private List<String> drainFlushed() {
    sent.clear();
    core.drainFlushed(message -> sent.add(message.toString()));
    return List.copyOf(sent);
  }
}
