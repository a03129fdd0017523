package io.rafthold.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.protocol.codec.AssignmentStrategy;
import io.rafthold.protocol.codec.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.agrona.collections.IntHashSet;
import org.junit.jupiter.api.Test;

/** Members come, go, and fall silent; each partition has one owner at a time. */
class GroupCoordinatorTest {
  private static final int TIMEOUT_STEPS = GroupCluster.TIMEOUT_MS / 10;

  private final GroupCluster cluster = new GroupCluster(2);

  private GroupCluster.Member joined(String... topics) {
    final GroupCluster.Member member = cluster.member();
    member.join(topics);
    cluster.step();
    assertThat(member.code).isEqualTo(ErrorCode.OK);
    return member;
  }

  @Test
  void theFirstMemberGetsEverything() {
    cluster.createTopic("trades", 4);
    final GroupCluster.Member anna = joined("trades");
    cluster.run(5, anna);
    assertThat(anna.held).containsOnlyKeys(1, 2, 3, 4).containsEntry(1, 1L);
    assertThat(anna.answer.heartbeatMs())
        .isEqualTo(GroupCluster.TIMEOUT_MS / GroupCoordinator.HEARTBEATS_PER_TIMEOUT);
  }

  @Test
  void whatMovesIsLetGoBeforeItIsGivenAndTheRestRunsOn() {
    cluster.createTopic("trades", 4);
    final GroupCluster.Member anna = joined("trades");
    cluster.run(5, anna);
    final GroupCluster.Member bert = joined("trades");
    // Anna does not say that she has let anything go: Bert waits.
    cluster.run(20, bert);
    assertThat(bert.held).isEmpty();
    assertThat(bert.answer.heartbeatMs()).isEqualTo(GroupCoordinator.MOVING_HEARTBEAT_MS);
    final Map<Integer, Long> before = new HashMap<>(anna.held);

    cluster.run(6, anna, bert);
    assertThat(anna.held).hasSize(2);
    assertThat(before).containsAllEntriesOf(anna.held);
    assertThat(bert.held).hasSize(2).containsOnlyKeys(others(before, anna.held));
    assertThat(bert.held.values()).allMatch(epoch -> epoch == cluster.group().generation());
  }

  private static Integer[] others(Map<Integer, Long> all, Map<Integer, Long> some) {
    return all.keySet().stream().filter(each -> !some.containsKey(each)).toArray(Integer[]::new);
  }

  @Test
  void aHeartbeatOfAnOlderGenerationLetsNothingGo() {
    cluster.createTopic("trades", 2);
    final GroupCluster.Member anna = joined("trades");
    cluster.run(5, anna);
    joined("trades");
    cluster.run(3);
    final long old = cluster.group().generation() - 1;
    cluster
        .coordinator()
        .heartbeat(GroupCluster.GROUP, anna.id, old, new IntHashSet(), answer -> {}, 0);
    cluster.run(3);
    assertThat(cluster.group().partitions()).allMatch(each -> each.owner() == anna.id);
  }

  @Test
  void whoIsSilentIsRemovedAndItsPartitionsAreFreeAtOnce() {
    cluster.createTopic("trades", 4);
    final GroupCluster.Member anna = joined("trades");
    final GroupCluster.Member bert = joined("trades");
    cluster.run(10, anna, bert);
    assertThat(bert.held).hasSize(2);
    cluster.run(TIMEOUT_STEPS - 5, anna);
    assertThat(cluster.group().members()).hasSize(2);
    cluster.run(15, anna);
    assertThat(anna.held).hasSize(4);
    bert.beat();
    assertThat(bert.code).isEqualTo(ErrorCode.UNKNOWN_MEMBER);
    bert.join("trades");
    cluster.run(10, anna, bert);
    assertThat(bert.held).hasSize(2);
  }

  @Test
  void aNewLeaderGivesEachAWholeTimeout() {
    cluster.createTopic("trades", 4);
    final GroupCluster.Member anna = joined("trades");
    final GroupCluster.Member bert = joined("trades");
    cluster.run(10, anna, bert);
    cluster.run(TIMEOUT_STEPS - 10);
    cluster.log.lead(1, 0);
    cluster.run(TIMEOUT_STEPS - 5);
    assertThat(cluster.group().members()).hasSize(2);
    anna.beat();
    assertThat(anna.code).isEqualTo(ErrorCode.OK);
    cluster.run(20, anna);
    assertThat(cluster.group().members()).hasSize(1);
  }

  @Test
  void aRepeatedWishToJoinMakesOneMember() {
    cluster.createTopic("trades", 4);
    final GroupCluster.Member anna = cluster.member();
    anna.join("trades");
    anna.join("trades");
    cluster.step();
    final long id = anna.id;
    anna.id = 0;
    anna.join("trades");
    assertThat(anna.code).isEqualTo(ErrorCode.OK);
    assertThat(anna.id).isEqualTo(id);
    cluster.log.lead(1, 0);
    anna.id = 0;
    anna.join("trades");
    assertThat(anna.id).isEqualTo(id);
    assertThat(cluster.group().members()).hasSize(1);
  }

  @Test
  void anUnknownMemberIsToldSoByACertainLeaderOnly() {
    cluster.createTopic("trades", 1);
    final GroupCluster.Member ghost = cluster.member();
    ghost.id = 999;
    cluster.log.confirmation(ErrorCode.NO_QUORUM);
    ghost.beat();
    assertThat(ghost.code).isEqualTo(ErrorCode.OVERLOADED);
    cluster.log.confirmation(ErrorCode.OK);
    ghost.beat();
    assertThat(ghost.code).isEqualTo(ErrorCode.UNKNOWN_MEMBER);
    cluster.log.ready(false);
    ghost.join("trades");
    assertThat(ghost.code).isEqualTo(ErrorCode.OVERLOADED);
  }

  @Test
  void whoWantsOtherTopicsThanTheMembersIsRefused() {
    cluster.createTopic("trades", 2);
    cluster.createTopic("quotes", 2);
    final GroupCluster.Member anna = joined("trades");
    final GroupCluster.Member bert = cluster.member();
    bert.join("quotes");
    assertThat(bert.code).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(bert.answer.message()).contains("[trades]");
    bert.join(AssignmentStrategy.RANGE, "trades");
    assertThat(bert.code).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    cluster
        .coordinator()
        .leave(GroupCluster.GROUP, anna.id, (code, message) -> anna.code = code, 0);
    cluster.step();
    assertThat(anna.code).isEqualTo(ErrorCode.OK);
    bert.join("quotes");
    cluster.run(5, bert);
    assertThat(bert.held).containsOnlyKeys(3, 4);
    bert.join("slash/ed");
    assertThat(bert.code).isEqualTo(ErrorCode.INVALID_TOPIC);
  }

  @Test
  void topicsThatComeAndGoAreSharedOut() {
    final GroupCluster.Member anna = joined("trades", "quotes");
    cluster.run(5, anna);
    assertThat(anna.held).isEmpty();
    cluster.createTopic("trades", 3);
    cluster.run(5, anna);
    assertThat(anna.held).containsOnlyKeys(1, 2, 3);
    cluster.createTopic("quotes", 1);
    cluster.deleteTopic("trades");
    cluster.run(5, anna);
    assertThat(anna.held).containsOnlyKeys(4);
  }

  @Test
  void aDeletedGroupGoesOnAboveItsGeneration() {
    cluster.createTopic("trades", 2);
    final GroupCluster.Member anna = joined("trades");
    cluster.run(5, anna);
    final List<ErrorCode> codes = new ArrayList<>();
    cluster.coordinator().delete(GroupCluster.GROUP, (code, message) -> codes.add(code), 0);
    cluster.coordinator().leave(GroupCluster.GROUP, anna.id, (code, text) -> codes.add(code), 0);
    cluster.step();
    cluster.coordinator().delete(GroupCluster.GROUP, (code, message) -> codes.add(code), 0);
    cluster.step();
    cluster.coordinator().delete(GroupCluster.GROUP, (code, message) -> codes.add(code), 0);
    assertThat(codes)
        .containsExactly(
            ErrorCode.CHANGE_IN_PROGRESS, ErrorCode.OK, ErrorCode.OK, ErrorCode.UNKNOWN_GROUP_NAME);
    final GroupCluster.Member bert = joined("trades");
    cluster.run(5, bert);
    assertThat(bert.held.values()).allMatch(epoch -> epoch > 1);
  }

  /** Members crash, pause and come back, leaders change and lose what they proposed. */
  @Test
  void ofAPartitionAndAnEpochThereIsOneOwnerWhateverHappens() {
    int moves = 0;
    for (long seed = 1; seed <= 60; seed++) {
      moves += chaos(new SplittableRandom(seed));
    }
    assertThat(moves).as("generations in all runs").isGreaterThan(1_000);
  }

  private static int chaos(SplittableRandom random) {
    final GroupCluster cluster = new GroupCluster(3);
    cluster.createTopic("trades", 1 + random.nextInt(8));
    final List<GroupCluster.Member> members = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      members.add(cluster.member());
    }
    final boolean[] isPaused = new boolean[members.size()];
    for (int i = 0; i < 1_500; i++) {
      cluster.step();
      final int who = random.nextInt(members.size());
      final GroupCluster.Member member = members.get(who);
      switch (random.nextInt(60)) {
        case 0 -> isPaused[who] = !isPaused[who];
        case 1 -> cluster.log.lead(random.nextInt(3), random.nextInt(3));
        case 2 -> cluster.coordinator().leave(GroupCluster.GROUP, member.id, (c, m) -> {}, 0);
        default -> act(member, isPaused[who]);
      }
    }
    settle(cluster, members);
    return (int) cluster.group().generation();
  }

  private static void act(GroupCluster.Member member, boolean isPaused) {
    if (isPaused) {
      return;
    }
    if (member.id == 0) {
      member.join("trades");
    } else {
      member.beat();
    }
  }

  /** All live again: each gets its even share, and everybody agrees. */
  private static void settle(GroupCluster cluster, List<GroupCluster.Member> members) {
    for (int i = 0; i < 100; i++) {
      cluster.step();
      members.forEach(member -> act(member, false));
    }
    int held = 0;
    for (final GroupCluster.Member member : members) {
      held += member.held.size();
    }
    final int partitions = cluster.log.state(0).partitionCount();
    assertThat(held).isEqualTo(partitions);
    assertThat(members)
        .allMatch(member -> Math.abs(member.held.size() - partitions / members.size()) <= 1);
    for (int broker = 1; broker < 3; broker++) {
      final ConsumerGroup other = cluster.log.state(broker).groups().group(GroupCluster.GROUP);
      assertThat(other.partitions()).containsExactlyElementsOf(cluster.group().partitions());
      assertThat(other.members()).containsExactlyElementsOf(cluster.group().members());
    }
  }
}
