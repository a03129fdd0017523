package io.rafthold.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a replica knows of itself, and the outboxes' slots: the checks that should never fire. */
class RaftStateTest {
  private final MemoryLog log = new MemoryLog();
  private final Membership three = Membership.of(1, 1, 2, 3);

  private RaftState state(int entries) {
    for (int i = 0; i < entries; i++) {
      log.append(2, i);
    }
    return new RaftState(MembershipLog.of(three), log, new HardState(2, -1), 0);
  }

  @Test
  void aTermOnlyRises() {
    RaftState state = state(0);
    assertThatThrownBy(() -> state.enterTerm(2)).hasMessageContaining("a term only rises (2, 2)");
    state.enterTerm(3);
    assertThat(state.hardState()).isEqualTo(new HardState(3, -1));
    assertThat(state.isPlausibleTerm(0)).isTrue();
    assertThat(state.isPlausibleTerm(-1)).isFalse();
  }

  @Test
  void aTermHasOneVote() {
    RaftState state = state(0);
    state.voteFor(3);
    long version = state.hardStateVersion();
    state.voteFor(3);
    assertThat(state.hardStateVersion()).isEqualTo(version);
    assertThatThrownBy(() -> state.voteFor(2)).hasMessageContaining("a term has one vote (3, 2)");
  }

  @Test
  void onlyWhatExistsIsFlushedOrCommitted() {
    RaftState state = state(3);
    assertThatThrownBy(() -> state.hardStateFlushed(1))
        .hasMessageContaining("that exists is flushed (1, 0)");
    state.commitTo(3);
    state.commitTo(3);
    assertThatThrownBy(() -> state.commitTo(4))
        .hasMessageContaining("only what is appended is committed (4, 3)");
    assertThat(state.commitIndex()).isEqualTo(3);
    state.durableTo(9);
    assertThat(state.durableIndex()).isEqualTo(3);
    state.durableTo(1);
    assertThat(state.durableIndex()).isEqualTo(3);
  }

  @Test
  void aTruncationTakesBackWhatIsAppendedAndFlushed() {
    RaftState state = state(9);
    state.flushed(8);
    state.truncateFrom(5);
    assertThat(state.appendedIndex()).isEqualTo(4);
    state.appended(9);
    assertThat(state.flushedIndex()).isEqualTo(4);
    state.commitTo(6);
    assertThatThrownBy(() -> state.truncateFrom(6)).hasMessageContaining("never removed (6, 6)");
  }

  @Test
  void aLeadersLogNeitherShrinksNorIsInstalled() {
    RaftState state = state(3);
    state.role(Role.LEADER);
    assertThatThrownBy(() -> state.appended(2)).hasMessageContaining("never shrinks (2, 3)");
    assertThatThrownBy(() -> state.installed(9, 2, three))
        .hasMessageContaining("an install leads a follower on (9, 0)");
    state.role(Role.FOLLOWER);
    state.commitTo(3);
    assertThatThrownBy(() -> state.installed(3, 2, three)).hasMessageContaining("(3, 3)");
    state.installed(4, 2, three);
    assertThat(state.appendedIndex()).isEqualTo(4);
  }

  @Test
  void whatEqualsTheLeadersLogStays() {
    Verification verification = new Verification(state(5));
    verification.verified(3);
    assertThatThrownBy(() -> verification.truncateFrom(3))
        .hasMessageContaining("what equals the leader's log stays (3, 3)");
    verification.accepted(5);
    verification.truncateFrom(4);
    verification.appended(5);
    assertThat(verification.verifiedIndex()).as("nothing was accepted since").isEqualTo(3);
    verification.accepted(5);
    verification.installed(4);
    verification.appended(5);
    assertThat(verification.verifiedIndex()).isEqualTo(4);
  }

  @Test
  void aRejoiningReplicaOrAnUnflushedVoteDoesNotLead() {
    CoreUnderTest core = new CoreUnderTest(CommitLevel.FLUSHED, three, new HardState(2, -1));
    core.core.campaign(0);
    core.receive(core.message(MessageType.PRE_VOTE_RESPONSE, 2, 3).granted(true));
    core.receive(core.message(MessageType.VOTE_RESPONSE, 2, 3).granted(true));
    core.receive(core.message(MessageType.VOTE_RESPONSE, 3, 3).granted(true));
    assertThat(core.core.role()).isEqualTo(Role.CANDIDATE);
    core.core.hardStateFlushed(core.core.hardStateVersion());
    assertThat(core.core.role()).isEqualTo(Role.LEADER);
  }

  private static List<String> drain(MessageSlots slots, long gate) {
    List<String> taken = new ArrayList<>();
    slots.drain(message -> taken.add(message.type() + " " + message.to()), gate, 0, 100);
    return taken;
  }

  @Test
  void aFullOutboxDropsTheOldest() {
    MessageSlots slots = new MessageSlots(3);
    for (int to = 1; to <= 5; to++) {
      slots.add(MessageType.HEARTBEAT, 9, to, 0, 0);
    }
    slots.add(MessageType.HEARTBEAT, 9, 4, 0, 0).term(7);
    assertThat(drain(slots, 0)).containsExactly("HEARTBEAT 3", "HEARTBEAT 4", "HEARTBEAT 5");
    assertThat(drain(slots, 0)).isEmpty();
  }

  @Test
  void whatIsRefusedOrGatedKeepsItsPlace() {
    MessageSlots slots = new MessageSlots(4);
    slots.add(MessageType.VOTE_RESPONSE, 9, 1, 0, 0);
    slots.add(MessageType.VOTE_RESPONSE, 9, 2, 5, 0);
    slots.add(MessageType.VOTE_RESPONSE, 9, 3, 0, 0);
    assertThat(slots.drain(message -> message.to() == 1, 0, 0, 100)).isTrue();
    assertThat(slots.drain(message -> false, 0, 99, 100)).isFalse();
    assertThat(drain(slots, 5)).containsExactly("VOTE_RESPONSE 2", "VOTE_RESPONSE 3");
    slots.add(MessageType.VOTE_RESPONSE, 9, 1, 0, 50);
    slots.add(MessageType.VOTE_RESPONSE, 9, 2, 0, 60);
    assertThat(slots.drain(message -> false, 0, 150, 100)).isFalse();
    assertThat(drain(slots, 0))
        .as("the first has waited too long")
        .containsExactly("VOTE_RESPONSE 2");
    slots.add(MessageType.VOTE_RESPONSE, 9, 1, 0, 0);
    slots.add(MessageType.VOTE_RESPONSE, 9, 2, 0, 0);
    assertThat(slots.drain(message -> message.to() == 1, 0, 0, 100)).as("any").isTrue();
    slots.clear();
    assertThat(drain(slots, 0)).isEmpty();
  }
}
