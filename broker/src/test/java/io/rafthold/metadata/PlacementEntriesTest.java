package io.rafthold.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.codec.ErrorCode;
import java.util.List;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlacementEntriesTest {
  private static final int GROUP = 2;

  private final RecordedChanges listener = new RecordedChanges();
  private final MetadataState state = new MetadataState(listener);
  private final ClusterEntryEncoder encoder = new ClusterEntryEncoder();

  @BeforeEach
  void createATopic() {
    final Topic topic =
        new Topic(
            1,
            "trades",
            AckLevel.QUORUM_SYNC,
            1 << 20,
            3,
            List.of(
                new PartitionPlacement(0, 1, 0, 1, 2), new PartitionPlacement(1, GROUP, 1, 2, 0)));
    apply(new MetadataEncoder().topicCreated(topic));
    listener.changes.clear();
  }

  @Test
  void aNewTargetIsSeenEverywhereAndIsNotReachedYet() {
    assertThat(apply(encoder.placementChanged(GROUP, 1, 3, 0))).isEqualTo(ErrorCode.OK);

    final PartitionPlacement placement = state.partitionOfGroup(GROUP);
    assertThat(placement.replicaBrokers()).containsExactly(1, 3, 0);
    assertThat(placement.initialBrokers()).containsExactly(1, 2, 0);
    assertThat(placement.isReached()).isFalse();
    assertThat(placement.concerns(2)).as("until it is reported gone").isTrue();
    assertThat(placement.concerns(3)).isTrue();
    assertThat(state.topic("trades").partitions().get(1)).isEqualTo(placement);
    assertThat(state.topicById(1)).isSameAs(state.topicOfGroup(GROUP));
    assertThat(state.topicOfGroup(1)).isSameAs(state.topicOfGroup(GROUP));
    assertThat(listener.changes)
        .containsExactly("~trades partition 1: group 2 on [1, 3, 0], so far on [1, 2, 0]");
  }

  @Test
  void aReportMakesItReachedAndEndsTheConcernOfWhoeverIsGone() {
    apply(encoder.placementChanged(GROUP, 1, 3, 0));

    assertThat(apply(encoder.placementReached(GROUP, 17, 0, 1, 3))).isEqualTo(ErrorCode.OK);

    final PartitionPlacement placement = state.partitionOfGroup(GROUP);
    assertThat(placement.isReached()).isTrue();
    assertThat(placement.reachedIndex()).isEqualTo(17);
    assertThat(placement.concerns(2)).isFalse();
  }

  @Test
  void aReportThatComesLateChangesNothing() {
    apply(encoder.placementReached(GROUP, 17, 0, 1));

    assertThat(apply(encoder.placementReached(GROUP, 16, 0, 1, 2))).isEqualTo(ErrorCode.OK);
    assertThat(apply(encoder.placementReached(GROUP, 17, 4))).isEqualTo(ErrorCode.OK);

    assertThat(state.partitionOfGroup(GROUP).reachedBrokers()).containsExactly(0, 1);
  }

  @Test
  void aPartitionThatIsGoneIsNotPlaced() {
    assertThat(apply(encoder.placementChanged(9, 1))).isEqualTo(ErrorCode.UNKNOWN_GROUP);
    assertThat(apply(encoder.placementReached(9, 1, 1))).isEqualTo(ErrorCode.UNKNOWN_GROUP);
    assertThat(listener.changes).isEmpty();
  }

  @Test
  void aBrokerIsRemovedOnlyWhenNoPlacementConcernsIt() {
    apply(encoder.brokerLeaving(2));
    assertThat(apply(encoder.brokerRemoved(2))).isEqualTo(ErrorCode.CHANGE_IN_PROGRESS);
    apply(encoder.placementChanged(1, 0, 1, 3));
    apply(encoder.placementChanged(GROUP, 1, 3, 0));
    apply(encoder.placementReached(1, 5, 0, 1, 3));
    assertThat(apply(encoder.brokerRemoved(2)))
        .as("a replica is still there")
        .isEqualTo(ErrorCode.CHANGE_IN_PROGRESS);
    apply(encoder.placementReached(GROUP, 5, 0, 1, 3));

    assertThat(apply(encoder.brokerRemoved(2))).isEqualTo(ErrorCode.OK);

    assertThat(apply(encoder.placementChanged(GROUP, 1, 2)))
        .as("a target on a removed broker")
        .isEqualTo(ErrorCode.UNKNOWN_BROKER);
  }

  @Test
  void everyTruncationAndOddValuesAreRefused() {
    for (final DirectBuffer body :
        List.of(
            encoder.placementChanged(GROUP, 1, 3, 0),
            encoder.placementReached(GROUP, 17, 0, 1, 3))) {
      for (int length = 0; length < body.capacity(); length++) {
        final int cut = length;
        assertThatThrownBy(() -> state.apply(body, 0, cut)).isInstanceOf(MetadataException.class);
      }
    }
    assertThatThrownBy(() -> apply(encoder.placementChanged(GROUP)))
        .hasMessageContaining("places 0 replicas");
    assertThatThrownBy(() -> apply(encoder.placementChanged(GROUP, 4, 4)))
        .hasMessageContaining("two replicas on broker 4");
    assertThatThrownBy(() -> apply(encoder.placementReached(GROUP, -1, 4)))
        .hasMessageContaining("membership index -1");
    assertThat(listener.changes).isEmpty();
  }

  private ErrorCode apply(DirectBuffer body) {
    return state.apply(body, 0, body.capacity());
  }
}
