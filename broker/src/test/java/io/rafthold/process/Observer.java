package io.rafthold.process;

import io.rafthold.client.Admin;
import io.rafthold.client.PartitionStatus;
import io.rafthold.client.RaftholdClient;
import io.rafthold.client.RaftholdException;
import io.rafthold.client.ReplicaCondition;
import io.rafthold.client.ReplicaStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Looks at a cluster from outside while it is hurt: what cannot be asked now, is not known now. */
final class Observer implements AutoCloseable {
  private static final Duration REQUEST_BOUND = Duration.ofSeconds(3);
  private static final Duration LEADER_BOUND = Duration.ofSeconds(15);

  private final RaftholdClient client;
  private final Admin admin;

  Observer(String bootstrap) {
    client = RaftholdClient.builder().bootstrap(bootstrap).clientName("observer").build();
    admin = client.admin().withTimeout(REQUEST_BOUND);
  }

  /** Waits until a partition has a leader that answers, and returns the leader's broker. */
  int awaitLeader(String topic, int partition) {
    final AtomicInteger leader = new AtomicInteger(-1);
    Await.until(
        "partition " + partition + " of " + topic + " has a leader",
        LEADER_BOUND,
        () -> {
          for (final PartitionStatus status : describe(topic)) {
            if (status.partition() == partition && answers(status, status.leader())) {
              leader.set(status.leader());
            }
          }
          return leader.get() >= 0;
        });
    return leader.get();
  }

  /** Tells whether all replicas are where they shall be, and count. */
  boolean isReached(String topic) {
    final List<PartitionStatus> partitions = describe(topic);
    return !partitions.isEmpty() && partitions.stream().allMatch(PartitionStatus::isReached);
  }

  /**
   * Tells whether each partition's replica has gone from a broker to another one, and all replicas
   * are where they shall be. A broker that was cut off may answer still with a target of before.
   */
  boolean isMoved(String topic, int from, int to) {
    final List<PartitionStatus> partitions = describe(topic);
    return !partitions.isEmpty()
        && partitions.stream()
            .allMatch(
                status ->
                    status.isReached()
                        && status.target().contains(to)
                        && !status.target().contains(from));
  }

  /** Tells whether all replicas answer, are where they shall be and rejoin nothing. */
  boolean isWhole(String topic) {
    return isReached(topic)
        && describe(topic).stream()
            .flatMap(partition -> partition.replicas().stream())
            .allMatch(
                replica -> replica.reachable() && replica.condition() == ReplicaCondition.SOUND);
  }

  /** Returns the brokers that shall have a replica. */
  int[] target(String topic, int partition) {
    final AtomicReference<int[]> target = new AtomicReference<>();
    Await.until(
        "partition " + partition + " of " + topic + " is described",
        LEADER_BOUND,
        () -> {
          for (final PartitionStatus status : describe(topic)) {
            if (status.partition() == partition) {
              target.set(status.target().stream().mapToInt(Integer::intValue).toArray());
            }
          }
          return target.get() != null;
        });
    return target.get();
  }

  /** Tells whether every replica of every partition answers, in its leader's term. */
  boolean isOfOneTerm(String topic) {
    final List<PartitionStatus> partitions = describe(topic);
    return !partitions.isEmpty()
        && partitions.stream()
            .allMatch(
                status ->
                    status.leader() >= 0
                        && status.replicas().stream()
                            .allMatch(each -> each.term() == status.term()));
  }

  /** Returns the highest term of any partition that a replica which answers knows of. */
  long highestTerm(String topic) {
    return describe(topic).stream()
        .flatMap(status -> status.replicas().stream())
        .mapToLong(ReplicaStatus::term)
        .max()
        .orElse(0);
  }

  /** Returns the number of committed records, as far as any replica that answers knows. */
  long committed(String topic) {
    return describe(topic).stream()
        .mapToLong(
            status ->
                status.replicas().stream()
                    .mapToLong(ReplicaStatus::commitOffset)
                    .filter(offset -> offset >= 0)
                    .max()
                    .orElse(0))
        .sum();
  }

  /** Tells whether all replicas answer and each broker's know of so many committed records. */
  boolean isCommittedEverywhere(String topic, long records) {
    final List<PartitionStatus> partitions = describe(topic);
    final int replicas = partitions.stream().mapToInt(p -> p.replicas().size()).min().orElse(0);
    final long known =
        partitions.stream()
            .mapToLong(
                status ->
                    status.replicas().stream()
                        .mapToLong(ReplicaStatus::commitOffset)
                        .min()
                        .orElse(-1))
            .sum();
    return replicas > 0 && known == records && known == committed(topic);
  }

  private static boolean answers(PartitionStatus status, int broker) {
    return status.replicas().stream()
        .anyMatch(
            replica -> replica.brokerId() == broker && replica.reachable() && replica.isLeader());
  }

  private List<PartitionStatus> describe(String topic) {
    try {
      return admin.describeTopic(topic).partitions();
    } catch (final RaftholdException notNow) {
      return List.of();
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
