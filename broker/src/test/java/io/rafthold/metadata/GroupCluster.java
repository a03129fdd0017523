package io.rafthold.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.rafthold.partition.RetentionPolicy;
import io.rafthold.protocol.AckLevel;
import io.rafthold.protocol.codec.AssignmentStrategy;
import io.rafthold.protocol.codec.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.collections.IntHashSet;

/**
 * Brokers with a coordinator each over one log, and members that do as a client does: they read
 * what they are told that they own, and let the rest go. Driven by hand, on a clock of its own.
 */
final class GroupCluster {
  static final String GROUP = "billing";
  static final int TIMEOUT_MS = 3_000;
  private static final long STEP_NS = 10_000_000L;

  /** A member as its client has it. */
  final class Member {
    final long token;
    long id;
    long generation;
    final Map<Integer, Long> held = new TreeMap<>();
    GroupAnswer answer;
    ErrorCode code;

    private Member(long token) {
      this.token = token;
    }

    void join(String... topics) {
      join(AssignmentStrategy.COOPERATIVE_STICKY, topics);
    }

    void join(AssignmentStrategy strategy, String... topics) {
      code = null;
      coordinator()
          .join(
              new GroupJoin(GROUP, id, token, TIMEOUT_MS, strategy, List.of(topics), "test"),
              given -> {
                code = given.code();
                answer = given;
                id = code == ErrorCode.OK ? given.member().id() : id;
              },
              0);
    }

    /** Says what it holds, and does as it is told. */
    void beat() {
      final IntHashSet groupIds = new IntHashSet();
      held.keySet().forEach(groupIds::add);
      coordinator().heartbeat(GROUP, id, generation, groupIds, this::obey, 0);
    }

    private void obey(GroupAnswer given) {
      code = given.code();
      answer = given;
      if (code == ErrorCode.OK) {
        generation = given.group().generation();
        final Map<Integer, Long> owned = new TreeMap<>();
        for (final GroupPartition each : given.group().partitions()) {
          if (each.owner() == id && each.isSettled()) {
            owned.put(each.groupId(), each.epoch());
            own(each.groupId(), each.epoch(), id);
          }
        }
        held.keySet().retainAll(owned.keySet());
        held.putAll(owned);
      } else if (code == ErrorCode.UNKNOWN_MEMBER) {
        held.clear();
        generation = 0;
        id = 0;
      }
    }
  }

  final FakeGroupLog log;
  private final GroupCoordinator[] coordinators;
  private final List<Member> members = new ArrayList<>();
  private final Map<String, Long> owners = new HashMap<>();
  private final MetadataEncoder encoder = new MetadataEncoder();
  private long nextId = 100;
  private int nextTopic = 1;
  private int nextGroup = 1;
  long nowNs;

  GroupCluster(int brokers) {
    log = new FakeGroupLog(brokers);
    coordinators = new GroupCoordinator[brokers];
    for (int i = 0; i < brokers; i++) {
      coordinators[i] = new GroupCoordinator(log.state(i), log.of(i), () -> nextId++);
    }
  }

  GroupCoordinator coordinator() {
    return coordinators[log.leader()];
  }

  ConsumerGroup group() {
    return log.state(log.leader()).groups().group(GROUP);
  }

  /** Of a partition and an epoch there is one owner, ever. */
  private void own(int groupId, long epoch, long memberId) {
    final Long before = owners.putIfAbsent(groupId + "@" + epoch, memberId);
    assertThat(before == null || before == memberId)
        .as("partition %d is %s's and %d's in epoch %d", groupId, before, memberId, epoch)
        .isTrue();
  }

  Member member() {
    final Member member = new Member(members.size() + 1L);
    members.add(member);
    return member;
  }

  void createTopic(String name, int partitions) {
    final List<PartitionPlacement> placements = new ArrayList<>();
    for (int i = 0; i < partitions; i++) {
      placements.add(new PartitionPlacement(i, nextGroup++, 1));
    }
    final Topic topic =
        new Topic(
            nextTopic++, name, AckLevel.QUORUM, 1 << 20, 1, RetentionPolicy.FOR_EVER, placements);
    assertThat(log.apply(encoder.topicCreated(topic))).isEqualTo(ErrorCode.OK);
  }

  void deleteTopic(String name) {
    final int id = log.state(0).topic(name).id();
    assertThat(log.apply(encoder.topicDeleted(id))).isEqualTo(ErrorCode.OK);
  }

  /** Lets time pass for the coordinators, and commits what they propose. */
  void step() {
    nowNs += STEP_NS;
    for (final GroupCoordinator coordinator : coordinators) {
      coordinator.nowNs(nowNs);
    }
    log.commit();
    for (final GroupCoordinator coordinator : coordinators) {
      coordinator.doWork(nowNs, nowNs);
    }
  }

  /** Steps while some members send heartbeats. */
  void run(int steps, Member... living) {
    for (int i = 0; i < steps; i++) {
      step();
      for (final Member member : living) {
        member.beat();
      }
    }
  }
}
