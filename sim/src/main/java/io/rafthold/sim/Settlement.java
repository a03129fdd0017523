package io.rafthold.sim;

import io.rafthold.client.RecordMetadata;
import io.rafthold.metadata.PartitionPlacement;
import io.rafthold.metadata.Topic;
import io.rafthold.partition.Replica;
import io.rafthold.sim.invariant.GroupView;
import io.rafthold.sim.invariant.InvariantViolation;
import io.rafthold.sim.invariant.ReplicaView;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The liveness phase: with faults off, each group gets a leader in a bounded time, a record sent to
 * each partition is acknowledged, everything can be read from its start, and replicas are equal.
 */
final class Settlement {
  /** Time for leaders and probes, in election timeouts and fixed. */
  private static final int ELECTION_TIMEOUTS = 10;

  private static final long SLACK_NS = 20_000_000_000L;

  private final World world;
  private long deadlineNs;
  private List<CompletableFuture<RecordMetadata>> probes = List.of();
  private boolean hasBegunToRead;

  Settlement(World world) {
    this.world = world;
  }

  void begin() {
    deadlineNs = world.nowNs() + ELECTION_TIMEOUTS * world.plan().electionMaxNs + SLACK_NS;
    world.clients().forEach(client -> client.workload().quiet());
    probes = null;
  }

  boolean isOver() {
    final String missing = missing();
    if (missing == null) {
      return true;
    }
    if (world.nowNs() > deadlineNs) {
      throw new InvariantViolation(
          Settlement.class, "not settled in time: " + missing + world.describe());
    }
    return false;
  }

  private String missing() {
    final SimClient prober = world.clients().get(0);
    if (probes == null || hasFailed(probes)) {
      final String unknown = prober.workload().unknownTopic();
      if (unknown != null) {
        return "the prober does not know topic " + unknown;
      }
      probes = prober.workload().probe();
    }
    for (int i = 0; i < probes.size(); i++) {
      if (!probes.get(i).isDone()) {
        return "probe " + i + " of " + probes.size() + " was not acknowledged";
      }
    }
    if (!hasBegunToRead) {
      hasBegunToRead = true;
      prober.workload().readAll();
    }
    if (!prober.workload().hasRead(id -> world.checker().group(id).endOffset())) {
      return "not everything was read";
    }
    final String behind =
        prober.workload().groupIsBehind(id -> world.checker().group(id).endOffset());
    if (behind != null) {
      return "the consumer group is behind: " + behind;
    }
    final String broken = broken();
    if (broken != null) {
      return broken;
    }
    final String moving = moving();
    return moving == null ? difference() : moving;
  }

  /** Names a broker that is not back, or a replica of one: a wiped disk alone excuses that. */
  private String broken() {
    for (final SimBroker broker : world.brokers()) {
      if (broker.disk.isWiped()) {
        continue;
      }
      if (!broker.isUp()) {
        return "broker " + broker.id + " is down";
      }
      if (!broker.core().failures().isEmpty()) {
        return "broker " + broker.id + " has failed replicas: " + broker.core().failures();
      }
    }
    return null;
  }

  private static boolean hasFailed(List<CompletableFuture<RecordMetadata>> probes) {
    return probes.stream().anyMatch(CompletableFuture::isCompletedExceptionally);
  }

  private boolean isMember(int brokerId, int groupId) {
    Replica newest = null;
    for (final SimBroker broker : world.brokers()) {
      for (final Replica replica : broker.replicas()) {
        if (replica.settings().groupId() == groupId
            && replica.isReadyToServe()
            && (newest == null || replica.term() > newest.term())) {
          newest = replica;
        }
      }
    }
    return newest == null || newest.membership().isMember(brokerId);
  }

  /** Names a partition whose replicas are not where they shall be. */
  private String moving() {
    for (final SimBroker broker : world.brokers()) {
      if (!broker.isUp() || broker.disk.isWiped()) {
        continue;
      }
      for (final Topic topic : broker.core().metadata().topics()) {
        for (final PartitionPlacement placement : topic.partitions()) {
          if (!placement.isReached()) {
            return "on broker " + broker.id + ": " + placement;
          }
        }
      }
    }
    return null;
  }

  private String difference() {
    for (final SimBroker broker : world.brokers()) {
      for (final Replica replica : broker.replicas()) {
        final int groupId = replica.settings().groupId();
        if (broker.disk.isWiped() || !isMember(broker.id, groupId)) {
          continue;
        }
        final GroupView group = world.checker().group(groupId);
        final ReplicaView view = world.checker().replica(broker.id, groupId);
        if (replica.commitIndex() != group.lastIndex()
            || view.lastIndex() != group.lastIndex()
            || view.chainAt(group.lastIndex()) != group.chainAt(group.lastIndex())) {
          return "broker "
              + broker.id
              + " group "
              + groupId
              + " has "
              + view.lastIndex()
              + ", committed "
              + replica.commitIndex()
              + " of "
              + group.lastIndex();
        }
      }
    }
    return null;
  }
}
