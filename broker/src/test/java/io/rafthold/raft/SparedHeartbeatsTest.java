package io.rafthold.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Entries that go out are a sign of life: no heartbeat goes beside them. */
class SparedHeartbeatsTest {
  private static final long INTERVAL_MS = RaftSettings.defaults().heartbeatIntervalNs() / 1_000_000;

  /** Short of a heartbeat by less than half an interval. */
  private static final long LATE_MS = INTERVAL_MS * 4 / 5;

  private final RaftMessage into = new RaftMessage();
  private CoreUnderTest leader;

  @BeforeEach
  void lead() {
    leader = CoreUnderTest.leader(CommitLevel.FLUSHED);
    leader.acknowledge(3, 1);
    leader.pass(INTERVAL_MS - leader.nowMs() % INTERVAL_MS);
    leader.drain();
  }

  /** Appends an entry and gives it to a follower. */
  private void feed(int follower) {
    leader.appendNoOp();
    assertThat(leader.core.nextAppend(follower, into, leader.nowNs())).isTrue();
    leader.core.appendSent(follower, into.lastIndex(), leader.nowNs());
  }

  private List<String> beats() {
    return leader.drain().stream().filter(message -> message.contains("HEARTBEAT")).toList();
  }

  @Test
  void whoWasGivenEntriesIsSparedOneHeartbeat() {
    leader.pass(LATE_MS);
    feed(2);
    leader.pass(INTERVAL_MS - LATE_MS);
    assertThat(beats()).singleElement().asString().startsWith("1->3 HEARTBEAT");
    leader.pass(INTERVAL_MS);
    assertThat(beats()).as("an interval without entries").hasSize(2);
  }

  @Test
  void entriesOfTheFirstHalfOfAnIntervalSpareNone() {
    leader.pass(INTERVAL_MS / 2);
    feed(2);
    leader.pass(INTERVAL_MS / 2);
    assertThat(beats()).hasSize(2);
  }

  @Test
  void anEmptyMessageSparesNone() {
    leader.pass(INTERVAL_MS / 5);
    feed(2);
    leader.acknowledge(2, 2);
    leader.endCycle();
    leader.pass(LATE_MS - INTERVAL_MS / 5);
    assertThat(leader.core.nextAppend(2, into, leader.nowNs())).isTrue();
    assertThat(into.lastIndex()).as("a notice of the commit").isEqualTo(into.prevIndex());
    leader.core.appendSent(2, into.prevIndex(), leader.nowNs());
    assertThat(beats()).isEmpty();
    leader.pass(INTERVAL_MS - LATE_MS);
    assertThat(beats()).anyMatch(message -> message.startsWith("1->2 HEARTBEAT"));
  }

  @Test
  void aReadThatWaitsIsAskedForAgain() {
    leader.pass(LATE_MS);
    feed(2);
    feed(3);
    leader.core.beginRead(leader.nowNs());
    assertThat(beats()).as("the round").hasSize(2);
    leader.receive(leader.message(MessageType.HEARTBEAT_RESPONSE, 3, 4).matchIndex(1).readRound(1));
    leader.pass(INTERVAL_MS - LATE_MS);
    assertThat(beats()).singleElement().asString().startsWith("1->2 HEARTBEAT");
  }

  @Test
  void whoRejoinsIsSparedNone() {
    leader.receive(
        leader
            .message(MessageType.APPEND_RESPONSE, 2, 4)
            .granted(true)
            .matchIndex(1)
            .life(2)
            .rejoining(true));
    leader.pass(LATE_MS);
    feed(2);
    leader.pass(INTERVAL_MS - LATE_MS);
    assertThat(beats()).anyMatch(message -> message.startsWith("1->2 HEARTBEAT"));
  }

  /** Answers to entries are what check-quorum counts by then. */
  @Test
  void aLeaderThatIsNotAnsweredStepsDownThoughItFeeds() {
    final long limitMs = 2 * RaftSettings.defaults().electionTimeoutMaxNs() / 1_000_000;
    for (long ms = 0; ms < limitMs && leader.core.isLeader(); ms += INTERVAL_MS / 5) {
      leader.appendNoOp();
      if (leader.core.nextAppend(2, into, leader.nowNs())) {
        leader.core.appendSent(2, into.lastIndex(), leader.nowNs());
      }
      leader.pass(INTERVAL_MS / 5);
    }
    assertThat(leader.core.role()).isEqualTo(Role.FOLLOWER);
  }
}
