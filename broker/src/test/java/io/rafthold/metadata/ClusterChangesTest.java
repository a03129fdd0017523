package io.rafthold.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.codec.AckLevelCode;
import io.rafthold.protocol.codec.ErrorCode;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators ask about brokers and replicas, and what they get wrong. */
class ClusterChangesTest {
  private final MetadataState state = new MetadataState(new RecordedChanges());
  private final MetadataController controller =
      new MetadataController(
          state,
          IntStream.range(0, 3).mapToObj(ClusterChangesTest::member).toList(),
          new MetadataDefaults(3, 64 << 20, AckLevel.QUORUM_SYNC));
  private final BrokerChanges brokers = controller.brokers();
  private final PlacementChanges placements = controller.placements();

  @BeforeEach
  void createATopic() {
    apply(controller.prepareCreate(new TopicSpec("trades", 1, 2, 0, AckLevelCode.TOPIC_DEFAULT)));
  }

  @Test
  void anAddedBrokerGetsReplicasOfTopicsMadeLater() {
    apply(brokers.prepareAdd(member(3)));

    assertThat(state.registry().broker(3)).isEqualTo(new RegisteredBroker(member(3), 0));
    apply(controller.prepareCreate(new TopicSpec("wide", 1, 4, 0, AckLevelCode.TOPIC_DEFAULT)));
    assertThat(state.topic("wide").partitions().get(0).isOn(3)).isTrue();
  }

  @Test
  void anAdditionThatIsRepeatedIsTakenAgain() {
    apply(brokers.prepareAdd(member(3)));

    assertThat(brokers.prepareAdd(member(3)).isAccepted()).isTrue();
  }

  @Test
  void badAdditionsAreRefusedByName() {
    refused(brokers.prepareAdd(member(1)), ErrorCode.INVALID_ARGUMENT, "broker 1", "free");
    refused(brokers.prepareAdd(member(1024)), ErrorCode.INVALID_ARGUMENT, "1024", "0 to 1023");
    refused(
        brokers.prepareAdd(new ClusterMember(3, "a b", 1, 2, 3)),
        ErrorCode.INVALID_ARGUMENT,
        "'a b'");
    refused(
        brokers.prepareAdd(new ClusterMember(3, "0.0.0.0", 1, 2, 3)),
        ErrorCode.INVALID_ARGUMENT,
        "'0.0.0.0'");
    refused(
        brokers.prepareAdd(new ClusterMember(3, "h", 0, 2, 3)),
        ErrorCode.INVALID_ARGUMENT,
        "port 0");
    refused(
        brokers.prepareAdd(new ClusterMember(3, "h", 5, 5, 6)),
        ErrorCode.INVALID_ARGUMENT,
        "must differ");
    refused(
        brokers.prepareAdd(new ClusterMember(3, "LOCALHOST", 9011, 9998, 9999)),
        ErrorCode.INVALID_ARGUMENT,
        "shares a port with broker 1");
  }

  @Test
  void noMoreBrokersThanAGroupMayHaveVoters() {
    for (int id = 3; id < MetadataLimits.MAX_REPLICAS; id++) {
      apply(brokers.prepareAdd(member(id)));
    }

    refused(brokers.prepareAdd(member(100)), ErrorCode.INVALID_ARGUMENT, "15 brokers");
  }

  @Test
  void aRemovedIdIsNotAddedAgain() {
    removeAllOf(2);

    refused(brokers.prepareAdd(member(2)), ErrorCode.INVALID_ARGUMENT, "broker 2 was removed");
  }

  private void removeAllOf(int brokerId) {
    apply(brokers.prepareLeave(brokerId));
    final PartitionPlacement placement = state.partitionOfGroup(1);
    if (placement.isOn(brokerId)) {
      apply(placements.prepareMove(1, brokerId, placements.placement()));
      apply(placements.prepareReached(1, 9, state.partitionOfGroup(1).replicaBrokers()));
    }
    apply(brokers.prepareRemoval(brokerId));
    assertThat(state.registry().isRemoved(brokerId)).isTrue();
  }

  @Test
  void aBrokerThatLeavesIsReplacedInPlace() {
    final int[] before = state.partitionOfGroup(1).replicaBrokers();
    final int gone = before[0];
    final int free = 3 - before[0] - before[1];
    apply(brokers.prepareLeave(gone));

    apply(placements.prepareMove(1, gone, placements.placement()));

    assertThat(state.partitionOfGroup(1).replicaBrokers()).containsExactly(free, before[1]);
  }

  @Test
  void aRemovalThatWouldLeaveTooFewBrokersIsRefused() {
    apply(controller.prepareCreate(new TopicSpec("wide", 2, 3, 0, AckLevelCode.TOPIC_DEFAULT)));

    refused(
        brokers.prepareLeave(1),
        ErrorCode.INVALID_REPLICATION,
        "partition 0 of topic 'wide'",
        "3 replicas",
        "2 brokers would be left",
        "add a broker first");
    refused(
        brokers.prepareLeave(7), ErrorCode.UNKNOWN_BROKER, "no broker 7", "brokers are 0, 1, 2");
  }

  @Test
  void theLastBrokerStays() {
    final MetadataState fresh = new MetadataState(new RecordedChanges());
    final BrokerChanges alone =
        new MetadataController(
                fresh, List.of(member(0)), new MetadataDefaults(1, 1 << 20, AckLevel.QUORUM))
            .brokers();

    refused(alone.prepareLeave(0), ErrorCode.INVALID_REPLICATION, "broker 0 is the last one");
  }

  @Test
  void replicasComeAndGo() {
    final int[] before = state.partitionOfGroup(1).replicaBrokers();
    final int free = 3 - before[0] - before[1];

    apply(placements.prepareAddReplica(1, free));
    assertThat(state.partitionOfGroup(1).replicaBrokers())
        .containsExactly(before[0], before[1], free);

    apply(placements.prepareRemoveReplica(1, before[0]));
    assertThat(state.partitionOfGroup(1).replicaBrokers()).containsExactly(before[1], free);
  }

  @Test
  void badReplicasAreRefusedByName() {
    final int[] on = state.partitionOfGroup(1).replicaBrokers();
    final int free = 3 - on[0] - on[1];
    refused(
        placements.prepareAddReplica(1, on[0]),
        ErrorCode.INVALID_ARGUMENT,
        "partition 0 of topic 'trades'",
        "broker " + on[0] + " already");
    refused(placements.prepareAddReplica(1, 7), ErrorCode.UNKNOWN_BROKER, "no broker 7");
    refused(placements.prepareAddReplica(5, 0), ErrorCode.UNKNOWN_TOPIC, "group 5");
    refused(
        placements.prepareRemoveReplica(1, free),
        ErrorCode.INVALID_ARGUMENT,
        "no replica on broker " + free);
    apply(placements.prepareRemoveReplica(1, on[0]));
    refused(
        placements.prepareRemoveReplica(1, on[1]),
        ErrorCode.INVALID_REPLICATION,
        "the last one of partition 0");
    apply(brokers.prepareLeave(free));
    refused(placements.prepareAddReplica(1, free), ErrorCode.UNKNOWN_BROKER, "is being removed");
  }

  @Test
  void onePartitionIsChangedOnceAtATime() {
    final int free = 3 - sum(state.partitionOfGroup(1).replicaBrokers());
    final Proposal first = placements.prepareAddReplica(1, free);

    refused(placements.prepareAddReplica(1, free), ErrorCode.OVERLOADED, "being changed");
    controller.abandon(first);
    assertThat(placements.prepareAddReplica(1, free).isAccepted()).isTrue();
    controller.onStepDown();
    assertThat(placements.prepareAddReplica(1, free).isAccepted()).isTrue();
  }

  @Test
  void thePreferredLeaderIsTheFirst() {
    final int[] before = state.partitionOfGroup(1).replicaBrokers();

    apply(placements.preparePreferred(1, before[1]));

    assertThat(state.partitionOfGroup(1).replicaBrokers()).containsExactly(before[1], before[0]);
  }

  private static int sum(int... numbers) {
    return IntStream.of(numbers).sum();
  }

  private static void refused(Proposal proposal, ErrorCode code, String... parts) {
    assertThat(proposal.isAccepted()).isFalse();
    assertThat(proposal.code()).isEqualTo(code);
    assertThat(proposal.message()).contains(parts);
  }

  private void apply(Proposal proposal) {
    assertThat(proposal.isAccepted()).as(proposal.message()).isTrue();
    final ErrorCode outcome = state.apply(proposal.body(), 0, proposal.length());
    assertThat(outcome).isEqualTo(ErrorCode.OK);
    controller.onApplied(proposal, outcome);
  }

  private static ClusterMember member(int id) {
    return new ClusterMember(id, "localhost", 9000 + 10 * id, 9001 + 10 * id, 9002 + 10 * id);
  }
}
