package io.rafthold.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MembersTest {
  private final Membership members = Membership.of(1, new int[] {3, 1, 2}, new int[] {6, 5});

  @Test
  void votersAndLearnersAreKeptApart() {
    assertThat(members).hasToString("self 1 voters [1, 2, 3] learners [5, 6]");
    assertThat(members.isVoter(5)).isFalse();
    assertThat(members.isLearner(5)).isTrue();
    assertThat(members.isLearner(1)).isFalse();
    assertThat(members.isMember(1)).isTrue();
    assertThat(members.isMember(6)).isTrue();
    assertThat(members.isMember(4)).isFalse();
    assertThat(members.learnerCount()).isEqualTo(2);
    assertThat(members.learnerAt(1)).isEqualTo(6);
    assertThat(members.majority()).isEqualTo(2);
  }

  @Test
  void changesByOneStep() {
    assertThat(members.withLearner(4)).hasToString("self 1 voters [1, 2, 3] learners [4, 5, 6]");
    assertThat(members.withVoter(4)).hasToString("self 1 voters [1, 2, 3, 4] learners [5, 6]");
    assertThat(members.withVoter(5)).hasToString("self 1 voters [1, 2, 3, 5] learners [6]");
    assertThat(members.without(2)).hasToString("self 1 voters [1, 3] learners [5, 6]");
    assertThat(members.without(6)).hasToString("self 1 voters [1, 2, 3] learners [5]");
    assertThat(members.seenFrom(9)).hasToString("self 9 voters [1, 2, 3] learners [5, 6]");
    assertThat(members.seenFrom(1)).isSameAs(members);
  }

  @Test
  void refusesStepsThatAreNone() {
    assertThatThrownBy(() -> members.withLearner(2)).hasMessageContaining("broker 2 is a voter");
    assertThatThrownBy(() -> members.withLearner(5)).hasMessageContaining("learner 5 is named");
    assertThatThrownBy(() -> members.withVoter(2)).hasMessageContaining("voter 2 is named");
    assertThatThrownBy(() -> members.without(4)).hasMessageContaining("broker 4 is no member");
    assertThatThrownBy(() -> Membership.of(1, 1).without(1)).hasMessageContaining("1 to 15 voters");
  }

  @Test
  void refusesWrongLearners() {
    int[] one = {1};
    assertThatThrownBy(() -> Membership.of(1, one, new int[16]))
        .hasMessageContaining("0 to 15 learners");
    assertThatThrownBy(() -> Membership.of(1, one, one)).hasMessageContaining("voter and learner");
    assertThatThrownBy(() -> Membership.of(1, one, new int[] {-1})).hasMessageContaining("[-1]");
    int[] fifteen = new int[Membership.MAX_LEARNERS];
    for (int i = 0; i < fifteen.length; i++) {
      fifteen[i] = i + 2;
    }
    assertThat(Membership.of(1, one, fifteen).learnerCount()).isEqualTo(15);
  }

  @Test
  void oneStepIsOneVoter() {
    assertThat(members.isOneStepFrom(members)).isTrue();
    assertThat(members.isOneStepFrom(Membership.of(1, 1, 2, 3))).as("learners at will").isTrue();
    assertThat(members.isOneStepFrom(Membership.of(1, 1, 2))).isTrue();
    assertThat(members.isOneStepFrom(Membership.of(1, 1, 2, 3, 4))).isTrue();
    assertThat(members.isOneStepFrom(Membership.of(1, 1, 2, 4))).as("one for another").isFalse();
    assertThat(members.isOneStepFrom(Membership.of(1, 1))).isFalse();
    assertThat(members.isOneStepFrom(Membership.of(1, 1, 2, 3, 4, 5))).isFalse();
  }

  @Test
  void equalsByContentAndView() {
    Membership same = Membership.of(1, new int[] {1, 2, 3}, new int[] {5, 6});
    assertThat(members).isEqualTo(same).hasSameHashCodeAs(same);
    assertThat(members).isNotEqualTo(same.seenFrom(2));
    assertThat(members).isNotEqualTo(same.without(5));
    assertThat(members).isNotEqualTo(same.without(3));
    assertThat(members).isNotEqualTo("self 1");
    assertThat(members.hashCode())
        .isNotEqualTo(same.seenFrom(2).hashCode())
        .isNotEqualTo(same.without(5).hashCode())
        .isNotEqualTo(same.without(3).hashCode());
  }
}
