package io.rafthold.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MembershipLogTest {
  private final Membership first = Membership.of(1, 1, 2, 3);
  private final Membership second = first.withLearner(4);
  private final Membership third = second.withVoter(4);
  private final MembershipLog memberships = MembershipLog.of(first);

  private void appendTwo() {
    memberships.append(5, 2, second);
    memberships.append(9, 3, third);
  }

  @Test
  void theLatestHolds() {
    assertThat(memberships.latest()).isSameAs(first);
    assertThat(memberships.latestIndex()).isZero();
    appendTwo();
    assertThat(memberships.latest()).isSameAs(third);
    assertThat(memberships.latestIndex()).isEqualTo(9);
    assertThat(memberships.size()).isEqualTo(3);
    assertThat(memberships.indexAt(1)).isEqualTo(5);
    assertThat(memberships.termAt(1)).isEqualTo(2);
    assertThat(memberships.membershipAt(1)).isSameAs(second);
    assertThat(memberships.toString()).contains("index=5", "term=3");
  }

  @Test
  void knowsWhatHeldWhere() {
    appendTwo();
    assertThat(memberships.holdingAt(4)).isSameAs(first);
    assertThat(memberships.holdingAt(5)).isSameAs(second);
    assertThat(memberships.holdingAt(8)).isSameAs(second);
    assertThat(memberships.holdingAt(99)).isSameAs(third);
    memberships.committed(7);
    assertThat(memberships.holdingAt(1)).as("the oldest that is kept").isSameAs(second);
  }

  @Test
  void truncationRollsBack() {
    appendTwo();
    memberships.truncateFrom(10);
    assertThat(memberships.size()).isEqualTo(3);
    memberships.truncateFrom(9);
    assertThat(memberships.latest()).isSameAs(second);
    memberships.truncateFrom(1);
    assertThat(memberships.latest()).isSameAs(first);
    assertThat(memberships.size()).isEqualTo(1);
  }

  @Test
  void commitForgetsWhatIsOlder() {
    appendTwo();
    memberships.committed(4);
    assertThat(memberships.size()).isEqualTo(3);
    memberships.committed(5);
    assertThat(memberships.indexAt(0)).isEqualTo(5);
    memberships.committed(100);
    assertThat(memberships.size()).isEqualTo(1);
    assertThat(memberships.latest()).isSameAs(third);
    assertThatThrownBy(() -> memberships.truncateFrom(9))
        .hasMessageContaining("a committed membership is never rolled back (9, 9)");
  }

  @Test
  void refusesWhatDoesNotFollow() {
    appendTwo();
    assertThatThrownBy(() -> memberships.append(9, 3, third)).hasMessageContaining("9 <= 9");
    assertThatThrownBy(() -> memberships.append(10, 3, third.seenFrom(2)))
        .hasMessageContaining("seen from this replica");
    assertThatThrownBy(() -> memberships.append(10, 3, null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void beginsAnew() {
    appendTwo();
    memberships.restart(20, 4, second);
    assertThat(memberships.size()).isEqualTo(1);
    assertThat(memberships.latestIndex()).isEqualTo(20);
    assertThat(memberships.termAt(0)).isEqualTo(4);
    assertThat(memberships.latest()).isSameAs(second);
    MembershipLog restarted = MembershipLog.startingAt(20, 4, second);
    assertThat(restarted.latestIndex()).isEqualTo(20);
    assertThat(restarted.termAt(0)).isEqualTo(4);
  }
}
