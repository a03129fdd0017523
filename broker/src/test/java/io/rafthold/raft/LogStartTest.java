package io.rafthold.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A log whose first entries retention has removed: index 4 is the last that is gone. */
class LogStartTest {
  private static final long[] TERMS = {2, 2, 3, 3, 3, 6};

  private final LogTerms log =
      new LogTerms() {
        @Override
        public long firstIndex() {
          return 5;
        }

        @Override
        public long lastIndex() {
          return 9;
        }

        @Override
        public long termAt(long index) {
          return TERMS[(int) index - 4];
        }
      };

  @Test
  void findsTheLastIndexWhoseTermIsNotAbove() {
    LogView view = new LogView(log);
    assertThat(view.lastIndexNotAbove(9, 6)).isEqualTo(9);
    assertThat(view.lastIndexNotAbove(9, 5)).isEqualTo(8);
    assertThat(view.lastIndexNotAbove(7, 5)).isEqualTo(7);
    assertThat(view.lastIndexNotAbove(99, 2)).isEqualTo(5);
    assertThat(view.lastIndexNotAbove(9, 1)).as("never below the log's start").isEqualTo(4);
    assertThat(view.lastIndexNotAbove(1, 9)).isEqualTo(4);
  }

  @Test
  void whatWasRemovedWasCommittedAndMatches() {
    LogView view = new LogView(log);
    assertThat(view.holds(3, 1)).isTrue();
    assertThat(view.holds(4, 2)).isTrue();
    assertThat(view.holds(4, 1)).isFalse();
    assertThat(view.holds(9, 6)).isTrue();
    assertThat(view.holds(10, 6)).isFalse();
  }

  @Test
  void aMessageThatReachesBelowTheStartIsComparedFromThereOn() {
    RaftCore core = core();
    assertThat(core.commitIndex()).isEqualTo(4);
    RaftMessage request = new RaftMessage().reset(MessageType.APPEND_REQUEST, 2, 1);
    request.term(7).prevIndex(2).prevTerm(1).commitIndex(6).durableIndex(5);
    AppendVerdict verdict = core.receiveAppend(request, terms(1, 2, 2, 3), 0);
    assertThat(verdict.acceptFrom()).isZero();
    assertThat(core.commitIndex()).isEqualTo(6);
    assertThat(core.durableIndex()).isEqualTo(5);
    core.endCycle(0);
    assertThat(drain(core)).containsExactly("1->2 APPEND_RESPONSE term 7 match 6 flushed 4");
  }

  @Test
  void aLeaderInstallsWhereItsLogStartsWhatItNoLongerHas() {
    RaftCore core = core();
    core.campaign(0);
    RaftMessage message = new RaftMessage();
    core.receive(message.reset(MessageType.PRE_VOTE_RESPONSE, 2, 1).term(7).granted(true), 0);
    drain(core);
    core.receive(message.reset(MessageType.VOTE_RESPONSE, 2, 1).term(7).granted(true), 0);
    assertThat(core.nextAppend(2, message, 0)).isTrue();
    assertThat(message.toString()).contains("prev 9@6 to 9");
    core.receive(message.reset(MessageType.APPEND_RESPONSE, 2, 1).term(7).hintIndex(2), 0);
    assertThat(core.nextAppend(2, message, 0)).as("entry 3 is gone").isFalse();
    assertThat(core.nextInstall(2, message, 0)).isTrue();
    assertThat(message).hasToString("1->2 INSTALL_REQUEST term 7 prev 4@2 commit 4 durable 0");
  }

  private RaftCore core() {
    return new RaftCore(
        RaftSettings.defaults(),
        Membership.of(1, 1, 2, 3),
        log,
        new HardState(6, HardState.NO_VOTE),
        bound -> 0,
        0);
  }

  private static List<String> drain(RaftCore core) {
    core.hardStateFlushed(core.hardStateVersion());
    List<String> sent = new ArrayList<>();
    core.drainFlushed(message -> sent.add(message.toString()));
    return sent;
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
}
