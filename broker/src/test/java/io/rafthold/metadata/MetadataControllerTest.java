package io.rafthold.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.codec.AckLevelCode;
import io.rafthold.protocol.codec.ErrorCode;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MetadataControllerTest {
  private static final AckLevelCode DEFAULT_ACK = AckLevelCode.TOPIC_DEFAULT;
  private static final MetadataDefaults DEFAULTS =
      new MetadataDefaults(3, 64 << 20, AckLevel.QUORUM_SYNC);

  private final MetadataState state = new MetadataState(new RecordedChanges());
  private final MetadataController controller = new MetadataController(state, members(3), DEFAULTS);

  @Test
  void aCreationTakesEffectWhenItsEntryIsApplied() {
    final Proposal proposal =
        controller.prepareCreate(new TopicSpec("trades", 6, 3, 1 << 20, AckLevelCode.QUORUM));

    assertThat(proposal.isAccepted()).isTrue();
    assertThat(state.topic("trades")).isNull();
    assertThat(apply(proposal)).isEmpty();
    final Topic topic = state.topic("trades");
    assertThat(topic.id()).isEqualTo(proposal.topicId()).isEqualTo(1);
    assertThat(topic.ackLevel()).isEqualTo(AckLevel.QUORUM);
    assertThat(topic.segmentBytes()).isEqualTo(1 << 20);
    assertThat(topic.partitions())
        .extracting(PartitionPlacement::groupId)
        .containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(topic.partitions())
        .extracting(PartitionPlacement::preferredLeader)
        .containsExactlyInAnyOrder(0, 0, 1, 1, 2, 2);
  }

  @Test
  void whatARequestLeavesOpenComesFromTheDefaults() {
    apply(controller.prepareCreate(new TopicSpec("trades", 1, 0, 0, DEFAULT_ACK)));

    final Topic topic = state.topic("trades");
    assertThat(topic.replicas()).isEqualTo(3);
    assertThat(topic.segmentBytes()).isEqualTo(64 << 20);
    assertThat(topic.ackLevel()).isEqualTo(AckLevel.QUORUM_SYNC);
  }

  @Test
  void defaultReplicasAreNoMoreThanTheBrokers() {
    final MetadataController alone = new MetadataController(state, members(1), DEFAULTS);

    apply(alone.prepareCreate(new TopicSpec("trades", 1, 0, 0, DEFAULT_ACK)));

    assertThat(state.topic("trades").replicas()).isEqualTo(1);
  }

  @Test
  void aSecondCreationInFlightOfANameIsRefused() {
    final Proposal first = controller.prepareCreate(new TopicSpec("trades", 1, 3, 0, DEFAULT_ACK));
    final Proposal second = controller.prepareCreate(new TopicSpec("trades", 1, 3, 0, DEFAULT_ACK));

    assertThat(second.code()).as("not certain yet").isEqualTo(ErrorCode.CHANGE_IN_PROGRESS);
    assertThat(second.message()).contains("'trades'", "being created");
    apply(first);
    assertThat(controller.prepareCreate(new TopicSpec("trades", 1, 3, 0, DEFAULT_ACK)).message())
        .contains("exists")
        .doesNotContain("being");
  }

  @Test
  void creationsInFlightShareNoIdsAndSpreadTheirLeaders() {
    final List<Proposal> proposals =
        IntStream.range(0, 6)
            .mapToObj(i -> controller.prepareCreate(new TopicSpec("t" + i, 2, 3, 0, DEFAULT_ACK)))
            .toList();

    proposals.forEach(this::apply);

    assertThat(state.topics()).hasSize(6).extracting(Topic::id).doesNotHaveDuplicates();
    final int[] leaders = new int[3];
    state.topics().stream()
        .flatMap(topic -> topic.partitions().stream())
        .forEach(placement -> leaders[placement.preferredLeader()]++);
    assertThat(leaders).containsExactly(4, 4, 4);
  }

  @Test
  void anAbandonedCreationFreesItsNameAndSpendsItsIds() {
    final Proposal lost = controller.prepareCreate(new TopicSpec("trades", 2, 3, 0, DEFAULT_ACK));
    controller.abandon(lost);

    final Proposal next = controller.prepareCreate(new TopicSpec("trades", 2, 3, 0, DEFAULT_ACK));

    assertThat(next.isAccepted()).isTrue();
    assertThat(next.topicId()).isGreaterThan(lost.topicId());
  }

  @Test
  void aLeaderThatStepsDownForgetsWhatIsInFlight() {
    final Proposal before = controller.prepareCreate(new TopicSpec("trades", 2, 3, 0, DEFAULT_ACK));
    apply(controller.prepareCreate(new TopicSpec("old", 1, 3, 0, DEFAULT_ACK)));
    controller.prepareDelete("old");

    controller.onStepDown();

    final Proposal after = controller.prepareCreate(new TopicSpec("trades", 2, 3, 0, DEFAULT_ACK));
    assertThat(after.isAccepted()).isTrue();
    assertThat(after.topicId()).isNotEqualTo(before.topicId());
    assertThat(controller.prepareDelete("old").isAccepted()).isTrue();
  }

  @Test
  void twoLeadersCreationsOfANameEndInOneTopicAndOneRefusal() {
    final MetadataController other = new MetadataController(state, members(3), DEFAULTS);
    final Proposal first = controller.prepareCreate(new TopicSpec("trades", 2, 3, 0, DEFAULT_ACK));
    final Proposal second = other.prepareCreate(new TopicSpec("trades", 4, 3, 0, DEFAULT_ACK));

    assertThat(apply(first)).isEmpty();
    final ErrorCode outcome = state.apply(second.body(), 0, second.length());

    assertThat(outcome).isEqualTo(ErrorCode.TOPIC_EXISTS);
    assertThat(other.onApplied(second, outcome)).contains("'trades' exists");
    assertThat(state.topic("trades").partitions()).hasSize(2);
  }

  @Test
  void aDeletionInFlightBlocksTheNameUntilItIsApplied() {
    apply(controller.prepareCreate(new TopicSpec("trades", 1, 3, 0, DEFAULT_ACK)));
    final Proposal deletion = controller.prepareDelete("trades");

    assertThat(controller.prepareDelete("trades").code()).isEqualTo(ErrorCode.CHANGE_IN_PROGRESS);
    final Proposal early = controller.prepareCreate(new TopicSpec("trades", 1, 3, 0, DEFAULT_ACK));
    assertThat(early.code()).isEqualTo(ErrorCode.TOPIC_EXISTS);
    assertThat(early.message()).contains("being deleted");
    assertThat(apply(deletion)).isEmpty();
    final Proposal again = controller.prepareCreate(new TopicSpec("trades", 1, 3, 0, DEFAULT_ACK));
    assertThat(again.topicId()).isEqualTo(2);
  }

  @Test
  void producerIdsAreNeverGivenTwice() {
    final Proposal first = controller.prepareProducerId();
    final Proposal second = controller.prepareProducerId();
    controller.onStepDown();
    final Proposal third = controller.prepareProducerId();

    assertThat(List.of(first.producerId(), second.producerId(), third.producerId()))
        .containsExactly(1L, 2L, 3L);
    assertThat(apply(first)).isEmpty();
    assertThat(apply(third)).isEmpty();
    assertThat(state.nextProducerId()).isEqualTo(4);
  }

  @Test
  void refusalsNameTheValueAndTheRemedy() {
    refused("a b", 1, 1, 0, ErrorCode.INVALID_TOPIC, "'a b'", "use letters");
    refused("t", 0, 1, 0, ErrorCode.INVALID_ARGUMENT, "partitions 0", "1 to 4096");
    refused("t", 4097, 1, 0, ErrorCode.INVALID_ARGUMENT, "partitions 4097", "1 to 4096");
    refused("t", 1, 4, 0, ErrorCode.INVALID_REPLICATION, "replicas 4", "are 3", "use 1 to 3");
    refused("t", 1, -1, 0, ErrorCode.INVALID_REPLICATION, "replicas -1", "use 1 to 3");
    refused("t", 1, 1, 1023, ErrorCode.INVALID_ARGUMENT, "segment bytes 1023", "1048576");
    refused("t", 1, 1, 1L << 40, ErrorCode.INVALID_ARGUMENT, "segment bytes", "1073741824");
    final Proposal unknownLevel =
        controller.prepareCreate(new TopicSpec("t", 1, 1, 0, AckLevelCode.SBE_UNKNOWN));
    assertThat(unknownLevel.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    final Proposal noTopic = controller.prepareDelete("nowhere");
    assertThat(noTopic.code()).isEqualTo(ErrorCode.UNKNOWN_TOPIC);
    assertThat(noTopic.message()).contains("'nowhere'");
    assertThat(controller.prepareDelete("..").code()).isEqualTo(ErrorCode.INVALID_TOPIC);
  }

  @Test
  void anEvenNumberOfReplicasIsAllowedWithAWarning() {
    final Proposal proposal =
        controller.prepareCreate(new TopicSpec("trades", 1, 2, 0, DEFAULT_ACK));

    assertThat(proposal.code()).isEqualTo(ErrorCode.OK);
    assertThat(apply(proposal)).contains("replicas 2 is even", "loss of 0");
  }

  @Test
  void theClustersPartitionsAreBounded() {
    for (int i = 0; i < MetadataLimits.MAX_PARTITIONS_IN_ALL / MetadataLimits.MAX_PARTITIONS; i++) {
      final Proposal proposal =
          controller.prepareCreate(
              new TopicSpec("t" + i, MetadataLimits.MAX_PARTITIONS, 1, 0, DEFAULT_ACK));
      if (i % 2 == 0) {
        apply(proposal);
      }
    }

    refused("more", 1, 1, 0, ErrorCode.INVALID_ARGUMENT, "65536", "delete topics");
  }

  private void refused(
      String name, int partitions, int replicas, long bytes, ErrorCode code, String... parts) {
    final Proposal proposal =
        controller.prepareCreate(new TopicSpec(name, partitions, replicas, bytes, DEFAULT_ACK));
    assertThat(proposal.isAccepted()).isFalse();
    assertThat(proposal.code()).isEqualTo(code);
    assertThat(proposal.message()).contains(parts);
  }

  private String apply(Proposal proposal) {
    return controller.onApplied(proposal, state.apply(proposal.body(), 0, proposal.length()));
  }

  private static List<ClusterMember> members(int count) {
    return IntStream.range(0, count)
        .mapToObj(id -> new ClusterMember(id, "localhost", 1, 2, 3))
        .toList();
  }
}
