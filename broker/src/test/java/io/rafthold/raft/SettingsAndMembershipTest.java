package io.rafthold.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SettingsAndMembershipTest {
  @Test
  void aMajorityIsMoreThanHalf() {
    assertThat(Membership.of(1, 1).majority()).isEqualTo(1);
    assertThat(Membership.of(1, 1, 2).majority()).isEqualTo(2);
    assertThat(Membership.of(1, 1, 2, 3).majority()).isEqualTo(2);
    assertThat(Membership.of(1, 1, 2, 3, 4).majority()).isEqualTo(3);
    assertThat(Membership.of(1, 1, 2, 3, 4, 5).majority()).isEqualTo(3);
  }

  @Test
  void votersAreKeptInTheOrderOfTheirIds() {
    int[] ids = {5, 0, 3};
    Membership membership = Membership.of(3, ids);
    ids[0] = 9;
    assertThat(membership).hasToString("self 3 voters [0, 3, 5]");
    assertThat(membership.positionOf(5)).isEqualTo(2);
    assertThat(membership.isVoter(9)).isFalse();
    assertThat(membership.voterAt(0)).isZero();
  }

  @Test
  void refusesAWrongMembership() {
    assertThatThrownBy(() -> Membership.of(1)).hasMessageContaining("1 to 15 voters: []");
    assertThatThrownBy(() -> Membership.of(1, new int[16])).hasMessageContaining("1 to 15 voters");
    assertThatThrownBy(() -> Membership.of(1, 2, 1, 2)).hasMessageContaining("voter 2 is named");
    assertThatThrownBy(() -> Membership.of(-1, 1)).hasMessageContaining("self -1");
    assertThatThrownBy(() -> Membership.of(1, 1, -2)).hasMessageContaining("[-2, 1]");
  }

  @Test
  void refusesWrongSettingsByName() {
    CommitLevel level = CommitLevel.FLUSHED;
    assertThatThrownBy(() -> new RaftSettings(0, 6, 1, 1, 1, level))
        .hasMessage("electionTimeoutMinNs must be above 0: 0");
    assertThatThrownBy(() -> new RaftSettings(3, 2, 1, 1, 1, level))
        .hasMessageContaining("electionTimeoutMaxNs must not be below electionTimeoutMinNs: 2 < 3");
    assertThatThrownBy(() -> new RaftSettings(3, 6, 3, 1, 1, level))
        .hasMessageContaining("heartbeatIntervalNs must be below electionTimeoutMinNs: 3 >= 3");
    assertThatThrownBy(() -> new RaftSettings(3, 6, 1, 0, 1, level))
        .hasMessageContaining("retransmitTimeoutNs");
    assertThatThrownBy(() -> new RaftSettings(3, 6, 1, 1, 0, level))
        .hasMessageContaining("maxInflightEntries");
    assertThatThrownBy(() -> new RaftSettings(3, 6, 1, 1, 1, null))
        .hasMessageContaining("commitLevel");
  }

  @Test
  void refusesAWrongHardState() {
    assertThatThrownBy(() -> new HardState(-1, 0)).hasMessageContaining("-1");
    assertThatThrownBy(() -> new HardState(0, -2)).hasMessageContaining("-2");
  }
}
