package io.rafthold.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rafthold.protocol.codec.AssignmentStrategy;
import io.rafthold.protocol.codec.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What entries about consumer groups do, in whatever order they come. */
class GroupStateTest {
  private static final String GROUP = "billing";
  private static final long ANNA = -11;
  private static final long BERT = 22;

  private final MetadataState state = new MetadataState(new RecordedChanges());
  private final GroupEntryEncoder encoder = new GroupEntryEncoder();

  @Test
  void anEntrySaysWhatItWasMadeOf() {
    final GroupJoin join =
        new GroupJoin(
            GROUP, ANNA, 77, 5_000, AssignmentStrategy.RANGE, List.of("b", "a", "b"), "app-1");
    assertThat(apply(encoder.joined(join))).isEqualTo(ErrorCode.OK);
    final ConsumerGroup group = state.groups().group(GROUP);
    assertThat(group.topics()).containsExactly("a", "b");
    assertThat(group.strategy()).isEqualTo(AssignmentStrategy.RANGE);
    assertThat(group.member(ANNA)).isEqualTo(new GroupMember(ANNA, 77, 5_000, "app-1"));
    assertThat(group.generation()).isZero();
  }

  @Test
  void aTargetOwnsWhatIsFreeAndWaitsForTheRest() {
    join(ANNA);
    join(BERT);
    assertThat(target(1, Map.of(5, ANNA, 6, ANNA))).isEqualTo(ErrorCode.OK);
    assertThat(partition(5)).isEqualTo(new GroupPartition(5, ANNA, 1, ANNA));
    assertThat(target(2, Map.of(6, BERT, 7, BERT))).isEqualTo(ErrorCode.OK);
    assertThat(partition(6)).isEqualTo(new GroupPartition(6, ANNA, 1, BERT));
    assertThat(partition(7)).isEqualTo(new GroupPartition(7, BERT, 2, BERT));
    assertThat(release(ANNA, 2, 5, 6)).isEqualTo(ErrorCode.OK);
    assertThat(partition(5)).isEqualTo(new GroupPartition(5, ANNA, 1, ANNA));
    assertThat(partition(6)).isEqualTo(new GroupPartition(6, BERT, 2, BERT));
  }

  @Test
  void entriesOfAnotherGenerationAreVoid() {
    join(ANNA);
    join(BERT);
    target(1, Map.of(5, ANNA));
    assertThat(target(1, Map.of(5, BERT))).isEqualTo(ErrorCode.STALE_GENERATION);
    assertThat(target(3, Map.of(5, BERT))).isEqualTo(ErrorCode.STALE_GENERATION);
    target(2, Map.of(5, BERT));
    assertThat(release(ANNA, 1, 5)).isEqualTo(ErrorCode.STALE_GENERATION);
    assertThat(partition(5).owner()).isEqualTo(ANNA);
  }

  @Test
  void whatARemovedMemberHadGoesToWhomItIsMeantForOrIsFree() {
    join(ANNA);
    join(BERT);
    target(1, Map.of(5, ANNA, 6, ANNA));
    target(2, Map.of(6, BERT));
    assertThat(apply(encoder.removed(GROUP, ANNA))).isEqualTo(ErrorCode.OK);
    assertThat(partition(5)).isEqualTo(new GroupPartition(5, GroupMember.NOBODY, 1, 0));
    assertThat(partition(6)).isEqualTo(new GroupPartition(6, BERT, 2, BERT));
    assertThat(apply(encoder.removed(GROUP, ANNA))).isEqualTo(ErrorCode.UNKNOWN_MEMBER);
    assertThat(target(3, Map.of(5, ANNA, 6, ANNA, 8, ANNA))).isEqualTo(ErrorCode.OK);
    assertThat(partition(5).owner()).isEqualTo(GroupMember.NOBODY);
    assertThat(partition(6)).isEqualTo(new GroupPartition(6, BERT, 2, GroupMember.NOBODY));
    assertThat(partition(8)).isNull();
    apply(encoder.removed(GROUP, BERT));
    assertThat(state.groups().group(GROUP).partitions()).isEmpty();
    assertThat(target(4, Map.of(5, BERT))).isEqualTo(ErrorCode.UNKNOWN_MEMBER);
  }

  @Test
  void aMembersIdIsOneGroupsAndAPartitionMayBeDropped() {
    join(ANNA);
    final GroupJoin elsewhere =
        new GroupJoin("other", ANNA, 0, 5_000, AssignmentStrategy.RANGE, List.of("a"), "");
    assertThat(apply(encoder.joined(elsewhere))).isEqualTo(ErrorCode.INTERNAL);
    assertThat(state.groups().group("other")).isNull();
    target(1, Map.of(5, ANNA));
    target(2, Map.of(5, GroupMember.NOBODY));
    assertThat(partition(5)).isNull();
  }

  @Test
  void groupsOfUnknownNamesAreNoError() {
    assertThat(target(1, Map.of(5, ANNA))).isEqualTo(ErrorCode.UNKNOWN_GROUP_NAME);
    assertThat(release(ANNA, 0, 5)).isEqualTo(ErrorCode.UNKNOWN_GROUP_NAME);
    assertThat(apply(encoder.removed(GROUP, ANNA))).isEqualTo(ErrorCode.UNKNOWN_GROUP_NAME);
    assertThat(apply(encoder.deleted(GROUP))).isEqualTo(ErrorCode.UNKNOWN_GROUP_NAME);
    join(ANNA);
    assertThat(apply(encoder.deleted(GROUP))).isEqualTo(ErrorCode.CHANGE_IN_PROGRESS);
  }

  @Test
  void aGroupHasALimit() {
    for (int i = 1; i <= GroupLimits.MAX_MEMBERS; i++) {
      assertThat(join(i)).isEqualTo(ErrorCode.OK);
    }
    assertThat(join(5_000)).isEqualTo(ErrorCode.OVERLOADED);
    apply(encoder.removed(GROUP, 7));
    assertThat(join(5_000)).isEqualTo(ErrorCode.OK);
  }

  @Test
  void everyTruncationAndAllDamageIsRefusedOrHarmless() {
    final SplittableRandom random = new SplittableRandom(8);
    final List<DirectBuffer> entries =
        List.of(
            encoder.joined(wish(ANNA)),
            encoder.targetChanged(GROUP, 1, Map.of(5, ANNA, 6, ANNA)),
            encoder.released(GROUP, ANNA, 1, List.of(5, 6)),
            encoder.removed(GROUP, ANNA),
            encoder.deleted(GROUP));
    for (final DirectBuffer entry : entries) {
      for (int length = 0; length < entry.capacity(); length++) {
        final int cut = length;
        assertThatThrownBy(() -> state.apply(entry, 0, cut)).isInstanceOf(MetadataException.class);
      }
      for (int i = 0; i < 3_000; i++) {
        final byte[] bytes = new byte[entry.capacity()];
        entry.getBytes(0, bytes);
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        try {
          new MetadataState(new RecordedChanges()).apply(new UnsafeBuffer(bytes), 0, bytes.length);
        } catch (MetadataException refused) {
          assertThat(refused).hasMessageContaining("cannot be applied");
        }
      }
    }
    assertThat(state.groups().groups()).isEmpty();
  }

  private static GroupJoin wish(long memberId) {
    return new GroupJoin(
        GROUP, memberId, 0, 5_000, AssignmentStrategy.COOPERATIVE_STICKY, List.of("trades"), "");
  }

  private ErrorCode join(long memberId) {
    return apply(encoder.joined(wish(memberId)));
  }

  private ErrorCode target(long generation, Map<Integer, Long> changes) {
    return apply(encoder.targetChanged(GROUP, generation, changes));
  }

  private ErrorCode release(long memberId, long generation, Integer... groupIds) {
    return apply(encoder.released(GROUP, memberId, generation, List.of(groupIds)));
  }

  private GroupPartition partition(int groupId) {
    return state.groups().group(GROUP).partition(groupId);
  }

  private ErrorCode apply(DirectBuffer body) {
    return state.apply(body, 0, body.capacity());
  }
}
