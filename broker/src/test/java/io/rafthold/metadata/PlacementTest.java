package io.rafthold.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.protocol.AckLevel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementTest {
  @ParameterizedTest
  @CsvSource({
    "1,1,5",
    "3,3,1",
    "3,3,12",
    "3,1,10",
    "3,2,7",
    "5,3,64",
    "5,5,11",
    "7,3,1000",
    "9,4,97"
  })
  void spreadsLeadersAndReplicasEvenly(int brokers, int replicas, int partitions) {
    final int[] leaders = new int[brokers];
    final int[] loads = new int[brokers];
    final Placement placement = new Placement(ids(brokers));

    for (int i = 0; i < partitions; i++) {
      final int[] chosen = placement.next(replicas);
      assertThat(chosen).hasSize(replicas).doesNotHaveDuplicates();
      leaders[chosen[0]]++;
      for (final int broker : chosen) {
        loads[broker]++;
      }
      assertThat(spread(leaders)).as("leaders after %d", i).isLessThanOrEqualTo(1);
      assertThat(spread(loads)).as("replicas after %d", i).isLessThanOrEqualTo(3);
    }
  }

  @Test
  void aLostLeadersPartitionsHaveDifferentFollowers() {
    final Placement placement = new Placement(ids(5));
    final int[] followers = new int[5];

    for (int i = 0; i < 200; i++) {
      final int[] chosen = placement.next(3);
      if (chosen[0] == 0) {
        followers[chosen[1]]++;
        followers[chosen[2]]++;
      }
    }

    assertThat(Arrays.copyOfRange(followers, 1, 5)).doesNotContain(0);
  }

  @Test
  void fillsUpTheBrokersThatBearLess() {
    final List<PartitionPlacement> existing = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      existing.add(new PartitionPlacement(i, i + 1, 1, 2));
    }
    final Topic topic = new Topic(1, "t", AckLevel.QUORUM, 1 << 20, 2, existing);
    final Placement placement = new Placement(new int[] {1, 2, 3}).counting(List.of(topic));

    assertThat(placement.next(2)[0]).as("a broker without leaders").isIn(2, 3);
    for (int i = 0; i < 3; i++) {
      assertThat(placement.next(2)).as("the empty broker takes part").contains(3);
    }
  }

  @Test
  void ignoresReplicasOnBrokersThatAreNoMembers() {
    final Topic topic =
        new Topic(1, "t", AckLevel.QUORUM, 1 << 20, 1, List.of(new PartitionPlacement(0, 1, 99)));

    assertThat(new Placement(new int[] {1}).counting(List.of(topic)).next(1)).containsExactly(1);
  }

  @Test
  void givesTheSameAnswerToTheSameQuestionInWhateverOrderMembersAreNamed() {
    final Placement one = new Placement(new int[] {3, 1, 2});
    final Placement other = new Placement(new int[] {1, 2, 3});

    for (int i = 0; i < 20; i++) {
      assertThat(one.next(2)).isEqualTo(other.next(2));
    }
  }

  private static int[] ids(int brokers) {
    final int[] ids = new int[brokers];
    Arrays.setAll(ids, i -> i);
    return ids;
  }

  private static int spread(int[] counts) {
    return Arrays.stream(counts).max().orElseThrow() - Arrays.stream(counts).min().orElseThrow();
  }
}
