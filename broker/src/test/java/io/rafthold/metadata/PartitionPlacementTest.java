package io.rafthold.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartitionPlacementTest {
  private final PartitionPlacement placed = new PartitionPlacement(0, 7, 0);

  @Test
  void aBrokerThatIsMovedAwayIsConcernedUntilThatIsReached() {
    final PartitionPlacement leaving = placed.withTarget(1);

    assertThat(leaving.concerns(0)).isTrue();
    assertThat(leaving.withReached(5, 1).concerns(0)).isFalse();
  }

  @Test
  void aTargetThatIsTakenBackMayHaveBeenReachedUnheard() {
    final PartitionPlacement takenBack = placed.withTarget(0, 1).withTarget(0);

    assertThat(takenBack.concerns(1)).as("it may be a voter").isTrue();
    assertThat(takenBack.withReached(5, 0).concerns(1)).isFalse();
  }
}
