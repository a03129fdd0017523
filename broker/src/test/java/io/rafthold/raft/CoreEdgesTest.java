package io.rafthold.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Small promises of the core that whole scenarios do not show. */
class CoreEdgesTest {
  private static final long LATE_NS = 300 * CoreUnderTest.MS;

  private final Membership three = Membership.of(1, 1, 2, 3);
  private final RaftMessage into = new RaftMessage();

  /** Each input carries the time: what was heard long ago is not lately any more. */
  private void movesTime(Consumer<CoreUnderTest> input) {
    CoreUnderTest leader = CoreUnderTest.leader(CommitLevel.FLUSHED);
    assertThat(leader.core.bestTransferTarget()).isEqualTo(2);
    input.accept(leader);
    assertThat(leader.core.bestTransferTarget()).isEqualTo(-1);
  }

  @Test
  void eachInputMovesTime() {
    RaftMessage old = new RaftMessage().reset(MessageType.HEARTBEAT, 2, 1).term(1);
    RaftMessage append = new RaftMessage().reset(MessageType.APPEND_REQUEST, 2, 1).term(1);
    RaftMessage install = new RaftMessage().reset(MessageType.INSTALL_REQUEST, 2, 1).term(1);
    movesTime(leader -> leader.core.tick(LATE_NS));
    movesTime(leader -> leader.core.campaign(LATE_NS));
    movesTime(leader -> leader.core.receive(old, LATE_NS));
    movesTime(leader -> leader.core.receiveAppend(append, CoreUnderTest.entries(1), LATE_NS));
    movesTime(leader -> leader.core.receiveInstall(install, three, LATE_NS));
    movesTime(leader -> leader.core.endCycle(LATE_NS));
    movesTime(leader -> leader.core.transfer(9, LATE_NS));
    movesTime(leader -> leader.core.beginRead(LATE_NS));
  }

  @Test
  void aDrainSaysWhetherAnythingWasTaken() {
    CoreUnderTest leader = CoreUnderTest.leader(CommitLevel.FLUSHED);
    leader.pass(50);
    assertThat(leader.core.drainImmediate(message -> true)).isTrue();
    assertThat(leader.core.drainImmediate(message -> true)).isFalse();
    leader.receive(leader.message(MessageType.VOTE_REQUEST, 2, 3));
    assertThat(leader.core.drainFlushed(message -> true)).isTrue();
    assertThat(leader.core.drainFlushed(message -> true)).isFalse();
  }

  @Test
  void aLeaderThatStepsDownTakesItsHeartbeatsAlong() {
    CoreUnderTest leader = CoreUnderTest.leader(CommitLevel.FLUSHED);
    leader.pass(50);
    leader.receive(leader.message(MessageType.HEARTBEAT_RESPONSE, 2, 5));
    assertThat(leader.core.term()).isEqualTo(5);
    assertThat(leader.drain()).isEmpty();
  }

  @Test
  void anAnswerOfALaterTermEndsTheReign() {
    for (MessageType type :
        new MessageType[] {
          MessageType.APPEND_RESPONSE, MessageType.VOTE_RESPONSE, MessageType.PRE_VOTE_RESPONSE
        }) {
      CoreUnderTest leader = CoreUnderTest.leader(CommitLevel.FLUSHED);
      leader.receive(leader.message(type, 2, 5));
      assertThat(leader.core.role()).as(type.name()).isEqualTo(Role.FOLLOWER);
      assertThat(leader.core.term()).isEqualTo(5);
    }
  }

  /** A leader whose heartbeats are rarer than everything else it waits for. */
  private RaftCore slowlyBeatingLeader(MemoryLog log) {
    RaftSettings settings = new RaftSettings(300, 600, 290, 100, 1_000, CommitLevel.FLUSHED);
    HardState hardState = new HardState(3, -1);
    RaftCore core = new RaftCore(settings, three, log, hardState, bound -> 0, 0);
    core.campaign(0);
    RaftMessage message = new RaftMessage();
    core.receive(message.reset(MessageType.PRE_VOTE_RESPONSE, 2, 1).term(4).granted(true), 0);
    core.hardStateFlushed(core.hardStateVersion());
    core.receive(message.reset(MessageType.VOTE_RESPONSE, 2, 1).term(4).granted(true), 0);
    log.append(4, 0);
    core.appended(1);
    core.flushed(1);
    for (int follower = 2; follower <= 3; follower++) {
      message.reset(MessageType.APPEND_RESPONSE, follower, 1).term(4).granted(true);
      core.receive(message.matchIndex(1).flushedIndex(1), 0);
    }
    core.endCycle(0);
    return core;
  }

  @Test
  void theDeadlineIsThatOfWhateverIsDueFirst() {
    MemoryLog log = new MemoryLog();
    RaftCore core = slowlyBeatingLeader(log);
    assertThat(core.nextDeadlineNs()).as("the heartbeat").isEqualTo(290);
    core.transfer(2, 10);
    assertThat(core.nextDeadlineNs()).as("the request to campaign").isEqualTo(110);
    core.tick(110);
    assertThat(core.nextDeadlineNs()).isEqualTo(210);
    log.append(4, 1);
    core.appended(2);
    core.transfer(3, 111);
    assertThat(core.nextDeadlineNs()).as("3 lags: the heartbeat again").isEqualTo(290);
    core.nextAppend(2, into, 120);
    core.appendSent(2, 2, 120);
    assertThat(core.nextDeadlineNs()).as("the retransmission").isEqualTo(220);
  }

  @Test
  void aTransferThatRunsOutIsADeadline() {
    RaftCore core = slowlyBeatingLeader(new MemoryLog());
    RaftMessage alive = new RaftMessage().reset(MessageType.HEARTBEAT_RESPONSE, 2, 1).term(4);
    core.tick(575);
    core.receive(alive, 576);
    core.transfer(2, 577);
    core.tick(1_150);
    assertThat(core.nextDeadlineNs()).as("577 + 600, before 1,150 + 100").isEqualTo(1_160);
    core.receive(alive, 1_159);
    core.tick(1_160);
    assertThat(core.nextDeadlineNs()).isEqualTo(1_177);
    core.tick(1_177);
    assertThat(core.isTransferring()).isFalse();
  }

  @Test
  void aCandidatesDeadlineIsItsNextRequest() {
    CoreUnderTest core = new CoreUnderTest(CommitLevel.FLUSHED, three, HardState.INITIAL);
    core.core.campaign(0);
    assertThat(core.core.nextDeadlineNs()).isEqualTo(100 * CoreUnderTest.MS);
    core.receive(core.message(MessageType.PRE_VOTE_RESPONSE, 2, 1).granted(true));
    core.pass(299);
    assertThat(core.core.nextDeadlineNs())
        .as("the election ends")
        .isEqualTo(300 * CoreUnderTest.MS);
  }

  @Test
  void electionTimeoutsAreBetweenTheTwo() {
    RaftSettings settings = new RaftSettings(300, 600, 50, 100, 1, CommitLevel.FLUSHED);
    assertThat(new Timers(settings, bound -> bound - 1, 7).electionDeadlineNs()).isEqualTo(607);
    assertThat(new Timers(settings, bound -> 0, 7).electionDeadlineNs()).isEqualTo(307);
    settings = new RaftSettings(300, 300, 50, 100, 1, CommitLevel.FLUSHED);
    assertThat(new Timers(settings, bound -> bound - 1, 7).electionDeadlineNs()).isEqualTo(307);
    Timers timers = new Timers(settings, bound -> 0, -7);
    timers.resetHeartbeat(-7);
    assertThat(timers.heartbeatDeadlineNs()).as("before the origin").isZero();
    timers.resetHeartbeat(50);
    assertThat(timers.heartbeatDeadlineNs()).isEqualTo(100);
    assertThatThrownBy(() -> new RaftSettings(3, 6, 0, 1, 1, CommitLevel.FLUSHED))
        .hasMessageContaining("heartbeatIntervalNs must be above 0");
  }

  @Test
  void stopsAtEntriesOfALaterTermAndAtWhatWasNeverAppended() {
    CoreUnderTest follower = new CoreUnderTest(CommitLevel.FLUSHED, three, HardState.INITIAL);
    RaftMessage request = follower.message(MessageType.APPEND_REQUEST, 2, 3);
    assertThatThrownBy(
            () ->
                follower.core.receiveAppend(
                    request, CoreUnderTest.entries(4, (Membership) null), 0))
        .hasMessageContaining("a leader has no entry of a later term (4, 3)");
    assertThatThrownBy(() -> follower.core.flushed(1))
        .hasMessageContaining("in the log is flushed");
    CoreUnderTest leader = CoreUnderTest.leader(CommitLevel.FLUSHED);
    assertThatThrownBy(() -> leader.core.appendSent(2, 2, 0))
        .hasMessageContaining("only what is appended is sent (2, 1)");
    CoreUnderTest other = new CoreUnderTest(CommitLevel.FLUSHED, three, new HardState(3, -1));
    other.win(4);
    other.log.append(3, 0);
    assertThatThrownBy(() -> other.core.appended(1))
        .hasMessageContaining("a leader's first entry is of its term (3, 4)");
  }

  @Test
  void aQuietGroupHearsAtOnceThatARejoiningReplicaIsBack() {
    CoreUnderTest core =
        new CoreUnderTest(CommitLevel.APPENDED, three, new HardState(4, -1).nextLife(), 4);
    RaftMessage request = core.message(MessageType.APPEND_REQUEST, 2, 4).prevIndex(1).prevTerm(4);
    core.core.receiveAppend(request, CoreUnderTest.entries(4), 0);
    core.endCycle();
    core.drain();
    core.receive(core.message(MessageType.REJOIN_RESPONSE, 2, 4).life(2).lastIndex(1));
    core.endCycle();
    assertThat(core.drain())
        .containsExactly("1->2 APPEND_RESPONSE term 4 match 1 flushed 0 life 2");
  }

  @Test
  void aHeartbeatTellsTheCommitIndexToo() {
    CoreUnderTest leader = CoreUnderTest.leader(CommitLevel.FLUSHED);
    leader.acknowledge(3, 1);
    leader.pass(50);
    leader.drain();
    assertThat(leader.core.nextAppend(2, into, leader.nowNs())).isFalse();
    assertThat(leader.core.nextAppend(3, into, leader.nowNs())).isFalse();
  }

  @Test
  void anInstallEndsWhatWasToBeAppended() {
    CoreUnderTest follower = new CoreUnderTest(CommitLevel.FLUSHED, three, new HardState(4, -1));
    RaftMessage request = follower.message(MessageType.APPEND_REQUEST, 2, 4);
    Membership four = three.withVoter(4);
    follower.core.receiveAppend(request, CoreUnderTest.entries(4, null, null, four), 0);
    request = follower.message(MessageType.INSTALL_REQUEST, 2, 4).prevIndex(1).prevTerm(4);
    assertThat(follower.core.receiveInstall(request, three, 0)).isTrue();
    MemoryLog other = new MemoryLog();
    other.append(4, 0);
    follower.log.install(other, 1);
    follower.core.installed(1, 4, three, 0);
    follower.log.append(4, 0);
    follower.log.append(4, 0);
    follower.core.appended(3);
    assertThat(follower.core.membership()).isEqualTo(three);
  }

  @Test
  void messagesAreFilledInALine() {
    RaftMessage message = new RaftMessage().reset(MessageType.APPEND_RESPONSE, 1, 2);
    assertThat(message.hintTerm(3)).isSameAs(message);
    assertThat(into.copyFrom(message)).isSameAs(into);
    assertThat(into.hintTerm()).isEqualTo(3);
    assertThat(new AppendVerdict().truncate(3).accept(3, 4).acceptTo()).isEqualTo(4);
  }

  @Test
  void knowsHowFarItsLogIs() {
    CoreUnderTest leader = CoreUnderTest.leader(CommitLevel.FLUSHED);
    leader.log.append(4, 1);
    leader.core.appended(2);
    assertThat(leader.core.appendedIndex()).isEqualTo(2);
    assertThat(leader.core.flushedIndex()).isEqualTo(1);
    int[] fifteen = new int[Membership.MAX_VOTERS];
    for (int i = 0; i < fifteen.length; i++) {
      fifteen[i] = i;
    }
    assertThat(Membership.of(1, fifteen).majority()).isEqualTo(8);
  }
}
