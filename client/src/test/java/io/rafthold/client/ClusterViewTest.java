package io.rafthold.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a client believes of the brokers' words about who leads. */
class ClusterViewTest {
  private static final int GROUP = 7;

  private final ClusterView view = new ClusterView();

  @Test
  void aLaterTermsLeaderIsBelievedAndAnEarlierOnesIsNot() {
    view.learnLeader(GROUP, 1, 5);
    view.learnLeader(GROUP, 2, 6);
    view.learnLeader(GROUP, 1, 5);

    assertThat(view.leader(GROUP)).isEqualTo(2);
    assertThat(view.term(GROUP)).isEqualTo(6);
  }

  @Test
  void aLaterTermWithoutALeaderMakesTheKnownOneDoubtful() {
    view.learnLeader(GROUP, 1, 5);
    view.learnLeader(GROUP, PartitionInfo.NO_LEADER, 6);

    assertThat(view.leader(GROUP)).isEqualTo(PartitionInfo.NO_LEADER);
  }

  @Test
  void aTermThatItsCandidateForgotDoesNotHideTheLeaderOfAnEarlierOne() {
    view.learnLeader(GROUP, PartitionInfo.NO_LEADER, 9);
    view.learnLeader(GROUP, 1, 6);
    assertThat(view.leader(GROUP)).isEqualTo(1);

    view.learnLeader(GROUP, PartitionInfo.NO_LEADER, 9);
    view.learnLeader(GROUP, 1, 6);
    assertThat(view.leader(GROUP)).isEqualTo(1);
  }
}
