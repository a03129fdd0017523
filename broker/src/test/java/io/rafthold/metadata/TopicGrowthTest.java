package io.rafthold.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.codec.AckLevelCode;
import io.rafthold.protocol.codec.ErrorCode;
import io.rafthold.protocol.codec.MessageHeaderEncoder;
import io.rafthold.protocol.codec.TopicGrownEncoder;
import java.util.List;
import java.util.stream.IntStream;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopicGrowthTest {
  private static final int BROKERS = 4;
  private static final int REPLICAS = 3;

  private final RecordedChanges listener = new RecordedChanges();
  private final MetadataState state = new MetadataState(listener);
  private final MetadataEncoder encoder = new MetadataEncoder();
  private final MetadataController controller = controller(state);

  @BeforeEach
  void aTopicAndAnother() {
    apply(controller.prepareCreate(spec("trades", 2)));
    apply(controller.prepareCreate(spec("quotes", 1)));
    listener.changes.clear();
  }

  @Test
  void partitionsAreAddedBehindThoseThatAreThere() {
    final Topic before = state.topic("trades");
    final long version = state.topicsVersion();

    apply(controller.prepareGrow("trades", 5));

    final Topic after = state.topic("trades");
    assertThat(after.partitions().subList(0, 2)).isEqualTo(before.partitions());
    assertThat(after.partitions())
        .extracting(PartitionPlacement::partition)
        .containsExactly(0, 1, 2, 3, 4);
    assertThat(after.partitions())
        .extracting(PartitionPlacement::groupId)
        .containsExactly(1, 2, 4, 5, 6);
    for (final PartitionPlacement placement : after.partitions()) {
      assertThat(placement.replicaCount()).isEqualTo(REPLICAS);
      assertThat(state.topicOfGroup(placement.groupId())).isSameAs(after);
      assertThat(state.partitionOfGroup(placement.groupId())).isEqualTo(placement);
    }
    assertThat(state.partitionCount()).isEqualTo(6);
    assertThat(state.topicsVersion()).isGreaterThan(version);
    assertThat(listener.changes).containsExactly("^trades#1 from 2");
    apply(controller.prepareDelete("trades"));
    assertThat(state.partitionCount()).isOne();
  }

  @Test
  void theNewOnesGoWhereThereIsLeast() {
    apply(controller.prepareGrow("trades", 9));

    final long[] leaders = new long[BROKERS];
    for (final Topic topic : state.topics()) {
      topic.partitions().forEach(placement -> leaders[placement.preferredLeader()]++);
    }
    assertThat(IntStream.range(0, BROKERS).mapToLong(i -> leaders[i]).max().orElseThrow())
        .isLessThanOrEqualTo(3);
  }

  @Test
  void whatCannotBeIsRefusedWithTheValue() {
    assertThat(controller.prepareGrow("trades", 2).message())
        .contains("partitions 2")
        .contains("the 2 that the topic has");
    assertThat(controller.prepareGrow("trades", -7).code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(controller.prepareGrow("trades", 4_097).message()).contains("4097", "4096");
    assertThat(controller.prepareGrow("nosuch", 3).code()).isEqualTo(ErrorCode.UNKNOWN_TOPIC);
    assertThat(controller.prepareGrow("a/b", 3).code()).isEqualTo(ErrorCode.INVALID_TOPIC);
  }

  @Test
  void whileOneGrowthIsOnItsWayThereIsNoOtherAndNoDeletion() {
    final Proposal growth = controller.prepareGrow("trades", 3);

    assertThat(controller.prepareGrow("trades", 4).code()).isEqualTo(ErrorCode.CHANGE_IN_PROGRESS);
    assertThat(controller.prepareDelete("trades").message()).contains("being added", "trades");
    apply(controller.prepareGrow("quotes", 2));

    controller.abandon(growth);
    apply(controller.prepareGrow("trades", 4));
    assertThat(state.topic("trades").partitions()).hasSize(4);
    apply(controller.prepareDelete("trades"));
  }

  @Test
  void aTopicThatIsBeingDeletedDoesNotGrow() {
    final Proposal deletion = controller.prepareDelete("trades");

    assertThat(controller.prepareGrow("trades", 3).code()).isEqualTo(ErrorCode.CHANGE_IN_PROGRESS);
    apply(deletion);
    assertThat(controller.prepareGrow("trades", 3).code()).isEqualTo(ErrorCode.UNKNOWN_TOPIC);
  }

  @Test
  void ofTwoLeadersGrowthsTheFirstCountsAndTheOtherSaysSo() {
    final Proposal mine = controller.prepareGrow("trades", 3);
    final MetadataController other = controller(state);
    apply(other.prepareGrow("trades", 4), other);

    final ErrorCode code = state.apply(mine.body(), 0, mine.length());

    assertThat(code).isIn(ErrorCode.INTERNAL, ErrorCode.CHANGE_IN_PROGRESS);
    assertThat(controller.onApplied(mine, code)).contains("try again");
    assertThat(state.topic("trades").partitions()).hasSize(4);
    apply(controller.prepareGrow("trades", 5));
  }

  @Test
  void aGrowthThatTheTopicWasNotWaitingForSpendsItsIdsAndChangesNothing() {
    final int next = state.nextGroupId();
    final TopicGrowth gap =
        new TopicGrowth(1, List.of(new PartitionPlacement(7, next, new int[] {0, 1, 2})));

    assertThat(apply(encoder.topicGrown(gap))).isEqualTo(ErrorCode.CHANGE_IN_PROGRESS);
    assertThat(state.nextGroupId()).isEqualTo(next + 1);
    assertThat(apply(encoder.topicGrown(gap))).isEqualTo(ErrorCode.INTERNAL);
    final TopicGrowth nobodys =
        new TopicGrowth(9, List.of(new PartitionPlacement(2, next + 1, new int[] {0, 1, 2})));
    assertThat(apply(encoder.topicGrown(nobodys))).isEqualTo(ErrorCode.UNKNOWN_TOPIC);
    assertThat(listener.changes).isEmpty();
  }

  @Test
  void oddValuesInAnEntryAreNamed() {
    assertThatThrownBy(() -> apply(entry(1, 2, 0, 7, 0))).hasMessageContaining("replicas 0");
    assertThatThrownBy(() -> apply(entry(1, 2, 2, 7, 0))).hasMessageContaining("places 1");
    assertThatThrownBy(() -> apply(entry(1, 0, 1, 7, 0))).hasMessageContaining("first partition 0");
    assertThatThrownBy(() -> apply(entry(0, 2, 1, 7, 0))).hasMessageContaining("topic id 0");
    assertThatThrownBy(() -> apply(entry(1, 2, 1, 0, 0))).hasMessageContaining("group id 0");
    assertThatThrownBy(() -> apply(entry(1, 2, 1, 7, -3))).hasMessageContaining("broker -3");
    final MutableDirectBuffer whole = entry(1, 2, 1, 7, 0);
    for (int length = 0; length < whole.capacity(); length++) {
      final int cut = length;
      assertThatThrownBy(() -> state.apply(whole, 0, cut)).isInstanceOf(MetadataException.class);
    }
  }

  private static MutableDirectBuffer entry(
      int topicId, int firstPartition, int replicas, int groupId, int brokerId) {
    final MutableDirectBuffer body = new UnsafeBuffer(new byte[128]);
    final TopicGrownEncoder encoder = new TopicGrownEncoder();
    encoder
        .wrapAndApplyHeader(body, 0, new MessageHeaderEncoder())
        .topicId(topicId)
        .firstPartition(firstPartition)
        .replicas(replicas)
        .placesCount(1)
        .next()
        .groupId(groupId)
        .brokerId(brokerId);
    return new UnsafeBuffer(body, 0, encoder.limit());
  }

  private static MetadataController controller(MetadataState state) {
    return new MetadataController(
        state,
        IntStream.range(0, BROKERS)
            .mapToObj(id -> new ClusterMember(id, "127.0.0.1", 1, 2, 3))
            .toList(),
        new MetadataDefaults(REPLICAS, 16 << 20, AckLevel.QUORUM_SYNC));
  }

  private static TopicSpec spec(String name, int partitions) {
    return new TopicSpec(name, partitions, REPLICAS, 0, AckLevelCode.TOPIC_DEFAULT, 0, 0);
  }

  private void apply(Proposal proposal) {
    apply(proposal, controller);
  }

  private void apply(Proposal proposal, MetadataController proposer) {
    assertThat(proposal.code()).as(proposal.message()).isEqualTo(ErrorCode.OK);
    final ErrorCode code = state.apply(proposal.body(), 0, proposal.length());
    assertThat(code).isEqualTo(ErrorCode.OK);
    proposer.onApplied(proposal, code);
  }

  private ErrorCode apply(MutableDirectBuffer body) {
    return state.apply(body, 0, body.capacity());
  }
}
