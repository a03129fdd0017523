package io.rafthold.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VoteFileTest {
  private static final int GROUP = 7;

  @Test
  void aVoteThatAnEarlierProcessDidNotForceIsForcedBeforeItIsReadBack() {
    final CachedDisk disk = new CachedDisk();
    VoteFile.open(disk, "vote", GROUP);
    disk.refuseToForce(true);
    final VoteFile dying = VoteFile.open(disk, "vote", GROUP);
    dying.write(3, 1);
    disk.refuseToForce(false);

    final VoteFile restarted = VoteFile.open(disk, "vote", GROUP);

    assertThat(restarted.term()).isEqualTo(3);
    disk.losePower();
    assertThat(VoteFile.open(disk, "vote", GROUP).term()).isEqualTo(3);
    assertThat(VoteFile.open(disk, "vote", GROUP).votedFor()).isEqualTo(1);
  }
}
